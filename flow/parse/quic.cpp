#include "flow/parse/quic.hpp"

#include <algorithm>
#include <optional>

#include "flow/parse/quic_keys.hpp"
#include "flow/parse/tls.hpp"

namespace sekisho::parse {
namespace {

constexpr std::size_t kMaxStream = 8192;  // a post-quantum ClientHello takes 1.8 KiB
constexpr unsigned kMaxDatagrams = 16;
constexpr unsigned kMaxOpened = 8;          // Initials of one datagram: clients send one or two; each costs a decryption
constexpr std::size_t kMaxConnection = 20;  // RFC 9000, 17.2

enum class PacketKind : std::uint8_t { Initial, Other };

/// A packet with a long header of a version we can read.
struct LongHeader {
  PacketKind kind = PacketKind::Other;
  QuicVersion version{};
  Bytes connection;           // the destination's id
  Bytes packet;               // from the first byte to the end that Length tells
  std::size_t number_at = 0;  // where the packet number begins
};

/// RFC 9000, 16.
std::uint64_t variable_length(ByteReader& reader) {
  const std::uint8_t first = reader.u8();
  std::uint64_t value = first & 0x3F;
  for (unsigned more = (1U << (first >> 6)) - 1; more > 0; --more) value = value << 8 | reader.u8();
  return value;
}

Bytes connection_id(ByteReader& reader) {
  const std::size_t size = reader.u8();
  // Beyond the limit nothing can follow that would make sense: this fails the reader.
  return reader.take(size <= kMaxConnection ? size : reader.left() + 1);
}

/// The packet that @p datagram begins with; nothing for short headers, other versions, Retry and cut packets.
std::optional<LongHeader> long_header(Bytes datagram) {
  constexpr std::uint8_t kLongAndFixed = 0xC0;
  enum Type : std::uint8_t { kInitial, kZeroRtt, kHandshake, kRetry };
  ByteReader reader(datagram);
  const std::uint8_t first = reader.u8();
  const auto version = quic_version(reader.u32());
  if (!reader.ok() || (first & kLongAndFixed) != kLongAndFixed || !version) return std::nullopt;
  // Version 2 counts the types from 1, so that middleboxes do not get used to one numbering (RFC 9369, 3.2).
  const unsigned type = (first >> 4) + (*version == QuicVersion::V2 ? 3U : 0U);
  LongHeader header;
  header.version = *version;
  header.kind = type % 4 == kInitial ? PacketKind::Initial : PacketKind::Other;
  header.connection = connection_id(reader);
  (void)connection_id(reader);
  if (type % 4 == kRetry) return std::nullopt;
  if (header.kind == PacketKind::Initial) reader.skip(std::min<std::uint64_t>(variable_length(reader), datagram.size()));
  const std::uint64_t length = variable_length(reader);
  if (!reader.ok() || length > reader.left() || length == 0) return std::nullopt;
  header.number_at = reader.position();
  header.packet = datagram.first(header.number_at + static_cast<std::size_t>(length));
  return header;
}

/// The parts of an ACK frame (RFC 9000, 19.3), of which nothing is of interest.
void skip_ack(ByteReader& reader, std::uint64_t type) {
  constexpr std::uint64_t kWithEcn = 3;
  (void)variable_length(reader);  // largest
  (void)variable_length(reader);  // delay
  const std::uint64_t ranges = variable_length(reader);
  (void)variable_length(reader);  // first range
  for (std::uint64_t i = 0; i < ranges && reader.ok(); ++i) {
    (void)variable_length(reader);
    (void)variable_length(reader);
  }
  for (int counts = type == kWithEcn ? 3 : 0; counts > 0; --counts) (void)variable_length(reader);
}

/// Puts CRYPTO frames in their places; false where @p frames hold what no Initial may (RFC 9000, 12.4), or too much.
bool collect(Bytes frames, std::vector<std::uint8_t>& stream, std::vector<std::uint8_t>& have) {
  enum Frame : std::uint64_t { kPadding = 0x00, kPing = 0x01, kAck = 0x02, kAckEcn = 0x03, kCrypto = 0x06, kClose = 0x1C };
  ByteReader reader(frames);
  while (reader.left() > 0) {
    const std::uint64_t type = variable_length(reader);
    if (type == kPadding || type == kPing) continue;
    if (type == kAck || type == kAckEcn) {
      skip_ack(reader, type);
    } else if (type == kCrypto) {
      const std::uint64_t offset = variable_length(reader);
      const std::uint64_t length = variable_length(reader);
      if (!reader.ok() || offset > kMaxStream || length > kMaxStream - offset) return false;
      const Bytes data = reader.take(static_cast<std::size_t>(length));
      if (!reader.ok()) return false;
      const auto end = static_cast<std::size_t>(offset + length);
      if (stream.size() < end) {
        stream.resize(end);
        have.resize(end);
      }
      std::copy(data.begin(), data.end(), stream.begin() + static_cast<std::ptrdiff_t>(offset));
      std::fill_n(have.begin() + static_cast<std::ptrdiff_t>(offset), data.size(), std::uint8_t{1});
    } else {
      return type == kClose && reader.ok();  // nothing of use follows a close
    }
  }
  return reader.ok();
}

}  // namespace

bool looks_like_quic_initial(Bytes datagram) {
  const auto header = long_header(datagram);
  return header && header->kind == PacketKind::Initial;
}

Progress QuicClientHello::datagram(Bytes datagram, model::TlsClientHello& hello) {
  if (++datagrams_ > kMaxDatagrams) return Progress::Other;
  const bool first = datagrams_ == 1;
  std::optional<QuicKeys> keys;
  bool known = false;
  unsigned opened = 0;
  for (Bytes rest = datagram; !rest.empty() && opened < kMaxOpened;) {
    const auto header = long_header(rest);
    if (!header) break;
    known = true;
    rest = rest.subspan(header->packet.size());
    if (header->kind != PacketKind::Initial) continue;
    ++opened;
    if (connection_.empty()) connection_.assign(header->connection.begin(), header->connection.end());
    if (!keys) keys = client_initial_keys(header->version, connection_);
    if (!keys) return Progress::Other;
    auto frames = open_initial(*keys, header->packet, header->number_at);
    if (!frames && !std::equal(connection_.begin(), connection_.end(), header->connection.begin(), header->connection.end())) {
      // After a Retry the client takes the id that the server chose, and keys made from it (RFC 9000, 17.2.5.2).
      keys = client_initial_keys(header->version, header->connection);
      if (!keys) return Progress::Other;
      frames = open_initial(*keys, header->packet, header->number_at);
      if (frames) connection_.assign(header->connection.begin(), header->connection.end());
    }
    if (!frames || !collect(*frames, stream_, have_)) return Progress::Other;
  }
  if (first && !known) return Progress::Other;
  const auto gap = std::find(have_.begin(), have_.end(), std::uint8_t{0});
  return parse_client_hello_message(Bytes(stream_).first(static_cast<std::size_t>(gap - have_.begin())), true, hello);
}

}  // namespace sekisho::parse
