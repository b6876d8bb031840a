#include "detectors/fast_flux/judge.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace sekisho::detectors::fast_flux {
namespace {

constexpr int kByOperators = 45;
constexpr int kByNetworks = 25;  // A /16 stands for an operator where no file tells: large clouds hold hundreds of them.
constexpr int kByScatter = 16;
constexpr int kServers = 15;
constexpr int kFollowed = 8;
constexpr int kMostByNetworks = 39;  // Low, whatever is added.
constexpr double kAlone = 0.8;       // Of the addresses have a /24 to themselves.
constexpr Duration kShort = 2min;    // Clouds keep addresses for a minute; flux for less or as long. Ordinary pools keep them for longer.

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

}  // namespace

double flux_score(std::uint32_t addresses, std::uint32_t operators) {
  if (addresses == 0) return 0;
  const double share = std::min(1.0, static_cast<double>(operators) / addresses);
  return share * (1.32 * addresses + 18.54 * operators);
}

Verdict judge(const Activity& a, const Params& p) {
  Verdict v;
  const std::uint32_t addresses = a.addresses();
  // One answer with a large set is no change: at least a third of the answers brought something new.
  if (a.answers() < p.answers || addresses < p.addresses || a.longest_ttl() > p.longest_ttl || a.news() < 2) return v;
  const bool files = a.operators() > 0;
  const std::uint32_t operators = files ? a.operators() : a.large_networks();
  v.flux = flux_score(addresses, operators);
  if (operators >= p.networks && a.large_networks() >= p.networks && v.flux > p.flux_score) {
    add(v, "flux_score", v.flux, p.flux_score, files ? kByOperators : kByNetworks);
    add(v, "networks", operators, p.networks, 0);
  } else if (addresses >= p.scattered && a.small_networks() >= kAlone * addresses && a.longest_ttl() <= kShort) {
    v.kind = Kind::Scattered;
    add(v, "scattered", a.small_networks(), kAlone * addresses, kByScatter);
  } else {
    return v;
  }
  add(v, "addresses", addresses, v.kind == Kind::Networks ? p.addresses : p.scattered, 0);
  if (a.server_sets() >= p.server_sets) add(v, "server_sets", a.server_sets(), p.server_sets, kServers);
  if (a.followed() >= p.followed) add(v, "followed", a.followed(), p.followed, kFollowed);
  if (!files) v.score = std::min(v.score, kMostByNetworks);
  return v;
}

}  // namespace sekisho::detectors::fast_flux
