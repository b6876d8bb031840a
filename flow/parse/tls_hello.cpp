#include "flow/parse/tls_hello.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "flow/parse/tls_fingerprint.hpp"

namespace sekisho::parse {
namespace {

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxProtocols = 16;  // clients offer two or three; a list of one-letter names would fill memory
constexpr std::size_t kMaxJa3Text = 4096;  // ten times a browser's; the hash is always of the whole text
constexpr std::size_t kRandom = 32;
constexpr std::size_t kMaxSessionId = 32;
constexpr std::uint16_t kTls13 = 0x0304;

enum class Extension : std::uint16_t {
  ServerName = 0,
  SupportedGroups = 10,
  PointFormats = 11,
  SignatureAlgorithms = 13,
  Alpn = 16,
  PreSharedKey = 41,
  SupportedVersions = 43,
  EncryptedServerName = 0xFFCE,
  EncryptedHelloDraft8 = 0xFE08,
  EncryptedHello = 0xFE0D,
};

/// Drafts of TLS 1.3 had numbers of their own (0x7Fnn, Facebook's 0xFBnn).
std::uint16_t known_version(std::uint16_t version) { return version >> 8 == 0x7F || version >> 8 == 0xFB ? kTls13 : version; }

std::vector<std::uint16_t> numbers(Bytes list) {
  std::vector<std::uint16_t> out;
  out.reserve(list.size() / 2);
  for (ByteReader reader(list); reader.left() >= 2;) out.push_back(reader.u16());
  return out;
}

/// Calls @p visit(type, body) for each; false where a length does not fit. No extensions at all are fine.
template <class Visit>
bool for_each_extension(ByteReader& reader, Visit&& visit) {
  if (reader.left() == 0) return reader.ok();
  ByteReader list(reader.take(reader.u16()));
  while (list.left() > 0) {
    const std::uint16_t type = list.u16();
    const Bytes body = list.take(list.u16());
    if (!list.ok()) return false;
    visit(type, body);
  }
  return reader.ok();
}

/// DNS names have no case: lower case, so that one server has one name.
std::string host_name(Bytes body) {
  constexpr std::uint8_t kHostName = 0;
  ByteReader list(body);
  list = ByteReader(list.take(list.u16()));
  while (list.left() > 0) {
    const std::uint8_t type = list.u8();
    const Bytes name = list.take(list.u16());
    if (!list.ok()) return {};
    if (type != kHostName) continue;
    std::string text(as_text(name.first(std::min(name.size(), kMaxName))));
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
  }
  return {};
}

/// Calls @p visit(name) for each protocol of an ALPN extension (RFC 7301).
template <class Visit>
void for_each_protocol(Bytes body, Visit&& visit) {
  ByteReader list(body);
  list = ByteReader(list.take(list.u16()));
  while (list.left() > 0) {
    const Bytes name = list.take(list.u8());
    if (list.ok()) visit(name);
  }
}

void read_alpn(Bytes body, ClientHelloLists& lists, model::TlsClientHello& hello) {
  bool first = true;
  for_each_protocol(body, [&](Bytes name) {
    if (std::exchange(first, false)) lists.first_alpn = name;
    if (hello.alpn.size() < kMaxProtocols) hello.alpn.emplace_back(as_text(name));
  });
}

void read_client_extension(std::uint16_t type, Bytes body, ClientHelloLists& lists, model::TlsClientHello& hello) {
  ByteReader reader(body);
  switch (static_cast<Extension>(type)) {
    case Extension::ServerName:
      lists.server_name = true;
      if (hello.server_name.empty()) hello.server_name = host_name(body);
      break;
    case Extension::SupportedGroups:
      if (lists.groups.empty()) lists.groups = numbers(reader.take(reader.u16()));
      break;
    case Extension::PointFormats:
      if (lists.point_formats.empty()) {
        const Bytes list = reader.take(reader.u8());
        lists.point_formats.assign(list.begin(), list.end());
      }
      break;
    case Extension::SignatureAlgorithms:
      if (lists.signatures.empty()) lists.signatures = numbers(reader.take(reader.u16()));
      break;
    case Extension::Alpn:
      if (hello.alpn.empty()) read_alpn(body, lists, hello);
      break;
    case Extension::SupportedVersions:
      if (lists.versions.empty()) lists.versions = numbers(reader.take(reader.u8()));
      break;
    default:
      if (type == static_cast<std::uint16_t>(Extension::EncryptedServerName) ||
          (type >= static_cast<std::uint16_t>(Extension::EncryptedHelloDraft8) && type <= static_cast<std::uint16_t>(Extension::EncryptedHello))) {
        hello.encrypted_hello = true;
      }
  }
}

std::uint16_t highest_version(const ClientHelloLists& lists) {
  std::uint16_t highest = 0;
  for (const std::uint16_t offered : lists.versions) {
    const std::uint16_t version = known_version(offered);
    if (version >> 8 == 3) highest = std::max(highest, version);
  }
  return highest == 0 ? lists.legacy_version : highest;
}

}  // namespace

bool parse_client_hello_body(Bytes body, bool quic, model::TlsClientHello& hello, FingerprintMemory* memory) {
  ByteReader reader(body);
  ClientHelloLists lists;
  model::TlsClientHello found;
  lists.legacy_version = reader.u16();
  reader.skip(kRandom);
  const std::uint8_t session_id = reader.u8();
  reader.skip(session_id);
  const std::uint16_t cipher_bytes = reader.u16();
  lists.ciphers = numbers(reader.take(cipher_bytes));
  const std::uint8_t compressions = reader.u8();
  reader.skip(compressions);
  if (!reader.ok() || lists.legacy_version >> 8 != 3 || session_id > kMaxSessionId || cipher_bytes % 2 != 0 || cipher_bytes == 0 ||
      compressions == 0) {
    return false;
  }
  const bool whole = for_each_extension(reader, [&](std::uint16_t type, Bytes extension) {
    lists.extensions.push_back(type);
    read_client_extension(type, extension, lists, found);
  });
  if (!whole) return false;
  found.version = highest_version(lists);
  found.quic = quic;
  ClientFingerprints prints = memory != nullptr ? memory->of(lists, quic) : client_fingerprints(lists, quic);
  found.ja3_text = std::move(prints.ja3_text);
  if (found.ja3_text.size() > kMaxJa3Text) found.ja3_text.resize(kMaxJa3Text);
  found.ja3 = std::move(prints.ja3);
  found.ja4 = std::move(prints.ja4);
  hello = std::move(found);
  return true;
}

bool is_retry_request(Bytes body) {
  // RFC 8446, 4.1.3: the random that marks a HelloRetryRequest, SHA-256 of its name.
  constexpr std::array<std::uint8_t, kRandom> kRetry{0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
                                                     0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};
  ByteReader reader(body);
  reader.skip(sizeof(std::uint16_t));  // version
  const Bytes random = reader.take(kRandom);
  return std::equal(random.begin(), random.end(), kRetry.begin(), kRetry.end());
}

bool parse_server_hello_body(Bytes body, model::TlsServerHello& hello) {
  ByteReader reader(body);
  model::TlsServerHello found;
  const std::uint16_t legacy_version = reader.u16();
  reader.skip(kRandom);
  // Drafts up to 21 named themselves here, and had neither session id nor compression.
  const bool early_draft = legacy_version >> 8 == 0x7F;
  std::uint8_t session_id = 0;
  if (!early_draft) {
    session_id = reader.u8();
    reader.skip(session_id);
  }
  found.cipher = reader.u16();
  if (!early_draft) reader.skip(1);
  if (!reader.ok() || session_id > kMaxSessionId || (legacy_version >> 8 != 3 && !early_draft)) return false;
  found.version = known_version(legacy_version);
  std::vector<std::uint16_t> extensions;
  const bool whole = for_each_extension(reader, [&](std::uint16_t type, Bytes extension) {
    extensions.push_back(type);
    if (type == static_cast<std::uint16_t>(Extension::SupportedVersions)) {
      found.version = known_version(ByteReader(extension).u16());
    } else if (type == static_cast<std::uint16_t>(Extension::PreSharedKey)) {
      found.resumed = true;
    } else if (type == static_cast<std::uint16_t>(Extension::Alpn) && found.alpn.empty()) {
      for_each_protocol(extension, [&](Bytes name) {
        if (found.alpn.empty()) found.alpn = as_text(name);
      });
    }
  });
  if (!whole) return false;
  found.ja3s_text = ja3s_text(legacy_version, found.cipher, extensions);
  found.ja3s = md5_hex(found.ja3s_text);
  if (found.ja3s_text.size() > kMaxJa3Text) found.ja3s_text.resize(kMaxJa3Text);
  hello = std::move(found);
  return true;
}

}  // namespace sekisho::parse
