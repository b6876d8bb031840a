// The scale: by itself a contact without a name is common enough (devices, updates, programs with addresses built in) to stay below "low".
// What it is good for is company: a second detector about the same client and server.
#include "detectors/no_dns/judge.hpp"

#include <algorithm>

#include "detectors/support/habits.hpp"

namespace sekisho::detectors::no_dns {
namespace {

constexpr int kAlsoUnresolved = 6;  // what is missing in the flow, and seen to be missing before it
constexpr int kLookedUp = -4;       // old devices do not send the name that they know
constexpr int kPopularPoints = -8;  // an address that the site uses
constexpr int kMost = 19;           // below "low", whatever adds up, unless an operator gives a fact more by itself

void add(Verdict& v, const char* name, int points) {
  v.score += points;
  v.indicators.push_back({name, 1, 1, points});
}

int most(const Params& p) { return std::max({kMost, p.tls_points, p.http_points, p.ip_points, p.name_points}); }

}  // namespace

bool is_addressed_by_design(const model::FlowRecord& record) {
  using support::Habit;
  const model::FlowRef& ref = record.ref;
  const Habit habit = support::protocol_habit(record.label, ref.transport, ref.endpoints.server.port).habit;
  switch (habit) {
    case Habit::None:
    case Habit::Update:
    case Habit::Check:
    case Habit::Telemetry:
      return false;
    default:
      return true;
  }
}

Verdict judge(const Contact& c, const Params& p) {
  Verdict v;
  if (c.direction == Direction::Internal || c.direction == Direction::Inbound || c.sanctioned) return v;
  const Naming& n = c.naming;
  if (n.tls_without_name && !c.encrypted_hello) {
    v.rule = Rule::NamelessTls;
    add(v, "tls_without_name", p.tls_points);
    if (!n.bare) add(v, "looked_up", kLookedUp);
  } else if (n.numeric_host) {
    v.rule = Rule::NumericHost;
    add(v, "numeric_host", p.http_points);
  } else if (n.unresolved_ip) {
    v.rule = Rule::NeverResolved;
    add(v, "unresolved_ip", p.ip_points);
  } else if (n.unresolved_name && !c.encrypted_hello) {
    v.rule = Rule::ClaimedName;
    add(v, "unresolved_name", p.name_points);
  }
  if (v.rule == Rule::None || v.score == 0) return {};
  if (n.unresolved_ip && v.rule != Rule::NeverResolved) add(v, "unresolved_ip", kAlsoUnresolved);
  if (c.popular) add(v, "popular", kPopularPoints);
  v.score = std::clamp(v.score, 0, most(p));
  return v;
}

}  // namespace sekisho::detectors::no_dns
