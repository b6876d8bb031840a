#include "detectors/watchlist/report.hpp"

#include <chrono>
#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::watchlist {
namespace {

Reason reason_of(Sight sight) {
  switch (sight) {
    case Sight::Named:
      return {2, "listed domain"};
    case Sight::Lookup:
      return {3, "lookup of a listed domain"};
    case Sight::Answer:
      return {4, "answer with a listed address"};
    case Sight::Fingerprint:
      return {5, "listed fingerprint"};
    case Sight::Certificate:
      return {6, "listed certificate"};
    case Sight::Contact:
      break;
  }
  return {1, "listed server"};
}

std::string day_text(Timestamp t) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Duration>(t.time_since_epoch()))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string sentence_of(const Case& c) {
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string server = support::server_text(c.flow);
  const std::string listed = fmt::format("{} on the list of {}", quote(c.hit.entry), quote(c.hit.source));
  switch (c.met.sight) {
    case Sight::Named:
      return fmt::format("{} names {} to {}: {}", client, quote(c.object.name), server, listed);
    case Sight::Lookup:
      return fmt::format("{} asked {} for {}: {}", client, server, quote(c.object.name), listed);
    case Sight::Answer:
      return fmt::format("{} was told by {} an address for {}: {}", client, server, quote(c.object.name), listed);
    case Sight::Fingerprint:
      return fmt::format("{} sends {} a hello with fingerprint {}", client, server, listed);
    case Sight::Certificate:
      return fmt::format("{} shows {} the certificate {}", server, client, listed);
    case Sight::Contact:
      break;
  }
  return fmt::format("{} {} {}: {}", client, c.met.answered ? "talked to" : "tried to reach", server, listed);
}

}  // namespace

Finding make_finding(const Case& c) {
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c.met.sight);
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  if (c.record != nullptr && c.record->label.sure()) f.label = c.record->label;
  if (c.met.sight == Sight::Lookup || c.met.sight == Sight::Answer) {
    f.techniques = {"T1071.004"};
  } else {
    f.techniques = {"T1071"};
  }
  f.indicators = c.verdict.indicators;
  f.evidence = {
      {"entry", quote(c.hit.entry, 160)},     {"entry_kind", std::string(kind_name(c.hit.kind))}, {"source", quote(c.hit.source)},
      {"list", quote(c.hit.file->path, 160)}, {"list_updated", day_text(c.hit.file->updated)},
  };
  if (c.met.age) f.evidence.emplace_back("list_age_days", support::rounded(seconds(*c.met.age) / 86'400));
  f.evidence.emplace_back("domains_of_address", static_cast<std::int64_t>(c.met.domains));
  f.evidence.emplace_back("hits", static_cast<std::int64_t>(c.times));
  f.evidence.emplace_back("direction", std::string(direction_name(c.met.direction)));
  f.sentence = sentence_of(c);
  f.first_seen = c.first;
  f.last_seen = c.time;
  f.flows = c.times;
  if (c.record != nullptr) {
    f.bytes_to_server = c.record->to_server.payload;
    f.bytes_to_client = c.record->to_client.payload;
  }
  return f;
}

}  // namespace sekisho::detectors::watchlist
