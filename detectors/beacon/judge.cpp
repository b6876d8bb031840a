// The scale: 30 at the threshold of the full test, 60 at twice its evidence; the short test stays within "low" (20 … 39) whatever
// else counts, for four intervals are an observation and not a proof. Everything else moves that by a few points and says so.
#include "detectors/beacon/judge.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace sekisho::detectors::beacon {
namespace {

constexpr int kShortCap = 39;         // Below medium.
constexpr int kShortCapInside = 34;   // Between home hosts, where polling is how devices live, far enough below that a weak word does not lift it.
constexpr int kGuessedCap = 59;       // Below high: who is the client is a guess.
constexpr int kTasksPoints = 8;       // Idle polls with answers now and then.
constexpr int kTinyPoints = -10;      // A heartbeat that never carries anything, in a protocol that is known.
constexpr int kSizePoints = 6;        // A direction.
constexpr int kFastPoints = -18;      // Below two seconds polling loops and streams are common.
constexpr int kFastLookups = -40;     // Lookups that fast are a list being worked off, or dns_tunnel's matter.
constexpr int kPingPoints = -50;      // Reachability checks do nothing but beat.
constexpr int kResolverPoints = -40;  // A resolver beats in the name of all its clients, and its clients ask it in the name of all they do.
constexpr int kPingsPoints = -40;     // Beside the habit's own: inside a connection it does nothing else. A quarter where only the port says so.
constexpr int kHeldPoints = -20;      // The same, of messages longer than a ping.
constexpr int kFollowedPoints = -40;  // Look-ups that lead to connections: those have series of their own.
constexpr int kBroadPoints = -6;      // Jitter wide enough for people and retries.
// -50 and more where a protocol does nothing but beat, -25 to -40 where polling is its normal use, -20 where it keeps sessions alive
// that way.
constexpr std::array<int, support::kHabits> kHabitPoints{0, -60, -60, -60, -60, -50, -30, -20, -25, -40, -40, -12};
constexpr double kLatePenalty = 10;  // Nats
constexpr double kTtlTolerance = 0.15;
constexpr double kTinyBytes = 64;
constexpr double kPingBytes = 128;  // Of a chat: a ping with its number and TLS around it.
constexpr double kTask = 4;         // Times the usual size.
constexpr std::uint32_t kTasks = 3;
constexpr std::uint32_t kEnoughSizes = 4;
constexpr double kFast = 2;  // s

bool acceptable(const support::Concentration& c, double evidence, const Params& p) {
  return c.found && c.evidence >= evidence && c.period >= seconds(p.shortest_period);
}

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  if (points == 0) return;
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

bool is_inside(const Surroundings& around) { return around.family == Family::Session || around.family == Family::Bursts; }

// Messages at a steady pace inside a connection are how such protocols and services keep it open, and larger ones among them are their use.
// Those that DPI names must be pings for that, of any size where the name says what they are there for. Points, 0 where it is not so.
int holds_open(const Series& s, const Surroundings& around) {
  const bool protocol = around.protocol.habit == support::Habit::KeepAlive, name = around.name == support::Habit::KeepAlive;
  if (!is_inside(around) || (!protocol && !name)) return 0;
  const bool pings = s.up().mode() <= kPingBytes && s.down().mode() <= kPingBytes;
  if (!pings) return name ? kHeldPoints : 0;
  return name || !around.protocol.by_port ? kPingsPoints : kPingsPoints / 4;
}

void weigh_sizes(Verdict& v, const Series& s, const Surroundings& around, const Params& p) {
  if (s.up().count() < kEnoughSizes) return;
  const double up = s.up().mode_share();
  const double down = s.down().mode_share();
  const std::uint32_t tasks = s.down().above(kTask) + s.up().above(kTask);
  const bool tiny = s.up().mode() <= kTinyBytes && s.down().mode() <= kTinyBytes && up >= 0.9 && down >= 0.9 && tasks == 0;
  const bool inside = is_inside(around);
  if (inside && tiny && around.label_known) {
    add(v, "heartbeat", std::max(s.up().mode(), s.down().mode()), kTinyBytes, kTinyPoints);
    return;
  }
  if (up >= p.size_share) add(v, "size", up, p.size_share, kSizePoints);
  if (down >= p.size_share && s.to_client() > 0) add(v, "answer_size", down, p.size_share, kSizePoints);
  if (v.full && inside && holds_open(s, around) == 0 && tasks >= kTasks) add(v, "tasks", tasks, kTasks, kTasksPoints);
}

void weigh_reasons(Verdict& v, const Series& series, const Surroundings& around, const Params& p) {
  const double period = v.rhythm.period;
  if (around.direction == Direction::Internal) add(v, "internal", 1, 1, p.internal_points);
  if (around.direction == Direction::Inbound) add(v, "inbound", 1, 1, p.inbound_points);
  const int protocol = kHabitPoints[static_cast<std::size_t>(around.protocol.habit)];
  // Outside, the port is the server's free choice; at home it is the operator's.
  const bool half = around.protocol.by_port && around.direction != Direction::Internal;
  add(v, "protocol_habit", 1, 1, half ? protocol / 2 : protocol);
  add(v, "name_habit", 1, 1, kHabitPoints[static_cast<std::size_t>(around.name)]);
  add(v, "holds_open", 1, 1, holds_open(series, around));
  if (around.ordinary_ping) add(v, "ordinary_ping", 1, 1, kPingPoints);
  if (around.resolver) add(v, "resolver", 1, 1, kResolverPoints);
  if (around.followed) add(v, "followed", 1, 1, kFollowedPoints);
  if (period < kFast) add(v, "fast", period, kFast, around.family == Family::Lookups ? kFastLookups : kFastPoints);
  if (v.rhythm.spread > 0.3) add(v, "jitter", v.rhythm.spread, 0.3, kBroadPoints);
  if (around.ttl > 0 && std::abs(period - around.ttl) <= kTtlTolerance * around.ttl) {
    add(v, "dns_ttl", around.ttl, period, -std::max(v.score, 0) / 2);
  }
}

}  // namespace

std::optional<Verdict> rhythm_of(const Series& series, const Params& p) {
  Verdict v;
  v.rhythm = support::concentration(series.sketch(), p.min_intervals);
  if (series.sums() != nullptr) {
    const support::Concentration sums = series.sums()->test();
    if (sums.evidence > v.rhythm.evidence) v.rhythm = sums;
  }
  if (acceptable(v.rhythm, p.evidence, p)) {
    v.full = true;
    const int points = 30 + static_cast<int>(std::lround(2 * std::min(v.rhythm.evidence - p.evidence, 15.0)));
    add(v, "interval", v.rhythm.evidence, p.evidence, points);
    return v;
  }
  // Later the latest few are a choice among many, and must be worth more.
  const double enough = p.short_evidence + (series.intervals() > Series::kRecent ? kLatePenalty : 0);
  v.rhythm = support::exact_concentration(series.recent(), p.short_intervals);
  if (!acceptable(v.rhythm, enough, p) || series.span() < p.short_span) return std::nullopt;
  if (v.rhythm.period < seconds(p.slow_period) && v.rhythm.in_window < p.short_fast_intervals) return std::nullopt;
  const int points = 24 + static_cast<int>(std::lround(std::min(v.rhythm.evidence - enough, 10.0)));
  add(v, "interval", v.rhythm.evidence, enough, points);
  return v;
}

void weigh(Verdict& v, const Series& series, const Surroundings& around, const Params& p) {
  weigh_sizes(v, series, around, p);
  weigh_reasons(v, series, around, p);
  int most = 100;
  const double watched = seconds(series.span());
  const double least = std::max(seconds(p.observe), 6 * v.rhythm.period);
  const int short_most = around.direction == Direction::Internal ? kShortCapInside : kShortCap;
  if (!v.full || watched < least) most = short_most;
  if (around.client_guessed) most = std::min(most, kGuessedCap);
  if (v.score > most) add(v, most == short_most ? "short_watch" : "client_guessed", watched, least, most - v.score);
  v.score = std::clamp(v.score, 0, 100);
}

}  // namespace sekisho::detectors::beacon
