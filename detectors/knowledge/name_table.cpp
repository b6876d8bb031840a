#include "detectors/knowledge/name_table.hpp"

#include <algorithm>
#include <cmath>

namespace sekisho::detectors::knowledge {
namespace {

// A lookup is followed by a flow within a second as a rule, so a quarter is ample for those that still wait for theirs.
constexpr double kTrialShare = 0.25;

bool over(const GivenName& g, Timestamp now) { return now - g.last > kNameLife; }

}  // namespace

double NameWorth::operator()(const GivenName& g) const {
  const double minutes = seconds(g.last - g.first) / 60;
  return std::log2(1 + std::max(0.0, minutes)) + std::min<int>(g.uses, 16) / 4.0;
}

NameTable::NameTable(std::size_t capacity, HashSeed seed) : pool_(seed), pairs_(capacity, kTrialShare), addresses_(capacity / 2, kTrialShare) {}

void NameTable::give(std::uint64_t client, std::uint64_t address, const NamePool::Ref& name, std::uint32_t ttl, Timestamp now) {
  pairs_.update(pair(client, address), [&](GivenName& g) {
    if (!g.name) g.first = now;
    if (!(g.name == name)) g.name = name;
    g.last = now;
    g.ttl = ttl;
  });
  give_all(address, name, ttl, now);
}

void NameTable::give_all(std::uint64_t address, const NamePool::Ref& name, std::uint32_t ttl, Timestamp now) {
  addresses_.update(address, [&](GivenName& g) {
    if (!g.name) g.first = now;
    if (!g.name || over(g, now)) g.name = name;
    g.last = now;
    g.ttl = ttl;
  });
}

void NameTable::use(std::uint64_t client, std::uint64_t address, Timestamp now) {
  mark(pairs_, pair(client, address), now);
  mark(addresses_, address, now);
}

void NameTable::mark(Map& map, std::uint64_t key, Timestamp now) {
  map.update_known(key, [now](GivenName& g) {
    if (over(g, now)) return;
    g.last = now;
    if (g.uses < 255) ++g.uses;
  });
}

const GivenName* NameTable::given(std::uint64_t client, std::uint64_t address, Timestamp now) const {
  const GivenName* g = pairs_.find(pair(client, address));
  return g == nullptr || over(*g, now) ? nullptr : g;
}

const GivenName* NameTable::given_to_any(std::uint64_t address, Timestamp now) const {
  const GivenName* g = addresses_.find(address);
  return g == nullptr || over(*g, now) ? nullptr : g;
}

void NameTable::expire(Timestamp now) {
  const auto gone = [now](const GivenName& g) { return over(g, now); };
  pairs_.expire(gone);
  addresses_.expire(gone);
}

}  // namespace sekisho::detectors::knowledge
