#include "flow/parse/dhcp.hpp"

#include <algorithm>
#include <string_view>

namespace sekisho::parse {
namespace {

constexpr std::size_t kMostName = 255;
constexpr std::size_t kMostResolvers = 8;
constexpr std::size_t kServerName = 64, kFile = 128;  // Fields that options may run on into (RFC 2132, 9.3).

enum Option : std::uint8_t {
  kPad = 0,
  kResolvers = 6,
  kHostName = 12,
  kRequestedAddress = 50,
  kLeaseTime = 51,
  kOverload = 52,
  kMessageType = 53,
  kQualifiedName = 81,
  kEnd = 255,
};

/// "" for what is not one of RFC 2131's eight.
std::string_view message_name(std::uint8_t type) {
  constexpr std::array<std::string_view, 9> kNames{"", "discover", "offer", "request", "decline", "ack", "nak", "release", "inform"};
  return type < kNames.size() ? kNames[type] : kNames[0];
}

struct Options {
  std::uint8_t message_type = 0;
  std::uint8_t overload = 0;
  IpAddress requested;
  std::uint32_t lease_seconds = 0;
  std::string host_name, qualified_name;
  std::vector<std::uint8_t> resolvers;  // RFC 3396: an option may come in parts
};

void append(std::string& text, Bytes value) { text += as_text(value.first(std::min(value.size(), kMostName - text.size()))); }

/// Labels without compression (RFC 4702, 2.3.1), or text from older clients.
std::string qualified(std::string_view value) {
  constexpr std::size_t kHead = 3;  // flags and two obsolete codes
  constexpr std::uint8_t kWireForm = 0x04;
  if (value.size() <= kHead) return {};
  const bool wire = (static_cast<std::uint8_t>(value[0]) & kWireForm) != 0;
  value.remove_prefix(kHead);
  if (!wire) return std::string(value);
  std::string name;
  while (!value.empty() && value[0] != 0) {
    const auto length = static_cast<std::uint8_t>(value[0]);
    if (length >= 64 || length >= value.size()) return {};
    if (!name.empty()) name += '.';
    name += value.substr(1, length);
    value.remove_prefix(length + 1U);
  }
  return name;
}

void read(std::uint8_t option, Bytes value, Options& o) {
  ByteReader reader(value);
  switch (option) {
    case kMessageType:
      if (value.size() == 1) o.message_type = value[0];
      break;
    case kOverload:
      if (value.size() == 1) o.overload = value[0];
      break;
    case kRequestedAddress:
      if (value.size() == 4) o.requested = IpAddress::v4(value.data());
      break;
    case kLeaseTime:
      if (value.size() == 4) o.lease_seconds = reader.u32();
      break;
    case kHostName:
      append(o.host_name, value);
      break;
    case kQualifiedName:
      append(o.qualified_name, value);
      break;
    case kResolvers:
      o.resolvers.insert(o.resolvers.end(), value.begin(), value.begin() + static_cast<std::ptrdiff_t>(std::min(value.size(), kMostResolvers * 4)));
      break;
    default:
      break;
  }
}

/// Up to the end option, or to one that does not fit.
void read_all(Bytes area, Options& o) {
  ByteReader reader(area);
  while (reader.left() > 0) {
    const std::uint8_t option = reader.u8();
    if (option == kPad) continue;
    if (option == kEnd) return;
    const std::size_t length = reader.u8();
    const Bytes value = reader.take(length);
    if (!reader.ok()) return;
    read(option, value, o);
  }
}

std::string without_ending(std::string text) {
  while (!text.empty() && (text.back() == '\0' || text.back() == '.')) text.pop_back();
  return text;
}

}  // namespace

std::optional<model::DhcpLease> parse_dhcp(Bytes message) {
  constexpr std::uint8_t kEthernet = 1, kMacSize = 6;
  constexpr std::uint32_t kCookie = 0x63825363;
  constexpr std::uint8_t kFileHoldsOptions = 1, kServerNameHoldsOptions = 2;
  constexpr std::size_t kHardwareField = 16, kBeforeAddresses = 8;
  ByteReader reader(message);
  reader.skip(1);  // request or reply: the message type says it better
  const std::uint8_t hardware = reader.u8();
  const std::uint8_t hardware_size = reader.u8();
  reader.skip(1 + kBeforeAddresses);
  const Bytes client = reader.take(4);
  const Bytes given = reader.take(4);
  reader.skip(8);  // next server, relay
  const Bytes hardware_address = reader.take(kHardwareField);
  const Bytes server_name = reader.take(kServerName);
  const Bytes file = reader.take(kFile);
  if (reader.u32() != kCookie || !reader.ok() || hardware != kEthernet || hardware_size != kMacSize) return {};

  Options options;
  read_all(reader.rest(), options);
  if ((options.overload & kFileHoldsOptions) != 0) read_all(file, options);
  if ((options.overload & kServerNameHoldsOptions) != 0) read_all(server_name, options);
  const std::string_view name = message_name(options.message_type);
  if (name.empty()) return {};

  model::DhcpLease lease;
  lease.message = name;
  std::copy_n(hardware_address.begin(), kMacSize, lease.mac.begin());
  lease.address = IpAddress::v4(given.data());
  if (lease.address.is_unspecified()) lease.address = options.requested;
  if (lease.address.is_unspecified()) lease.address = IpAddress::v4(client.data());
  lease.hostname = without_ending(options.host_name);
  if (lease.hostname.empty()) lease.hostname = without_ending(qualified(options.qualified_name));
  lease.lease_seconds = options.lease_seconds;
  for (std::size_t at = 0; at + 4 <= options.resolvers.size() && lease.resolvers.size() < kMostResolvers; at += 4) {
    lease.resolvers.push_back(IpAddress::v4(&options.resolvers[at]));
  }
  return lease;
}

}  // namespace sekisho::parse
