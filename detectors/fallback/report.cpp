#include "detectors/fallback/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::fallback {
namespace {

constexpr std::size_t kTimeline = 16;

Reason reason_of(const Verdict& v) {
  const auto code = static_cast<std::uint8_t>(v.kind);
  switch (v.kind) {
    case Kind::List:
      return {code, "dead servers are called in turn"};
    case Kind::Once:
      return {code, "bare addresses are called one after the other"};
    case Kind::Turned:
      break;
  }
  return {static_cast<std::uint8_t>(Kind::Turned), "each time that a server fails, another is called"};
}

std::string place(const Target& t) { return t.named ? fmt::format("\"{}\"", quote(t.object.name)) : support::server_text(t.flow); }

std::string list_of(const Verdict& v, const Attempts& attempts) {
  std::string text;
  for (std::size_t i = 0; i < v.dead.size() && i < 3; ++i) text += (i == 0 ? "" : ", ") + place(*attempts.find(v.dead[i]));
  if (v.dead.size() > 3) text += fmt::format(" and {} more", v.dead.size() - 3);
  return text;
}

std::vector<std::string> timeline(const Verdict& v, const Attempts& attempts) {
  std::vector<std::string> lines;
  const std::size_t skip = v.attempts.size() > kTimeline ? v.attempts.size() - kTimeline : 0;
  for (std::size_t i = skip; i < v.attempts.size(); ++i) {
    const Attempt& a = v.attempts[i];
    const std::string_view outcome = a.outcome == Outcome::Opened ? "answered" : a.outcome == Outcome::Failed ? "failed" : "no such name";
    lines.push_back(fmt::format("+{:.1f} s {} {}", seconds(a.at - v.attempts[skip].at), place(*attempts.find(a.target)), outcome));
  }
  return lines;
}

std::string sentence_of(const Verdict& v, const Attempts& attempts, const Target& main) {
  const std::string client = main.flow.endpoints.client.address.to_string();
  const std::string dead = list_of(v, attempts);
  switch (v.kind) {
    case Kind::List:
      if (v.alive == 0) return fmt::format("{} calls {} in turn, {} times each, and nobody answers", client, dead, v.rounds);
      return fmt::format("{} called {} in turn, {} times each, without an answer; then {} answered", client, dead, v.rounds, place(main));
    case Kind::Once:
      if (v.alive == 0) return fmt::format("{} called {}, all bare addresses, and nobody answered", client, dead);
      return fmt::format("{} called {} without an answer, then {}, which answered; all are bare addresses", client, dead, place(main));
    case Kind::Turned:
      break;
  }
  return fmt::format("{} called {} instead, {} times, each time that {} failed", client, place(main), v.rounds, dead);
}

}  // namespace

Finding make_finding(const Verdict& v, const Attempts& attempts, Timestamp now) {
  const Target& main = *attempts.find(v.alive != 0 ? v.alive : v.dead.front());
  std::vector<std::string> dead;
  dead.reserve(v.dead.size());
  for (const std::uint64_t t : v.dead) dead.push_back(quote(attempts.find(t)->object.name));
  Finding f;
  f.time = now;
  f.reason = reason_of(v);
  f.score = v.score;
  f.flow = main.flow;
  f.object = main.object;
  f.label = main.label;
  f.many_servers = true;
  f.techniques = {"T1008"};
  f.indicators = v.indicators;
  f.evidence = {
      {"failed", std::move(dead)},
      {"answered", v.alive != 0 ? quote(main.object.name) : std::string()},
      {"rounds", static_cast<std::int64_t>(v.rounds)},
      {"timeline", timeline(v, attempts)},
  };
  f.sentence = sentence_of(v, attempts, main);
  f.first_seen = v.attempts.front().at;
  f.last_seen = v.attempts.back().at;
  f.flows = v.attempts.size();
  return f;
}

}  // namespace sekisho::detectors::fallback
