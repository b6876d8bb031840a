#include "detectors/policy/policy.hpp"

#include <array>
#include <utility>

#include "detectors/policy/report.hpp"
#include "detectors/support/first_bytes.hpp"

namespace sekisho::detectors::policy {
namespace {

constexpr Duration kForget = 168h;
constexpr std::array<std::string_view, 1> kTechniques{"T1092"};

}  // namespace

Policy::Policy(Params params, HashSeed seed) : params_(std::move(params)), seed_(seed), breaches_(params_.max_keys) {}

void Policy::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  if (params_.isolated.empty() && params_.restricted.empty()) return;
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    record(milestone->record, event.time, context, sink);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    record(end->record, event.time, context, sink);
  }
}

void Policy::record(const model::FlowRecord& record, Timestamp now, const Context& context, FindingSink& sink) {
  constexpr int kRise = 10;
  const model::Endpoints& ends = record.ref.endpoints;
  const Object object = context.object_of(record.ref, record.server_name);
  const Rule rule = rule_of(ends, support::without_port(object.name), params_);
  if (rule == Rule::None) return;
  const Direction direction = context.direction(ends);
  const Verdict verdict = judge(rule, direction, record.to_client.packets, params_);
  Breach& b = breaches_.touch(mix(ends.client.address.hash(seed_), ends.server.address.hash(seed_)));
  if (b.flows == 0) b.first = record.ref.start;
  if (b.flows == 0 || record.reason != model::EndReason::Active) ++b.flows;
  b.touched = now;
  if (verdict.score <= 0 || (b.said > 0 && verdict.score < b.said + kRise && now - b.said_at < params_.repeat)) return;
  b.said = verdict.score;
  b.said_at = now;
  sink.finding(make_finding({verdict, rule, direction, record, object, now, b.first, b.flows}));
}

void Policy::on_tick(Timestamp now, const Context&, FindingSink&) {
  breaches_.expire([&](std::uint64_t, const Breach& b) { return b.touched < now - kForget; });
}

Result<void> Policy::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage Policy::usage() const { return usage_of(breaches_); }

extern const DetectorInfo kDetector{
    .name = "policy",
    .summary = "A network declared isolated that talks, or a host outside its allowed destinations",
    .number = 22,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowMilestone>() | model::event_bit<model::FlowEnded>(),
    .create = &create_detector<Policy, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::policy
