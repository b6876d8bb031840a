// A tunnel must do three things that ordinary names never do together: put new data into names again and again, bring data back in answers,
// and keep caches out of the way. Each sign below is one of these; the best one is the base, every other adds a little, and what has good
// reasons to look so takes away. Thresholds of volume follow measurements over a day of 921,074 ordinary domains (see README.md).
#include "detectors/dns_tunnel/judge.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "detectors/dns_tunnel/names.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

constexpr int kVolumePoints = 50;  // At the threshold; 5 more with each doubling, to 65.
constexpr int kVolumeMost = 65;
constexpr int kTypesPoints = 50;
constexpr int kTypesPlain = 15;  // The same types, but names of words and answers without data: an inventory.
constexpr int kExoticPoints = 55;
constexpr int kExoticPlain = 20;
constexpr int kAnswersPoints = 45;  // At the threshold; 3 more with each answer, to 60.
constexpr int kAnswersMost = 60;
constexpr int kHandshakePoints = 40;  // At few_names; 2 more with each name, to 55.
constexpr int kHandshakeMost = 55;
constexpr int kCountPoints = 35;
constexpr int kCountMost = 60;
constexpr int kDayPoints = 30;
constexpr int kLongPoints = 25;
constexpr int kLongUncached = 40;  // The same, with answers that nobody may keep.
constexpr int kRarePoints = 30;
constexpr int kAddressPoints = 45;  // Short names, each answered by an address of its own that must not be kept.
constexpr int kFurther = 5;         // Each further sign, three at most.
constexpr int kDirectPoints = 8;
constexpr int kNamelessPoints = 12;
constexpr int kBackPoints = 8;    // Encoded answers beside encoded names.
constexpr int kOncePoints = 8;    // Every name asked once, for one type: browsers ask for A and AAAA, and come back.
constexpr int kRunPoints = 4;     // One 5-tuple for all: stub resolvers take a new port each time.
constexpr double kMissing = 0.2;  // Weight of names that do not exist, or are of computers here: never told alone.
constexpr int kSpreadPoints = 40;
constexpr int kTiedPoints = 15;
constexpr int kRawPoints = 45;
constexpr int kRawMixedPoints = 55;    // DNS first, then something else in the same flow.
constexpr std::uint64_t kRawUp = 256;  // Bytes.
constexpr std::uint32_t kRun = 20;
constexpr std::uint32_t kBack = 4;
constexpr double kEncodedShare = 0.5;
// Labels of content networks end near 24 characters, hashes at 40; what carries data in A queries must use longer ones to be of use.
constexpr double kShortNames = 24;
constexpr double kHashNames = 40;
constexpr double kShortFactor = 3;
constexpr double kHashFactor = 2;
constexpr double kWordFactor = 2;
constexpr double kReputationFactor = 3;
constexpr std::uint32_t kReputationReplies = 8;
constexpr std::uint32_t kFewReplies = 4;

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

struct Candidate {
  Sign sign;
  std::string name;
  double value;
  double threshold;
  double points;
};

/// All that the signs need, computed once.
struct Measures {
  Tally recent, hour;
  const Replies& replies;
  double mean = 0;     // Characters a new name.
  double encoded = 0;  // Share of new names.
  bool odd = false;    // Asked mostly for odd types.
  bool reputation = false;
  bool uncached = false;
  bool cached = false;    // Ordinary types, answered by addresses that may be kept: what caches make of it is no channel.
  bool internal = false;  // Short names of hosts here.
  bool storm = false;     // Short names that do not exist.
  double factor = 1;      // On thresholds of volume.
};

Measures measure(const DomainActivity& a, Timestamp now, const Surroundings& around, const Params& p) {
  Measures m{a.recent(now), a.hour(now), a.replies()};
  const Replies& r = m.replies;
  m.mean = share(m.hour.chars, m.hour.names);
  m.encoded = share(m.hour.encoded, m.hour.names);
  m.odd = m.hour.odd_names * 2 >= m.hour.names && m.hour.odd_names > 0;
  const std::uint32_t negative = r.reputation + r.refused;
  m.reputation = !m.odd && r.all >= kReputationReplies && negative * 5 >= r.all * 4 && r.reputation > 0;
  const bool kinds = static_cast<std::uint32_t>(std::popcount(m.hour.odd_types)) >= p.odd_types;
  m.storm = !kinds && r.all >= kFewReplies && r.refused * 5 >= r.all * 4 && m.mean < kShortNames;
  m.uncached = r.all >= kFewReplies && r.short_lived * 5 >= r.all * 4;
  m.cached = !m.odd && r.with_addresses * 2 >= r.all && r.with_addresses >= kFewReplies && r.short_lived * 2 < r.all;
  m.internal = !m.odd && r.with_addresses >= kFewReplies && r.home * 5 >= r.with_addresses * 4 && r.short_lived * 2 < r.all && m.mean < kShortNames;
  if (!m.odd && m.mean < kHashNames + 1) m.factor *= m.mean < kShortNames ? kShortFactor : kHashFactor;
  if (m.encoded < kEncodedShare) m.factor *= kWordFactor;
  if (m.reputation) m.factor *= kReputationFactor;
  if (around.resolver) m.factor *= p.resolver_factor;
  return m;
}

void volume_signs(std::vector<Candidate>& all, const Measures& m, const DomainActivity& a, const Surroundings& around, const Params& p) {
  const auto volume = [&](const char* name, const Tally& t, std::uint32_t names, double bytes) {
    const double ratio = t.information() / bytes;
    if (t.names < names || ratio < 1) return;
    all.push_back({Sign::Names, name, t.information(), bytes, std::min<double>(kVolumeMost, kVolumePoints + 5 * std::log2(ratio))});
  };
  volume("information_fast", m.recent, p.fast_names, p.fast_information * m.factor);
  volume("information_slow", m.hour, p.slow_names, p.slow_information * m.factor);

  const double scale = around.resolver ? p.resolver_factor : 1;
  const auto count = static_cast<double>(m.recent.encoded);
  if (!m.cached && count >= p.count_fast * scale && count >= kEncodedShare * m.recent.names) {
    const double grown = std::log2(count / (p.count_fast * scale)) / 4;  // 60 … 1,000 names
    all.push_back({Sign::Count, "names_fast", count, p.count_fast * scale, std::min<double>(kCountMost, kCountPoints + 25 * grown)});
  }
  if (!m.cached && a.day_encoded() >= p.count_day * scale)
    all.push_back({Sign::Count, "names_day", 1.0 * a.day_encoded(), p.count_day * scale, kDayPoints});
  if (m.hour.long_names >= p.long_names * scale) {
    all.push_back({Sign::Names, "long_names", 1.0 * m.hour.long_names, p.long_names * scale, 1.0 * (m.uncached ? kLongUncached : kLongPoints)});
  }
  if (m.hour.encoded < p.rare_names * scale || m.encoded < kEncodedShare) return;
  const Replies& r = m.replies;
  if (around.rare) all.push_back({Sign::Count, "rare_domain", 1.0 * m.hour.encoded, p.rare_names * scale, kRarePoints});
  // The address itself is the answer: another one for each name, and nobody may keep it.
  if (r.with_addresses >= p.rare_names && m.uncached && r.addresses.count() * 5 >= r.with_addresses * 4) {
    all.push_back({Sign::Answers, "address_data", 1.0 * r.addresses.count(), 1.0 * p.rare_names, kAddressPoints});
  }
}

void type_signs(std::vector<Candidate>& all, const Measures& m, const Surroundings& around, const Params& p) {
  const bool carries = m.encoded >= kEncodedShare || m.replies.with_data >= kBack;
  const double scale = around.resolver ? p.resolver_factor : 1;
  const auto kinds = static_cast<std::uint32_t>(std::popcount(m.hour.odd_types));
  if (kinds >= p.odd_types && m.hour.odd_names >= p.odd_names * scale) {
    all.push_back({Sign::Types, "odd_types", 1.0 * kinds, 1.0 * p.odd_types, 1.0 * (carries ? kTypesPoints : kTypesPlain)});
  }
  if (m.hour.exotic >= p.exotic_queries) {
    const bool data = m.replies.with_data > 0 || (m.encoded >= kEncodedShare && m.hour.odd_names >= p.exotic_queries);
    all.push_back({Sign::Types, "exotic_types", 1.0 * m.hour.exotic, 1.0 * p.exotic_queries, 1.0 * (data ? kExoticPoints : kExoticPlain)});
  }
  const double mean = share(m.hour.odd_chars, m.hour.odd_names);
  // A server that knows the names is a tunnel's other end; scanners guess short ones.
  const bool guessed = mean < kShortNames && m.replies.all > 0 && m.replies.refused * 2 >= m.replies.all;
  if (m.hour.odd_encoded >= p.few_names * scale && m.hour.odd_encoded * 3 >= m.hour.odd_names * 2 && mean >= p.few_chars && !guessed) {
    const double more = m.hour.odd_encoded - p.few_names * scale;
    all.push_back({Sign::Handshake, "odd_encoded_names", 1.0 * m.hour.odd_encoded, p.few_names * scale,
                   std::min<double>(kHandshakeMost, kHandshakePoints + 2 * more)});
  }
  const std::uint32_t answers = m.replies.data.count();
  if (answers >= p.data_answers * scale) {
    all.push_back({Sign::Answers, "encoded_answers", 1.0 * answers, p.data_answers * scale,
                   std::min<double>(kAnswersMost, kAnswersPoints + 3 * (answers - p.data_answers * scale))});
  }
}

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

/// The best candidate is the base, the others add a little.
void take(Verdict& v, std::vector<Candidate>& all) {
  std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.points > b.points; });
  for (std::size_t i = 0; i < all.size(); ++i) {
    Candidate& c = all[i];
    const int points = i == 0 ? static_cast<int>(std::lround(c.points)) : i <= 3 ? kFurther : 0;
    add(v, std::move(c.name), c.value, c.threshold, points);
  }
  v.sign = all.front().sign;
}

void multiply(Verdict& v, std::string name, double factor) {
  const int less = static_cast<int>(std::lround(v.score * factor)) - v.score;
  if (less != 0) add(v, std::move(name), factor, 1, less);
}

}  // namespace

bool may_sign(const DomainActivity& a, Timestamp now, const Params& p) {
  // No surroundings lower a threshold, and the last minutes are part of the hour.
  const Tally hour = a.hour(now);
  if (hour.names >= std::min(p.fast_names, p.slow_names) && hour.information() >= std::min(p.fast_information, p.slow_information)) return true;
  if (hour.encoded >= std::min(p.count_fast, p.rare_names) || a.day_encoded() >= p.count_day || hour.long_names >= p.long_names) return true;
  if (static_cast<std::uint32_t>(std::popcount(hour.odd_types)) >= p.odd_types || hour.exotic >= p.exotic_queries) return true;
  return hour.odd_encoded >= p.few_names || a.replies().data.count() >= p.data_answers;
}

Verdict judge(const DomainActivity& activity, Timestamp now, const Surroundings& around, const Params& p) {
  Verdict v;
  const Measures m = measure(activity, now, around, p);
  std::vector<Candidate> all;
  volume_signs(all, m, activity, around, p);
  type_signs(all, m, around, p);
  if (all.empty()) return v;
  take(v, all);
  const Replies& r = m.replies;
  v.up = m.encoded >= kEncodedShare || v.sign == Sign::Names;
  v.encoded = m.encoded >= kEncodedShare && m.hour.encoded >= p.few_names;
  v.down = r.with_data >= kBack && r.data.count() >= kBack;
  if (v.down && v.up && v.sign != Sign::Answers) add(v, "answers_too", r.data.count(), kBack, kBackPoints);
  if (m.hour.names >= p.slow_names && m.hour.queries * 10 <= m.hour.names * 11) {
    add(v, "asked_once", share(m.hour.queries, m.hour.names), 1.1, kOncePoints);
  }
  if (activity.run().queries >= kRun) add(v, "one_flow", activity.run().queries, kRun, kRunPoints);
  if (around.direct) add(v, "direct", 1, 1, kDirectPoints);
  if (around.nameless) add(v, "no_domain", 1, 1, kNamelessPoints);
  const bool ordinary = !m.odd && !v.down;
  if (!v.down && m.storm) multiply(v, "missing_names", kMissing);
  if (ordinary && m.internal) multiply(v, "internal_names", kMissing);
  if (ordinary && m.reputation) multiply(v, "reputation_answers", p.connected_factor);
  // Such services answer in addresses or in text; nobody else owns names there.
  const bool plain = (m.hour.odd_types & ~static_cast<unsigned>(kTxt)) == 0;
  if (plain && around.reputation_zone) multiply(v, "reputation_zone", p.reputation_factor);
  if (ordinary && activity.connections() * 4 >= activity.day_names()) multiply(v, "connected", p.connected_factor);
  if (around.direction == Direction::Inbound) multiply(v, "inbound", p.inbound_factor);
  v.score = std::clamp(v.score, 0, 100);
  return v;
}

bool may_sign(const Spread& spread, Timestamp now, const Params& p) {
  return spread.turns() >= p.spread_domains && static_cast<std::uint32_t>(std::popcount(spread.types(now))) + 1 >= p.spread_types;
}

Verdict judge(const Spread& spread, Timestamp now, const Surroundings& around, const Params& p) {
  Verdict v;
  if (around.resolver || around.direction == Direction::Inbound) return v;  // many clients' questions together look so
  const Spread::Summary s = spread.summary(now);
  const bool tied = s.tied >= p.spread_domains;
  if (s.domains < p.spread_domains || s.types < p.spread_types - (tied ? 1 : 0)) return v;
  add(v, "spread_types", s.types, p.spread_types, kSpreadPoints);
  if (tied) add(v, "shared_label", s.tied, p.spread_domains, kTiedPoints);
  if (around.direct) add(v, "direct", 1, 1, kDirectPoints);
  v.sign = Sign::Spread;
  v.up = true;
  return v;
}

Verdict judge(const PortUse& use, const Surroundings& around, const Params& p) {
  Verdict v;
  if (use.label_known || use.up == 0 || use.down == 0) return v;
  // After a gap in the stream a TCP parser is lost, and what follows only seems to be no DNS. Answers too long for the capture's snapshot
  // length seem so too: the client must have sent something else as well.
  if (use.mixed() && (use.tcp || !use.whole)) return v;
  const std::uint64_t raw_up = use.up - std::min(use.up, use.dns_up);
  if (use.raw() < p.raw_bytes || use.raw() * 4 < use.up + use.down || raw_up * 4 < use.up || raw_up < kRawUp) return v;
  add(v, "raw_payload", static_cast<double>(use.raw()), static_cast<double>(p.raw_bytes), use.mixed() ? kRawMixedPoints : kRawPoints);
  if (around.direct) add(v, "direct", 1, 1, kDirectPoints);
  if (around.direction == Direction::Inbound) multiply(v, "inbound", p.inbound_factor);
  v.sign = Sign::Raw;
  v.up = v.down = true;
  return v;
}

}  // namespace sekisho::detectors::dns_tunnel
