#include "flow/parse/dns_data.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "flow/base/ip_address.hpp"
#include "flow/parse/dns_name.hpp"

namespace sekisho::parse {
namespace {

constexpr std::size_t kMost = 255;

/// Text where the data is what its type promises.
using Text = std::optional<std::string>;

void cap(std::string& text) {
  if (text.size() > kMost) text.resize(kMost);
}

/// The data of one record: its own bytes, inside a message that its names may point into.
struct Data {
  Bytes message;
  std::size_t at, size;
  std::size_t end() const { return at + size; }
  Bytes bytes() const { return message.subspan(at, size); }
};

/// A name behind @p skip bytes of numbers.
Text target(const Data& d, std::size_t skip) {
  if (d.size <= skip) return {};
  DnsName name;
  const std::size_t after = name.read(d.message, d.at + skip);
  if (after == 0 || after > d.end()) return {};
  return std::string(name.text());
}

Text soa(const Data& d) {
  DnsName name;
  const std::size_t mailbox = name.read(d.message, d.at);
  if (mailbox == 0 || mailbox > d.end()) return {};
  std::string text(name.text());
  const std::size_t numbers = name.read(d.message, mailbox);
  if (numbers == 0 || numbers > d.end()) return {};
  text += ' ';
  text += name.text();
  ByteReader reader(d.message.subspan(numbers, d.end() - numbers));
  for (int i = 0; i < 5; ++i) {
    text += ' ';
    text += std::to_string(reader.u32());
  }
  if (!reader.ok()) return {};
  return text;
}

/// Character strings joined. What runs past the record's end is taken as far as it goes: tools that write their own records err there.
std::string strings(Bytes bytes) {
  std::string text;
  text.reserve(std::min(bytes.size(), kMost));
  ByteReader reader(bytes);
  while (reader.left() > 0 && text.size() < kMost) {
    const std::size_t length = reader.u8();
    text += as_text(reader.take(std::min(length, reader.left())));
  }
  return text;
}

/// `0 issue "ca.example.net"`
Text caa(Bytes bytes) {
  ByteReader reader(bytes);
  std::string text = std::to_string(reader.u8());
  const std::size_t tag = reader.u8();
  text += ' ';
  text += as_text(reader.take(tag));
  if (!reader.ok()) return {};
  text += " \"";
  text += as_text(reader.rest().first(std::min(reader.left(), kMost)));
  text += '"';
  return text;
}

std::string addresses(Bytes value, std::size_t width) {
  std::string text;
  while (value.size() >= width && text.size() < kMost) {
    if (!text.empty()) text += ',';
    text += (width == 4 ? IpAddress::v4(value.data()) : IpAddress::v6(value.data())).to_string();
    value = value.subspan(width);
  }
  return text;
}

/// RFC 9460, 14.3.2.
std::string parameter(std::uint16_t key, Bytes value) {
  constexpr std::uint16_t kPort = 3, kEncryptedHello = 5;
  ByteReader reader(value);
  std::string list;
  switch (key) {
    case 1:
      while (reader.left() > 0 && list.size() < kMost) {
        if (!list.empty()) list += ',';
        const std::size_t length = reader.u8();
        list += as_text(reader.take(std::min(length, reader.left())));
      }
      return "alpn=" + list;
    case 2:
      return "no-default-alpn";
    case kPort:
      return "port=" + std::to_string(reader.u16());
    case 4:
      return "ipv4hint=" + addresses(value, 4);
    case kEncryptedHello:  // a public key: its presence is what matters
      return "ech=(" + std::to_string(value.size()) + " bytes)";
    case 6:
      return "ipv6hint=" + addresses(value, 16);
    default:
      return "key" + std::to_string(key) + "=" + std::string(as_text(value.first(std::min(value.size(), kMost))));
  }
}

/// `1 . alpn=h2,h3 ipv4hint=192.0.2.1`
Text service(const Data& d) {
  ByteReader priority(d.bytes());
  std::string text = std::to_string(priority.u16()) + ' ';
  DnsName name;
  const std::size_t after = d.size > 2 ? name.read(d.message, d.at + 2) : 0;
  if (after == 0 || after > d.end()) return {};
  text += name.text().empty() ? std::string_view(".") : name.text();
  ByteReader reader(d.message.subspan(after, d.end() - after));
  while (reader.left() > 0 && text.size() < kMost) {
    const std::uint16_t key = reader.u16();
    const std::size_t length = reader.u16();
    const Bytes value = reader.take(length);
    if (!reader.ok()) return {};
    text += ' ';
    text += parameter(key, value);
  }
  return text;
}

Text readable(DnsType type, const Data& d) {
  constexpr std::size_t kPreference = 2;  // of MX
  constexpr std::size_t kSrvNumbers = 6;  // priority, weight, port
  switch (type) {
    case DnsType::Ns:
    case DnsType::Cname:
    case DnsType::Ptr:
    case DnsType::Dname:
      return target(d, 0);
    case DnsType::Mx:
      return target(d, kPreference);
    case DnsType::Srv:
      return target(d, kSrvNumbers);
    case DnsType::Soa:
      return soa(d);
    case DnsType::Txt:
    case DnsType::Spf:
      return strings(d.bytes());
    case DnsType::Caa:
      return caa(d.bytes());
    case DnsType::Svcb:
    case DnsType::Https:
      return service(d);
    default:
      return {};
  }
}

}  // namespace

std::string dns_data(Bytes message, DnsType type, std::size_t at, std::size_t size) {
  const Data data{message, at, size};
  Text text = readable(type, data);
  if (!text) return std::string(as_text(data.bytes().first(std::min(size, kMost))));
  cap(*text);
  return *std::move(text);
}

}  // namespace sekisho::parse
