// Age is what is measured; the rest says what kind of session it is. The ages are those at which analysts begin to ask (one, four,
// eight, twelve hours; most legitimate connections end within the hour), the lower ones exist so that a channel is seen while
// something can still be done, and count only together with a shape.
#include "detectors/long_session/judge.hpp"

#include <algorithm>
#include <cmath>

namespace sekisho::detectors::long_session {
namespace {

constexpr int kUnknownPoints = 10;  // No protocol that DPI knows.
constexpr int kCadencePoints = 8;   // Data at a steady pace.
constexpr int kShellPoints = 15;
constexpr int kShellBase = 25;     // A shell is worth saying before it is old.
constexpr int kUploadPoints = 6;   // More out than in, in a session that is mostly idle.
constexpr int kUnnamedPoints = 4;  // An address that nothing named.
constexpr int kOddIcmpPoints = 14;
constexpr int kPingPoints = -30;
constexpr int kWebPoints = -8;      // TLS to a name: browsers keep such connections for long.
constexpr int kHttpPoints = 3;      // Servers close idle connections after 5 to 75 s (Apache, nginx): one that lives for long is polled.
constexpr int kIrcPoints = 6;       // What bots are steered by, and hardly anything else any more.
constexpr int kSilentPoints = -12;  // Held open, but nothing said for more than half its life.
constexpr int kFewPoints = -12;     // Data in a handful of seconds only: a connection that nobody closed.
constexpr std::uint32_t kFewSeconds = 5;
constexpr int kGuessedCap = 59;
constexpr double kCadenceEvidence = 12;  // Nats
constexpr double kCoveredWorth = 0.8;    // Many sessions against one as long.
constexpr std::uint32_t kPrompt = 128;   // Bytes
constexpr Duration kAnswer = 5s;
// Sessions that these protocols hold open for hours are their normal use.
constexpr std::array<int, support::kHabits> kHabitPoints{0, -40, -40, -40, -35, -35, -25, -20, -20, -12, -20, -12};
constexpr double kNewNames = 0.5;  // Of all lookups: a conversation in names, not the same question again.
constexpr int kNamesPoints = 16;

struct Age {
  Duration age;
  double points;
};
constexpr std::array<Age, 8> kAges{{{10min, 12}, {15min, 14}, {30min, 16}, {1h, 18}, {4h, 25}, {8h, 35}, {12h, 45}, {24h, 50}}};

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  if (points == 0) return;
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

double low_volume(double rate, const Params& p) {
  if (rate <= p.low_rate) return 1;
  if (rate >= p.high_rate) return 0.33;
  return 1 - 0.67 * std::log(rate / p.low_rate) / std::log(p.high_rate / p.low_rate);
}

void weigh_kind(Verdict& v, const Session& s) {
  const int habit = kHabitPoints[static_cast<std::size_t>(s.protocol.habit)];
  add(v, "protocol_habit", 1, 1, s.protocol.by_port ? habit / 2 : habit);
  add(v, "name_habit", 1, 1, kHabitPoints[static_cast<std::size_t>(s.name)]);
  if (s.odd_icmp) add(v, "odd_icmp", 1, 1, kOddIcmpPoints);
  if (s.ping) add(v, "ordinary_ping", 1, 1, kPingPoints);
  if (!s.label_known && !s.ping && !s.odd_icmp) add(v, "unknown_protocol", 1, 1, kUnknownPoints);
  if (s.tls && s.named) add(v, "web", 1, 1, kWebPoints);
  if (s.http) add(v, "http", 1, 1, kHttpPoints);
  if (s.irc) add(v, "irc", 1, 1, kIrcPoints);
  if (!s.named) add(v, "unnamed", 1, 1, kUnnamedPoints);
}

}  // namespace

void Shape::burst(const model::DataBurst& b) {
  ++bursts_;
  Side& side = sides_[b.from_client ? 1 : 0];
  if (side.begun && b.start > side.last) {
    if (side.count == kRecent) {
      std::copy(side.gaps.begin() + 1, side.gaps.end(), side.gaps.begin());
      --side.count;
    }
    side.gaps[side.count++] = static_cast<float>(seconds(b.start - side.last));
  }
  side.begun = true;
  side.last = b.start;
  if (b.from_client || b.to_client > kPrompt || b.reply_after <= 0s || b.reply_after > kAnswer || b.to_server <= b.to_client) return;
  ++exchanges_;
  smallest_answer_ = std::min(smallest_answer_, b.to_server);
  largest_answer_ = std::max(largest_answer_, b.to_server);
}

support::Concentration Shape::rhythm() const {
  const Side& side = sides_[0].count > sides_[1].count ? sides_[0] : sides_[1];
  return support::exact_concentration({side.gaps.data(), side.count}, 6);
}

int age_points(Duration age) {
  if (age < kAges.front().age) return 0;
  for (std::size_t i = 0; i + 1 < kAges.size(); ++i) {
    const Age& a = kAges[i];
    const Age& b = kAges[i + 1];
    if (age >= b.age) continue;
    const double part = std::log(seconds(age) / seconds(a.age)) / std::log(seconds(b.age) / seconds(a.age));
    return static_cast<int>(std::lround(a.points + part * (b.points - a.points)));
  }
  return static_cast<int>(kAges.back().points);
}

Verdict judge(const Session& s, const Shape& shape, const Params& p) {
  Verdict v;
  v.shell = shape.exchanges() >= p.shell_exchanges && s.duration >= p.shell_least && !s.tls;
  const Duration age = std::max(s.duration, from_seconds(kCoveredWorth * seconds(s.covered)));
  if (age < p.least && !v.shell) return v;
  if (age >= p.least) {
    const double worth = age_points(age) * low_volume(s.rate, p);
    add(v, "duration", seconds(age), seconds(p.least), static_cast<int>(std::lround(worth)));
  }
  if (v.shell) add(v, "shell", shape.exchanges(), p.shell_exchanges, age >= p.least ? kShellPoints : kShellBase);
  const support::Concentration rhythm = shape.rhythm();
  if (rhythm.found && rhythm.evidence >= kCadenceEvidence) add(v, "cadence", rhythm.evidence, kCadenceEvidence, kCadencePoints);
  if (s.up > 2 * s.down && s.up > 4096 && s.rate <= 5 * p.low_rate) {
    add(v, "upload", static_cast<double>(s.up), 2 * static_cast<double>(s.down), kUploadPoints);
  }
  weigh_kind(v, s);
  if (s.direction == Direction::Internal) add(v, "internal", 1, 1, p.internal_points);
  if (s.direction == Direction::Inbound) add(v, "inbound", 1, 1, p.inbound_points);
  if (s.live * 2 < s.duration) add(v, "silent", seconds(s.live), seconds(s.duration) / 2, kSilentPoints);
  if (s.active_seconds < kFewSeconds) add(v, "few_active_seconds", s.active_seconds, kFewSeconds, kFewPoints);
  if (s.server_here) add(v, "own_service", 1, 1, kHabitPoints[static_cast<std::size_t>(support::Habit::KeepAlive)]);
  if (s.client_guessed && v.score > kGuessedCap) add(v, "client_guessed", v.score, kGuessedCap, kGuessedCap - v.score);
  v.score = std::clamp(v.score, 0, 100);
  return v;
}

Verdict judge(const Conversation& c, const Params& p) {
  Verdict v;
  const Duration age = c.last - c.first;
  const double rate = static_cast<double>(c.queries) / std::max(1.0, seconds(age));
  if (age < p.conversation || rate < p.conversation_rate) return v;
  add(v, "conversation", seconds(age), seconds(p.conversation), age_points(age));
  const double fresh = static_cast<double>(c.names.count()) / static_cast<double>(c.queries);
  if (fresh >= kNewNames) add(v, "new_names", fresh, kNewNames, kNamesPoints);
  v.score = std::clamp(v.score, 0, 100);
  return v;
}

}  // namespace sekisho::detectors::long_session
