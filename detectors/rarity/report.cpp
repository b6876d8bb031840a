#include "detectors/rarity/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::rarity {
namespace {

Reason reason_of(Rule rule) {
  switch (rule) {
    case Rule::NewCountry:
      return {2, "country that nobody talked to before"};
    case Rule::RareAsn:
      return {3, "rare network on an unusual port"};
    case Rule::NewObject:
    case Rule::None:
      break;
  }
  return {1, "first seen, and odd"};
}

std::string sentence_of(const Case& c) {
  const std::string client = c.record.ref.endpoints.client.address.to_string();
  const std::string server = support::server_text(c.record.ref);
  switch (c.verdict.rule) {
    case Rule::NewCountry:
      return fmt::format("{} had {} sessions with {}, where this network talked to nobody before; the latest with {}", client,
                         c.around.country_sessions, quote(c.place.country), server);
    case Rule::RareAsn:
      return fmt::format("{} alone talks to AS{} ({}), at {}", client, c.place.asn, quote(c.place.organisation), server);
    case Rule::NewObject:
    case Rule::None:
      break;
  }
  return fmt::format("{} is the first to talk to {}, at {}, with {} weak signs beside it", client, quote(c.object.name), server,
                     c.verdict.indicators.size() - 1);
}

}  // namespace

Finding make_finding(const Case& c) {
  Finding f;
  f.time = c.around.now;
  f.reason = reason_of(c.verdict.rule);
  f.score = c.verdict.score;
  f.flow = c.record.ref;
  f.object = c.object;
  if (c.record.label.sure()) f.label = c.record.label;
  f.techniques = {"T1071"};
  f.indicators = c.verdict.indicators;
  const auto clients = [&](const char* name, const Prevalence& p) {
    if (p.known) f.evidence.emplace_back(name, static_cast<std::int64_t>(p.clients));
  };
  clients("clients", c.around.object);
  clients("clients_of_asn", c.around.asn);
  clients("clients_of_country", c.around.country);
  clients("clients_of_fingerprint", c.around.fingerprint);
  clients("clients_of_agent", c.around.agent);
  f.evidence.emplace_back("first_seen_ago_s", support::rounded(seconds(c.around.now - c.around.object.first_seen)));
  if (!c.place.country.empty()) f.evidence.emplace_back("country", c.place.country);
  if (c.place.asn != 0) f.evidence.emplace_back("asn", static_cast<std::int64_t>(c.place.asn));
  f.sentence = sentence_of(c);
  f.first_seen = c.record.ref.start;
  f.last_seen = c.around.now;
  f.bytes_to_server = c.record.to_server.payload;
  f.bytes_to_client = c.record.to_client.payload;
  return f;
}

}  // namespace sekisho::detectors::rarity
