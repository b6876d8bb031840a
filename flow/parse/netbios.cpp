#include "flow/parse/netbios.hpp"

#include <string>

namespace sekisho::parse {
namespace {

constexpr std::size_t kName = 15;          // characters; a sixteenth byte says what kind of service has the name
constexpr std::uint8_t kEncoded = 32;      // bytes of a name on the wire: a letter for each half of a byte
constexpr unsigned kMostScopeLabels = 16;  // behind the name, as in DNS; hardly anyone has any
constexpr std::uint8_t kWorkstation = 0x00, kServer = 0x20;
constexpr std::uint16_t kTypeNb = 0x20, kTypeStatus = 0x21;
constexpr std::uint16_t kGroup = 0x8000;
constexpr std::uint8_t kQuery = 0, kRegistration = 5, kRefresh = 8, kRefreshToo = 9;

/// The text of 16 bytes, where they are the name of a host.
std::string host_name(Bytes raw) {
  if (raw[kName] != kWorkstation && raw[kName] != kServer) return {};
  std::string name(as_text(raw.first(kName)));
  while (!name.empty() && (name.back() == ' ' || name.back() == '\0')) name.pop_back();
  if (name.starts_with('*') || name.find('\x01') != std::string::npos) return {};  // wildcards, the browsers' own group
  return name;
}

/// A name in its first-level encoding, or a pointer to the question's; false where it is neither. @p decoded stays as it is for a pointer.
bool read_name(ByteReader& reader, std::array<std::uint8_t, kName + 1>& decoded) {
  constexpr std::uint8_t kPointer = 0xC0;
  std::uint8_t length = reader.u8();
  if (length >= kPointer) {
    reader.skip(1);
    return reader.ok();
  }
  if (length != kEncoded) return false;
  for (std::uint8_t& byte : decoded) {
    const int high = reader.u8() - 'A', low = reader.u8() - 'A';
    if (high < 0 || high > 15 || low < 0 || low > 15) return false;
    byte = static_cast<std::uint8_t>(high << 4 | low);
  }
  for (unsigned i = 0; (length = reader.u8()) != 0; ++i) {
    if (length >= kPointer) {
      reader.skip(1);
      break;
    }
    if (!reader.ok() || i == kMostScopeLabels) return false;
    reader.skip(length);
  }
  return reader.ok();
}

/// The names of a status answer: 18 bytes each.
std::string first_host_name(Bytes data) {
  ByteReader reader(data);
  for (unsigned left = reader.u8(); left > 0; --left) {
    const Bytes raw = reader.take(kName + 1);
    const std::uint16_t flags = reader.u16();
    if (!reader.ok()) return {};
    if ((flags & kGroup) != 0) continue;
    if (std::string name = host_name(raw); !name.empty()) return name;
  }
  return {};
}

}  // namespace

std::optional<model::NetbiosName> parse_netbios(Bytes message) {
  constexpr std::uint16_t kResponse = 0x8000, kReturnCode = 0x000F;
  ByteReader reader(message);
  reader.skip(2);
  const std::uint16_t flags = reader.u16();
  const std::uint16_t questions = reader.u16();
  const std::uint16_t answers = reader.u16();
  reader.skip(2);
  const std::uint16_t additionals = reader.u16();
  const auto opcode = static_cast<std::uint8_t>(flags >> 11 & 0x0F);
  const bool answer = (flags & kResponse) != 0 && opcode == kQuery && (flags & kReturnCode) == 0 && questions == 0 && answers == 1;
  const bool claims = opcode == kRegistration || opcode == kRefresh || opcode == kRefreshToo;
  const bool claim = (flags & kResponse) == 0 && claims && questions == 1 && additionals == 1;
  if (!reader.ok() || (!answer && !claim)) return {};

  std::array<std::uint8_t, kName + 1> raw{};
  if (claim) {
    if (!read_name(reader, raw)) return {};
    reader.skip(4);  // type and class of the question
  }
  if (!read_name(reader, raw)) return {};
  const std::uint16_t type = reader.u16();
  reader.skip(2 + 4);  // class, TTL
  const std::uint16_t size = reader.u16();
  const Bytes data = reader.take(size);
  if (!reader.ok()) return {};

  model::NetbiosName found;
  if (type == kTypeStatus && answer) {
    found.name = first_host_name(data);
  } else if (type == kTypeNb && data.size() >= 6) {
    ByteReader record(data);
    if ((record.u16() & kGroup) != 0) return {};
    found.address = IpAddress::v4(data.data() + 2);
    found.name = host_name(Bytes(raw));
  }
  if (found.name.empty()) return {};
  return found;
}

}  // namespace sekisho::parse
