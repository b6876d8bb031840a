#include "detectors/fallback/judge.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace sekisho::detectors::fallback {
namespace {

constexpr int kTurned = 40;           // Two that fail and one that answers, round after round: a list with a spare.
constexpr int kReplaced = 26;         // One that answered until it failed, and from then on another.
constexpr int kOneTurn = 15;          // One that fails and another that answers: also pages with a blocked tracker.
constexpr int kBareList = 30;         // Bare addresses in turn: nothing but a program has such a list.
constexpr int kNamedList = 15;        // Names in turn: also what a desktop does while its network is down.
constexpr int kAnswered = 10;         // One answered at last.
constexpr int kOnce = 40;             // Bare addresses, once through, and one answers.
constexpr int kOnceDead = 15;         // The same, and none does.
constexpr std::uint32_t kWorked = 2;  // Times that a server answered before it failed for good.
constexpr std::size_t kPorts = 3;     // Lists are written for a few ports; peer-to-peer networks know one a peer.

struct History {
  std::uint32_t failed = 0, opened = 0, opened_before = 0;
  Timestamp first_failure, last_failure, first_opened, last_opened;
  bool missing = true;  ///< It never had an address.
  bool dead() const { return failed > 0 && last_failure > last_opened; }
};

using Histories = std::map<std::uint64_t, History>;

Histories histories_of(const std::vector<Attempt>& attempts) {
  Histories all;
  for (const Attempt& a : attempts) {
    History& h = all[a.target];
    if (a.outcome == Outcome::Opened) {
      if (h.opened++ == 0) h.first_opened = a.at;
      if (h.failed == 0) ++h.opened_before;
      h.last_opened = a.at;
      h.missing = false;
    } else {
      if (h.failed++ == 0) h.first_failure = a.at;
      h.last_failure = a.at;
      h.missing = h.missing && a.outcome == Outcome::Missing;
    }
  }
  return all;
}

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

/// Runs of failures that end with something that answers soon, by what answered.
struct Turns {
  std::uint32_t rounds = 0;
  std::map<std::uint64_t, std::uint32_t> dead;  ///< How many runs held it.
};

std::map<std::uint64_t, Turns> turns_of(const std::vector<Attempt>& attempts, const Params& p) {
  std::map<std::uint64_t, Turns> all;
  std::set<std::uint64_t> run, failed;
  Timestamp last;
  for (const Attempt& a : attempts) {
    if (!run.empty() && a.at - last > p.turn) run.clear();
    if (a.outcome != Outcome::Opened) {
      run.insert(a.target);
      failed.insert(a.target);
      last = a.at;
      continue;
    }
    if (run.empty() || failed.count(a.target) != 0) continue;
    Turns& t = all[a.target];
    ++t.rounds;
    for (const std::uint64_t dead : run) ++t.dead[dead];
    run.clear();
  }
  return all;
}

void judge_turns(Verdict& best, const std::vector<Attempt>& attempts, const Histories& histories, const Params& p) {
  for (const auto& [alive, turns] : turns_of(attempts, p)) {
    if (turns.rounds < p.rounds) continue;
    Verdict v;
    v.kind = Kind::Turned;
    v.alive = alive;
    v.rounds = turns.rounds;
    bool replaced = false;
    bool addressed = false;
    for (const auto& [dead, rounds] : turns.dead) {
      // What fails now and then is not what the turn is about.
      if (rounds < p.rounds || 3 * rounds < turns.rounds) continue;
      const History& h = histories.at(dead);
      addressed = addressed || !h.missing;
      replaced = replaced || (h.opened_before >= kWorked && histories.at(alive).first_opened > h.first_failure);
      v.dead.push_back(dead);
    }
    if (v.dead.empty() || !addressed) continue;
    add(v, "rounds", turns.rounds, p.rounds, v.dead.size() > 1 ? kTurned : replaced ? kReplaced : kOneTurn);
    if (v.dead.size() > 1 && replaced) add(v, "answered_before", 1, 1, kAnswered);
    if (v.score > best.score) best = std::move(v);
  }
}

/// Different server ports of @p targets.
std::size_t ports_of(const std::vector<std::uint64_t>& targets, const Attempts& attempts) {
  std::set<std::uint16_t> ports;
  for (const std::uint64_t t : targets) ports.insert(attempts.find(t)->flow.endpoints.server.port);
  return ports.size();
}

void judge_list(Verdict& best, const Attempts& attempts, const Histories& histories, const Params& p) {
  Verdict v;
  v.kind = Kind::List;
  Timestamp began = attempts.last();
  std::uint32_t all_dead = 0;
  bool bare = true;
  for (const auto& [target, h] : histories) {
    if (!h.dead() || h.missing) continue;
    ++all_dead;
    if (h.failed < p.rounds) continue;
    v.dead.push_back(target);
    v.rounds = v.rounds == 0 ? h.failed : std::min(v.rounds, h.failed);
    began = std::min(began, h.first_failure);
    bare = bare && !attempts.find(target)->named;
  }
  if (v.dead.size() < p.servers || all_dead > p.most_dead || ports_of(v.dead, attempts) > kPorts + 1) return;
  // In turn: neighbours in time are different servers more often than not.
  std::uint32_t changes = 0, failures = 0;
  std::uint64_t before = 0;
  for (const Attempt& a : best.attempts) {
    if (std::find(v.dead.begin(), v.dead.end(), a.target) == v.dead.end() || a.outcome == Outcome::Opened) continue;
    ++failures;
    changes += a.target != before ? 1 : 0;
    before = a.target;
  }
  if (2 * changes < failures) return;
  add(v, "dead_servers", static_cast<double>(v.dead.size()), p.servers, bare ? kBareList : kNamedList);
  add(v, "rounds", v.rounds, p.rounds, 0);
  for (const auto& [target, h] : histories) {
    if (bare && h.opened > 0 && !h.dead() && h.failed == 0 && h.first_opened > began && !attempts.find(target)->named && v.alive == 0) {
      v.alive = target;
      add(v, "answered_at_last", 1, 1, kAnswered);
    }
  }
  v.attempts = best.attempts;
  if (v.score > best.score) best = std::move(v);
}

void judge_once(Verdict& best, const Attempts& attempts, const Histories& histories, const Params& p) {
  Verdict v;
  v.kind = Kind::Once;
  v.rounds = 1;
  std::set<std::uint32_t> networks;
  std::vector<Timestamp> firsts;
  for (const auto& [target, h] : histories) {
    const Target& t = *attempts.find(target);
    if (t.named || !h.dead() || h.opened > 0) continue;
    v.dead.push_back(target);
    networks.insert(t.network);
    firsts.push_back(h.first_failure);
  }
  if (networks.size() < p.servers || v.dead.size() > p.most_dead || ports_of(v.dead, attempts) > kPorts) return;
  std::sort(firsts.begin(), firsts.end());
  const Timestamp enough = firsts[p.servers - 1];
  for (const auto& [target, h] : histories) {
    const Target& t = *attempts.find(target);
    if (t.named || h.failed > 0 || h.first_opened <= enough || networks.count(t.network) != 0) continue;
    std::vector<std::uint64_t> with = v.dead;
    with.push_back(target);
    if (ports_of(with, attempts) <= kPorts) v.alive = target;
  }
  add(v, "bare_addresses", static_cast<double>(v.dead.size()), p.servers, v.alive != 0 ? kOnce : kOnceDead);
  v.attempts = best.attempts;
  if (v.score > best.score) best = std::move(v);
}

}  // namespace

Verdict judge(const Attempts& attempts, const Params& p) {
  Verdict best;
  best.attempts = attempts.sorted(p.window);
  const Histories histories = histories_of(best.attempts);
  const std::vector<Attempt> ordered = best.attempts;
  judge_turns(best, ordered, histories, p);
  best.attempts = ordered;
  judge_list(best, attempts, histories, p);
  judge_once(best, attempts, histories, p);
  return best;
}

}  // namespace sekisho::detectors::fallback
