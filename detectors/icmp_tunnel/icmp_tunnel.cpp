#include "detectors/icmp_tunnel/icmp_tunnel.hpp"

#include <array>
#include <utility>

#include "detectors/icmp_tunnel/report.hpp"

namespace sekisho::detectors::icmp_tunnel {
namespace {

constexpr std::size_t kQuestions = 4096;  // A second of 4096 pings: answers come sooner.
constexpr std::array<std::string_view, 2> kTechniques{"T1095", "T1572"};

Activity::Side side_of(const IpAddress& one, const IpAddress& other) { return one < other ? Activity::Side::Low : Activity::Side::High; }

// The operator outside pings the victim inside: then the server of the flow is the victim. Ports turn with the addresses, so the
// community id stays what it is.
model::FlowRef victim_first(const model::FlowRef& flow, Direction direction) {
  model::FlowRef turned = flow;
  if (direction == Direction::Inbound) std::swap(turned.endpoints.client, turned.endpoints.server);
  return turned;
}

}  // namespace

IcmpTunnel::IcmpTunnel(const Params& params, HashSeed seed) : params_(params), seed_(seed), pairs_(params.max_pairs), questions_(kQuestions) {}

void IcmpTunnel::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const auto* message = std::get_if<model::IcmpMessage>(&event.body);
  if (message == nullptr) return;
  const model::Endpoints& ends = event.flow.endpoints;
  const IpAddress& sender = message->from_client ? ends.client.address : ends.server.address;
  const IpAddress& receiver = message->from_client ? ends.server.address : ends.client.address;
  const std::uint64_t sender_hash = sender.hash(seed_);
  const std::uint64_t receiver_hash = receiver.hash(seed_);
  const std::uint64_t number = static_cast<std::uint64_t>(message->id) << 16 | message->sequence;
  if (message->echo_request) questions_.touch(mix(sender_hash, number)) = message->hash;
  if (context.is_local_scope(sender) || context.is_local_scope(receiver)) return;

  Pair& pair = pairs_.touch(mix(sender_hash + receiver_hash, 1));
  const bool v6 = event.flow.transport == model::Transport::Icmpv6;
  if (pair.activity.count(*message, side_of(sender, receiver), v6, event.time) == Activity::Reply::Unasked) {
    // A broadcast, or a host that answers with another of its addresses.
    const std::uint64_t* asked = questions_.find(mix(receiver_hash, number));
    if (asked != nullptr && *asked == message->hash) pair.activity.forgive();
  }
  const std::uint32_t interesting = pair.activity.interesting();
  if (interesting < pair.next_look) return;
  pair.next_look = interesting + 1 + interesting / 8;
  judge_pair(pair, event, context, sink);
}

void IcmpTunnel::judge_pair(Pair& pair, const model::FlowEvent& event, const Context& context, FindingSink& sink) const {
  const Direction direction = context.direction(event.flow.endpoints);
  const Verdict verdict = judge(pair.activity, direction, params_);
  if (verdict.score < params_.report_at || !worth_saying(pair, verdict.score, event.time)) return;
  const model::FlowRef flow = victim_first(event.flow, direction);
  const model::Endpoints& ends = flow.endpoints;
  const Object object = context.object_of(flow, {});
  sink.finding(make_finding({verdict, pair.activity, flow, object, direction, side_of(ends.client.address, ends.server.address), event.time}));
}

bool IcmpTunnel::worth_saying(Pair& pair, int score, Timestamp now) const {
  constexpr int kRise = 10;
  if (pair.said > 0 && score < pair.said + kRise && now - pair.said_at < params_.repeat) return false;
  pair.said = score;
  pair.said_at = now;
  return true;
}

void IcmpTunnel::on_tick(Timestamp now, const Context&, FindingSink&) {
  pairs_.expire([&](std::uint64_t, const Pair& p) { return p.activity.last() < now - params_.forget; });
}

Result<void> IcmpTunnel::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage IcmpTunnel::usage() const {
  StateUsage u;
  u.keys = pairs_.size();
  u.max_keys = pairs_.capacity();
  u.bytes = pairs_.bytes() + questions_.bytes();
  u.evictions = pairs_.evictions();
  return u;
}

extern const DetectorInfo kDetector{
    .name = "icmp_tunnel",
    .summary = "Data is carried in ICMP echo or in ICMP types that are not made for it",
    .number = 2,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::IcmpMessage>(),
    .create = &create_detector<IcmpTunnel, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::icmp_tunnel
