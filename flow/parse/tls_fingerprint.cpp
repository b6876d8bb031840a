#include "flow/parse/tls_fingerprint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "flow/base/hash.hpp"
#include "flow/parse/tls.hpp"
#include "flow/parse/tls_hex.hpp"

namespace sekisho::parse {
namespace {

constexpr std::uint16_t kServerNameType = 0;
constexpr std::uint16_t kAlpnType = 16;

std::vector<std::uint16_t> without_grease(std::vector<std::uint16_t> values) {
  std::erase_if(values, is_grease);
  return values;
}

// Written digit by digit: a hello lists a hundred numbers, and a formatting library took more than half of its parsing (10.8 to 4.9 us).
template <class T>
void append_decimal(std::string& out, const std::vector<T>& values) {
  constexpr std::size_t kLongest = 6;  // "65535-"
  std::array<char, kLongest> text{};
  out.reserve(out.size() + values.size() * kLongest);
  bool first = true;
  for (const T value : values) {
    if (is_grease(value)) continue;
    if (!std::exchange(first, false)) out += '-';
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), end);
  }
}

std::string four_digits(const std::vector<std::uint16_t>& values) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(values.size() * 5);
  for (const std::uint16_t value : values) {
    if (!out.empty()) out += ',';
    for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[value >> shift & 0x0F];
  }
  return out;
}

/// 12 digits of SHA-256; zeros stand for an empty list.
std::string ja4_hash(std::string_view list) {
  constexpr std::size_t kDigits = 12;
  if (list.empty()) return std::string(kDigits, '0');
  return digest_hex(as_bytes(list), Digest::Sha256).substr(0, kDigits);
}

std::string_view ja4_version(std::uint16_t version) {
  switch (version) {
    case 0x0304:
      return "13";
    case 0x0303:
      return "12";
    case 0x0302:
      return "11";
    case 0x0301:
      return "10";
    case 0x0300:
      return "s3";
    case 0x0002:
      return "s2";
    default:
      return "00";
  }
}

constexpr bool is_alphanumeric(std::uint8_t c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// First and last character of the protocol; of its hex form where either is no letter or digit.
std::string ja4_alpn(Bytes protocol) {
  if (protocol.empty()) return "00";
  const std::uint8_t first = protocol.front();
  const std::uint8_t last = protocol.back();
  if (is_alphanumeric(first) && is_alphanumeric(last)) return {static_cast<char>(first), static_cast<char>(last)};
  const std::string hex = fmt::format("{:02x}{:02x}", first, last);
  return {hex.front(), hex.back()};
}

}  // namespace

std::string ja3_text(const ClientHelloLists& hello) {
  std::string out = fmt::format("{},", hello.legacy_version);
  append_decimal(out, hello.ciphers);
  out += ',';
  append_decimal(out, hello.extensions);
  out += ',';
  append_decimal(out, hello.groups);
  out += ',';
  append_decimal(out, hello.point_formats);
  return out;
}

std::string ja3s_text(std::uint16_t legacy_version, std::uint16_t cipher, const std::vector<std::uint16_t>& extensions) {
  std::string out = fmt::format("{},{},", legacy_version, cipher);
  append_decimal(out, extensions);
  return out;
}

std::string ja4(const ClientHelloLists& hello, bool quic) {
  constexpr std::size_t kMostCounted = 99;  // two digits
  std::vector<std::uint16_t> ciphers = without_grease(hello.ciphers);
  std::vector<std::uint16_t> extensions = without_grease(hello.extensions);
  const std::vector<std::uint16_t> versions = without_grease(hello.versions);
  const std::uint16_t version = versions.empty() ? hello.legacy_version : *std::max_element(versions.begin(), versions.end());
  std::string out = fmt::format("{}{}{}{:02}{:02}{}_", quic ? 'q' : 't', ja4_version(version), hello.server_name ? 'd' : 'i',
                                std::min(kMostCounted, ciphers.size()), std::min(kMostCounted, extensions.size()), ja4_alpn(hello.first_alpn));
  std::sort(ciphers.begin(), ciphers.end());
  out += ja4_hash(four_digits(ciphers));
  // Names and protocols change with every server, so they say nothing of the client.
  std::erase_if(extensions, [](std::uint16_t type) { return type == kServerNameType || type == kAlpnType; });
  std::sort(extensions.begin(), extensions.end());
  std::string list = four_digits(extensions);
  if (const auto signatures = without_grease(hello.signatures); !signatures.empty() && !list.empty()) list += '_' + four_digits(signatures);
  out += '_';
  out += ja4_hash(list);
  return out;
}

ClientFingerprints client_fingerprints(const ClientHelloLists& hello, bool quic) {
  ClientFingerprints found;
  found.ja3_text = ja3_text(hello);
  found.ja3 = md5_hex(found.ja3_text);
  found.ja4 = ja4(hello, quic);
  return found;
}

ClientFingerprints FingerprintMemory::of(const ClientHelloLists& hello, bool quic) {
  // All that the fingerprints are made of, each list behind its length, so that no two hellos read alike.
  scratch_.clear();
  const auto put = [&](const auto& values) {
    scratch_.push_back(static_cast<std::uint16_t>(values.size()));
    scratch_.insert(scratch_.end(), values.begin(), values.end());
  };
  scratch_.push_back(hello.legacy_version);
  scratch_.push_back(static_cast<std::uint16_t>((quic ? 1U : 0U) | (hello.server_name ? 2U : 0U)));
  for (const auto* list : {&hello.ciphers, &hello.extensions, &hello.groups, &hello.signatures, &hello.versions}) put(*list);
  put(hello.point_formats);
  put(hello.first_alpn);
  if (scratch_.size() > kMost) return client_fingerprints(hello, quic);
  // A plain hash will do: who makes hellos collide only makes them be computed each time.
  const Bytes raw(reinterpret_cast<const std::uint8_t*>(scratch_.data()), scratch_.size() * sizeof(scratch_[0]));
  Entry& entry = entries_[keyed_hash(raw, HashSeed{}) % entries_.size()];
  if (entry.numbers != scratch_) {
    entry.fingerprints = client_fingerprints(hello, quic);
    entry.numbers = scratch_;
  }
  return entry.fingerprints;
}

std::string md5_hex(std::string_view text) { return digest_hex(as_bytes(text), Digest::Md5); }

}  // namespace sekisho::parse
