#include "flow/inspect/datagrams.hpp"

#include <optional>
#include <utility>

#include "flow/parse/dhcp.hpp"
#include "flow/parse/dns.hpp"
#include "flow/parse/icmp.hpp"
#include "flow/parse/netbios.hpp"

namespace sekisho::inspect {
namespace {

/// A header as resolvers send it: opcode 0, the reserved bit clear, one question, a query without answers.
bool is_plain_dns_header(Bytes payload) {
  constexpr unsigned kResponse = 0x8000, kOpcode = 0x7800, kReserved = 0x0040;
  constexpr std::size_t kShortest = 12 + 5 + 2;  // header, type and class, the shortest name but the root
  if (payload.size() < kShortest) return false;
  ByteReader reader(payload);
  reader.skip(2);
  const unsigned flags = reader.u16();
  const unsigned questions = reader.u16();
  const unsigned answers = reader.u16();
  return (flags & (kOpcode | kReserved)) == 0 && questions == 1 && ((flags & kResponse) != 0 || answers == 0);
}

Said say(const Sight& sight, model::DnsMessage message, Protocol protocol, Metrics& metrics) {
  const bool certain = !message.trailing_bytes && (message.questions > 0 || !message.answers.empty());
  const Said said = !certain ? Said::Loose : message.response ? Said::Response : Said::Query;
  metrics.observed(protocol);
  sight.sink.observe(std::move(message));
  return said;
}

}  // namespace

Said say_dns(const Sight& sight, Protocol protocol, Metrics& metrics) {
  std::optional<model::DnsMessage> message = parse::parse_dns(sight.packet.payload);
  if (message) return say(sight, std::move(*message), protocol, metrics);
  metrics.unparsed(protocol);
  return Said::Nothing;
}

Said say_unexpected_dns(const Sight& sight, Metrics& metrics) {
  if (!is_plain_dns_header(sight.packet.payload)) return Said::Nothing;
  std::optional<model::DnsMessage> message = parse::parse_dns(sight.packet.payload);
  if (!message || message->trailing_bytes) return Said::Nothing;
  return say(sight, std::move(*message), Protocol::Dns, metrics);
}

void say_netbios(const Sight& sight, Metrics& metrics) {
  std::optional<model::NetbiosName> name = parse::parse_netbios(sight.packet.payload);
  if (!name) return;
  name->from_client = sight.from_client;
  metrics.observed(Protocol::Netbios);
  sight.sink.observe(std::move(*name));
}

bool say_dhcp(const Sight& sight, Metrics& metrics) {
  std::optional<model::DhcpLease> lease = parse::parse_dhcp(sight.packet.payload);
  if (!lease) {
    metrics.unparsed(Protocol::Dhcp);
    return false;
  }
  metrics.observed(Protocol::Dhcp);
  sight.sink.observe(std::move(*lease));
  return true;
}

void say_icmp(const Sight& sight, Metrics& metrics, HashSeed seed) {
  const packet::PacketView& p = sight.packet;
  parse::IcmpInput input;
  input.v6 = p.transport == model::Transport::Icmpv6;
  input.type = p.icmp_type;
  input.code = p.icmp_code;
  input.id = p.icmp_id;
  input.sequence = p.icmp_sequence;
  input.payload = p.payload;
  input.payload_length = p.payload_length;
  std::optional<model::IcmpMessage> message = parse::parse_icmp(input, seed);
  if (!message) return;
  message->from_client = sight.from_client;
  metrics.observed(input.v6 ? Protocol::Icmpv6 : Protocol::Icmp);
  sight.sink.observe(*message);
}

}  // namespace sekisho::inspect
