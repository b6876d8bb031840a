#include "detectors/knowledge/name_table.hpp"

#include <algorithm>
#include <cmath>

namespace sekisho::detectors::knowledge {
namespace {

bool over(const GivenName& g, Timestamp now) { return now - g.last > kNameLife; }

}  // namespace

double NameWorth::operator()(const GivenName& g) const {
  const double minutes = seconds(g.last - g.first) / 60;
  return std::log2(1 + std::max(0.0, minutes)) + std::min<int>(g.uses, 16) / 4.0;
}

NameTable::NameTable(std::size_t capacity, HashSeed seed) : pool_(seed), pairs_(capacity), addresses_(capacity / 2) {}

void NameTable::give(std::uint64_t client, std::uint64_t address, const NamePool::Ref& name, std::uint32_t ttl, Timestamp now) {
  GivenName& g = pairs_.touch(pair(client, address));
  if (!g.name || over(g, now)) {
    g.first = now;
    g.uses = 0;
  }
  if (!(g.name == name)) g.name = name;
  g.last = now;
  g.ttl = ttl;
  give_all(address, name, ttl, now);
}

void NameTable::give_all(std::uint64_t address, const NamePool::Ref& name, std::uint32_t ttl, Timestamp now) {
  GivenName& g = addresses_.touch(address);
  if (!g.name || over(g, now)) {
    g.name = name;
    g.first = now;
    g.uses = 0;
  }
  g.last = now;
  g.ttl = ttl;
}

void NameTable::use(std::uint64_t client, std::uint64_t address, Timestamp now) {
  mark(pairs_, pair(client, address), now);
  mark(addresses_, address, now);
}

void NameTable::mark(Map& map, std::uint64_t key, Timestamp now) {
  const GivenName* found = map.find(key);
  if (found == nullptr || over(*found, now)) return;
  GivenName& g = map.touch(key);
  g.last = now;
  if (g.uses < 255) ++g.uses;
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
  const auto gone = [now](std::uint64_t, const GivenName& g) { return over(g, now); };
  pairs_.expire(gone);
  addresses_.expire(gone);
}

}  // namespace sekisho::detectors::knowledge
