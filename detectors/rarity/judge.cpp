// Every day a network meets things for the first time, and nearly all of them are harmless: nothing here reaches "low" by itself.
#include "detectors/rarity/judge.hpp"

#include <algorithm>

namespace sekisho::detectors::rarity {
namespace {

constexpr int kNewPoints = 8;
constexpr int kSignPoints = 4;
constexpr int kCountryPoints = 15;
constexpr int kAsnPoints = 14;
constexpr int kMost = 19;
constexpr std::uint32_t kRareClients = 2;  // of a fingerprint or an agent

bool is_rare(const Prevalence& p) { return p.known && p.clients > 0 && p.clients <= kRareClients; }

bool is_fresh(const Prevalence& p, Timestamp now, const Params& params) { return now >= p.first_seen && now - p.first_seen <= params.fresh; }

void add(Verdict& v, const char* name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({name, value, threshold, points});
}

}  // namespace

bool is_new(const Prevalence& p, Timestamp now, const Params& params) { return p.known && p.clients == 1 && is_fresh(p, now, params); }

Verdict judge(const Around& a, const Params& p) {
  if (a.network < p.smallest_network) return {};
  // The stronger statement first: one flow is told for one reason.
  Verdict country;
  if (a.country.known && is_fresh(a.country, a.now, p) && a.country_sessions >= p.country_sessions) {
    country.rule = Rule::NewCountry;
    add(country, "new_country", a.country_sessions, p.country_sessions, kCountryPoints);
  }
  Verdict object;
  // An operator that the site uses every day brings new addresses every day.
  const bool used_asn = a.asn.known && a.asn.clients >= p.used_asn;
  if (is_new(a.object, a.now, p) && !(a.naming.bare && used_asn)) {
    std::uint32_t signs = 0;
    const auto sign = [&](bool so, const char* name) {
      if (!so) return;
      ++signs;
      add(object, name, 1, 1, kSignPoints);
    };
    add(object, "new_object", seconds(a.now - a.object.first_seen), seconds(p.fresh), kNewPoints);
    sign(a.naming.any(), "nameless");
    sign(a.unusual_port || a.unknown_protocol, "unusual_port");
    sign(is_rare(a.fingerprint), "rare_fingerprint");
    sign(is_rare(a.agent), "rare_agent");
    sign(is_new(a.asn, a.now, p), "new_asn");
    if (signs >= p.weak_signs) object.rule = Rule::NewObject;
  }
  Verdict asn;
  if (a.asn.known && a.asn.clients == 1 && is_new(a.asn, a.now, p) && a.unusual_port) {
    asn.rule = Rule::RareAsn;
    add(asn, "rare_asn", 1, 1, kAsnPoints);
  }
  Verdict best;
  for (Verdict* v : {&object, &country, &asn}) {
    if (v->rule != Rule::None && v->score > best.score) best = std::move(*v);
  }
  best.score = std::min(best.score, kMost);
  return best;
}

}  // namespace sekisho::detectors::rarity
