// TLS and X.509 as bytes, built from their parts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/wire.hpp"

namespace sekisho::test {

constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kChangeCipherRecord = 20;
constexpr std::uint8_t kDataRecord = 23;

struct Extension {
  std::uint16_t type = 0;
  Frame body;
};

Extension server_name(std::string_view name);
Extension alpn(const std::vector<std::string>& protocols);
Extension groups(const std::vector<std::uint16_t>& list);
Extension point_formats(const std::vector<std::uint8_t>& list);
Extension signatures(const std::vector<std::uint16_t>& list);
Extension client_versions(const std::vector<std::uint16_t>& list);
Extension server_version(std::uint16_t version);

struct ClientHello {
  std::uint16_t version = 0x0303;
  std::size_t session_id = 32;
  std::vector<std::uint16_t> ciphers{0x1301};
  std::vector<Extension> extensions = {};
  bool extensions_present = true;
};
struct ServerHello {
  std::uint16_t version = 0x0303;
  std::uint16_t cipher = 0xC02F;
  std::vector<Extension> extensions = {};
  bool retry = false;  ///< A HelloRetryRequest.
};

/// Handshake messages, without record.
Frame message(std::uint8_t type, const Frame& body);
Frame bytes(const ClientHello& hello);
Frame bytes(const ServerHello& hello);
Frame certificate_message(const std::vector<Frame>& chain);

/// @p body in records of at most @p most bytes.
Frame records(std::uint8_t content, const Frame& body, std::size_t most = 16'384);
Frame handshake(const Frame& messages, std::size_t most = 16'384);

/// One DER element.
Frame der(std::uint8_t tag, const Frame& content);
/// A name of (object id without tag, string tag, value) triples.
struct NamePart {
  Frame id;
  std::uint8_t tag = 0x0C;  // UTF8String
  Frame value;
};
Frame distinguished(const std::vector<NamePart>& parts);
Frame common_name(std::string_view name);

/// A certificate whose key and signature are nonsense: nobody is to look at them.
struct Certificate {
  Frame serial{1};
  Frame issuer = common_name("issuer");
  Frame subject = common_name("subject");
  std::string not_before = "240101000000Z", not_after = "20521231235959Z";  ///< 13 characters: UTCTime; else GeneralizedTime.
  std::vector<Frame> names = {};                                            ///< GeneralNames; no extension if empty.
};
Frame bytes(const Certificate& certificate);
/// A GeneralName.
Frame dns_name(std::string_view name);

}  // namespace sekisho::test
