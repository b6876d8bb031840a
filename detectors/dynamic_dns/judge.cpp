#include "detectors/dynamic_dns/judge.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace sekisho::detectors::dynamic_dns {
namespace {

// A name of this kind is a weak sign by itself: people run storage and cameras at home. Together with a port that is none of these
// services', a peer that is never there, or addresses that change within the day it is worth a look.
constexpr int kLookup = 12;
constexpr int kConnected = 4;
constexpr int kShortLived = 2;
constexpr int kOddPort = 10;
constexpr int kDeadEnds = 8;
constexpr int kAddresses = 8;
constexpr int kNames = 8;  // One name is a home; several are somebody's infrastructure.

constexpr auto kHomeServices =
    std::to_array<std::uint16_t>({20,   21,   22,   25,   53,   80,   110,  123,  143,  443,  465,  500,  587,  853,  993,   995,   1194,  1701, 1723,
                                  3478, 4500, 5000, 5001, 5060, 5061, 8000, 8080, 8081, 8123, 8443, 8883, 8888, 9443, 10000, 25565, 32400, 51820});
static_assert(std::is_sorted(kHomeServices.begin(), kHomeServices.end()));

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

}  // namespace

bool is_home_service(std::uint16_t port) { return std::binary_search(kHomeServices.begin(), kHomeServices.end(), port); }

Verdict judge(const Use& u, const Params& p) {
  Verdict v;
  add(v, "provider_zone", 1, 1, kLookup);
  if (u.connections > 0) add(v, "connected", u.connections, 1, kConnected);
  if (u.short_lived) add(v, "short_lived", 1, 1, kShortLived);
  if (u.odd_port != 0) add(v, "odd_port", u.odd_port, 0, kOddPort);
  if (u.dead_ends >= p.dead_ends && u.connections == 0) add(v, "dead_ends", u.dead_ends, p.dead_ends, kDeadEnds);
  if (u.addresses.count() >= p.addresses) add(v, "addresses", u.addresses.count(), p.addresses, kAddresses);
  if (u.names >= p.names) add(v, "names", u.names, p.names, kNames);
  return v;
}

}  // namespace sekisho::detectors::dynamic_dns
