#include "detectors/icmp_tunnel/report.hpp"

#include <string>

#include <fmt/format.h>

#include "flow/base/bytes.hpp"

namespace sekisho::detectors::icmp_tunnel {
namespace {

Reason reason_of(Kind kind) {
  const auto code = static_cast<std::uint8_t>(kind);
  switch (kind) {
    case Kind::Tunnel:
      return {code, "data tunnelled in ICMP"};
    case Kind::Replies:
      return {code, "ICMP echo replies that nobody asked for"};
    case Kind::Types:
      return {code, "data in ICMP types that are not made for it"};
    case Kind::Words:
      return {code, "commands or output in ICMP payload"};
    case Kind::OneWay:
      break;
  }
  return {static_cast<std::uint8_t>(Kind::OneWay), "data carried in ICMP echo requests"};
}

std::string hex(const Activity::Total& total) {
  std::string text;
  for (std::size_t i = 0; i < total.sample_size; ++i) text += fmt::format("{:02x}", total.sample[i]);
  return text;
}

Evidence evidence_of(const Case& c, const Activity::Total& up, const Activity::Total& down) {
  const Activity& a = c.activity;
  const auto whole = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  Evidence e{
      {"requests", whole(a.requests())},
      {"replies", whole(a.replies())},
      {"answers_equal", whole(a.matched())},
      {"answers_different", whole(a.differing())},
      {"replies_unsolicited", whole(a.unsolicited())},
      {"replies_stray", whole(a.strays())},
      {"odd_type_messages", whole(a.odd_types())},
      {"ordinary_payloads", whole(a.ordinary())},
      {"odd_payloads", whole(a.odd())},
      {"distinct_odd_payloads", whole(a.payloads())},
      {"distinct_lengths", whole(a.lengths())},
      {"longest_payload", whole(a.longest())},
      {"dense_payloads", whole(a.dense())},
      {"text_payloads", whole(a.texts())},
      {"ip_packets_inside", whole(a.carried_ip())},
      {"repeated_sequence_numbers", whole(a.stuck())},
      {"odd_bytes_out", whole(up.odd_bytes)},
      {"odd_bytes_in", whole(down.odd_bytes)},
      {"direction", std::string(direction_name(c.direction))},
  };
  if (up.sample_size > 0) e.emplace_back("last_odd_payload_out", hex(up));
  if (down.sample_size > 0) e.emplace_back("last_odd_payload_in", hex(down));
  return e;
}

std::string what_happened(const Case& c) {
  const Activity& a = c.activity;
  switch (c.verdict.kind) {
    case Kind::Tunnel:
      return fmt::format("exchanges data with {} in ICMP: of {} replies {} differ from the request and {} were not asked for",
                         c.flow.endpoints.server.address.to_string(), a.replies(), a.differing(), a.unsolicited());
    case Kind::Replies:
      return fmt::format("and {} exchange ICMP echo replies without any request: {} of them", c.flow.endpoints.server.address.to_string(),
                         a.strays());
    case Kind::Types:
      return fmt::format("and {} put data into ICMP types that are not made for it, {} messages", c.flow.endpoints.server.address.to_string(),
                         a.odd_types());
    case Kind::Words:
      return fmt::format("and {} exchange commands or output as text in ICMP echo", c.flow.endpoints.server.address.to_string());
    case Kind::OneWay:
      break;
  }
  return fmt::format("and {} exchange ICMP echo whose payload no ping program sends", c.flow.endpoints.server.address.to_string());
}

}  // namespace

Finding make_finding(const Case& c) {
  const Activity& a = c.activity;
  const Activity::Total& up = a.total(c.client);
  const Activity::Total& down = a.total(c.client == Activity::Side::Low ? Activity::Side::High : Activity::Side::Low);
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c.verdict.kind);
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.techniques = {"T1095"};
  if (c.verdict.kind == Kind::Tunnel) f.techniques.emplace_back("T1572");
  f.indicators = c.verdict.indicators;
  f.evidence = evidence_of(c, up, down);
  f.sentence =
      fmt::format("{} {}; {} different payloads of {} lengths, {} bytes out and {} in, within {}", c.flow.endpoints.client.address.to_string(),
                  what_happened(c), a.payloads(), a.lengths(), up.odd_bytes, down.odd_bytes, human(a.last() - a.first()));
  f.first_seen = a.first();
  f.last_seen = a.last();
  f.flows = up.messages + down.messages;
  f.bytes_to_server = up.bytes;
  f.bytes_to_client = down.bytes;
  return f;
}

}  // namespace sekisho::detectors::icmp_tunnel
