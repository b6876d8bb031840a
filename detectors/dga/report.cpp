#include "detectors/dga/report.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::dga {
namespace {

constexpr std::size_t kSamples = 10;

Reason reason_of(Kind kind) {
  const auto code = static_cast<std::uint8_t>(kind);
  switch (kind) {
    case Kind::Words:
      return {code, "many names made of words, and none exists"};
    case Kind::Answered:
      return {code, "many names that read like random letters"};
    case Kind::InTurn:
      return {code, "one domain after the other is looked up at an even pace, and none is used"};
    case Kind::Success:
      return {code, "a generated name that resolved after many that do not exist"};
    case Kind::Random:
      break;
  }
  return {static_cast<std::uint8_t>(Kind::Random), "many names that read like random letters, and none exists"};
}

std::vector<std::string> samples_of(const Case& c) {
  const bool missing = c.verdict.kind != Kind::Answered && c.verdict.kind != Kind::InTurn;
  std::vector<std::string> samples;
  c.activity.for_each(c.time, c.window, [&](const Domain& d) {
    const bool counts = missing ? d.outcome == Outcome::Missing : d.random || c.verdict.kind == Kind::InTurn;
    if (counts && samples.size() < kSamples) samples.push_back(quote(d.name.view()));
  });
  return samples;
}

std::string sentence_of(const Case& c) {
  const Counts& n = c.counts;
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string span = human(c.time - n.first);
  if (c.verdict.kind == Kind::InTurn) {
    return fmt::format("{} looked up {} domains within {}, one after the other at an even pace; {} do not exist, and it connected to {}", client,
                       n.all, span, n.missing, n.connected);
  }
  if (c.verdict.kind == Kind::Answered) {
    return fmt::format("{} asked for {} domains within {}, and {} of them read like random letters", client, n.all, span, n.random);
  }
  std::string text = fmt::format("{} asked for {} domains that do not exist within {}; {} of them read like random letters", client, n.missing, span,
                                 n.random_missing);
  if (c.verdict.kind == Kind::Success) text += fmt::format("; then \"{}\" resolved", quote(c.object.name));
  return text;
}

}  // namespace

Finding make_finding(const Case& c) {
  const Counts& n = c.counts;
  const auto whole = [](std::uint64_t x) { return static_cast<std::int64_t>(x); };
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c.verdict.kind);
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.many_servers = true;
  f.techniques = {c.verdict.kind == Kind::InTurn ? "T1568" : "T1568.002"};
  f.indicators = c.verdict.indicators;
  f.evidence = {
      {"domains", whole(n.all)},
      {"domains_missing", whole(n.missing)},
      {"domains_random", whole(n.random)},
      {"domains_random_and_missing", whole(n.random_missing)},
      {"domains_connected", whole(n.connected)},
      {"domains_answered", whole(n.answered)},
      {"bits_a_pair", support::rounded(n.mean_cost)},
      {"samples", samples_of(c)},
  };
  f.sentence = sentence_of(c);
  f.first_seen = n.first;
  f.last_seen = c.time;
  f.flows = n.all;
  return f;
}

}  // namespace sekisho::detectors::dga
