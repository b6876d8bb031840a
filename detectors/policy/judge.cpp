#include "detectors/policy/judge.hpp"

#include <algorithm>
#include <string>

namespace sekisho::detectors::policy {
namespace {

constexpr int kInsidePoints = -12;  // To another network at home: nearer, and more often a forgotten rule.
constexpr int kCalledPoints = -15;  // Whoever is called has not decided to talk.

bool in(const std::vector<Network>& networks, const IpAddress& address) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& n) { return n.contains(address); });
}

bool below(std::string_view name, std::string_view suffix) {
  return name == suffix || (name.size() > suffix.size() && name.ends_with(suffix) && name[name.size() - suffix.size() - 1] == '.');
}

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  if (points == 0) return;
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

}  // namespace

Rule rule_of(const model::Endpoints& ends, std::string_view name, const Params& p) {
  const bool client = in(p.isolated, ends.client.address);
  const bool server = in(p.isolated, ends.server.address);
  if (client && !server) return Rule::IsolatedCalls;
  if (server && !client) return Rule::IsolatedAnswers;
  if (client || !in(p.restricted, ends.client.address)) return Rule::None;
  if (in(p.allowed, ends.server.address) || in(p.restricted, ends.server.address)) return Rule::None;
  const bool named = std::any_of(p.allowed_names.begin(), p.allowed_names.end(), [&](const std::string& s) { return below(name, s); });
  return named ? Rule::None : Rule::Elsewhere;
}

Verdict judge(Rule rule, Direction direction, std::uint64_t answered, const Params& p) {
  Verdict v;
  switch (rule) {
    case Rule::None:
      return v;
    case Rule::IsolatedCalls:
      add(v, "isolated", 1, 1, p.isolated_points);
      break;
    case Rule::IsolatedAnswers:
      add(v, "isolated", 1, 1, p.isolated_points);
      add(v, "called", 1, 1, kCalledPoints);
      break;
    case Rule::Elsewhere:
      add(v, "elsewhere", 1, 1, p.restricted_points);
      break;
  }
  if (direction == Direction::Internal) add(v, "inside", 1, 1, kInsidePoints);
  if (answered == 0) add(v, "attempt", 1, 1, p.attempt_points);
  v.score = std::clamp(v.score, 0, 100);
  return v;
}

}  // namespace sekisho::detectors::policy
