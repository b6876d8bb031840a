#include "detectors/web_service/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::web_service {
namespace {

Reason reason_of(const Case& c) {
  if (c.verdict.steady) return {1, "steady use of a web service"};
  if (c.verdict.upload) return {2, "upload to a web service"};
  return {3, "use of a web service by a program"};
}

std::vector<std::string_view> techniques_of(const Case& c) {
  std::vector<std::string_view> ids{"T1102"};
  if (!c.verdict.upload) return ids;
  switch (c.service.category) {
    case Category::Paste:
      ids.emplace_back("T1567.003");
      break;
    case Category::Chat:
      ids.emplace_back("T1567.004");
      break;
    case Category::Code:
      ids.emplace_back("T1567.001");
      break;
    case Category::Storage:
    case Category::Cloud:
      ids.emplace_back("T1567.002");
      break;
    case Category::Tunnel:
    case Category::Feed:
      ids.emplace_back("T1567");
      break;
  }
  return ids;
}

}  // namespace

Finding make_finding(const Case& c) {
  const Activity& a = c.activity;
  const Pace pace = a.pace();
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c);
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.many_servers = true;
  f.techniques = techniques_of(c);
  f.indicators = c.verdict.indicators;
  f.evidence = {{"service", std::string(c.service.suffix)},
                {"category", std::string(category_name(c.service.category))},
                {"contacts", static_cast<std::int64_t>(a.contacts())},
                {"period_s", support::rounded(pace.period)},
                {"spread", support::rounded(pace.spread)},
                {"alone", a.alone()}};
  f.sentence = fmt::format("{} called \"{}\" ({}) {} times", c.flow.endpoints.client.address.to_string(), quote(c.object.name),
                           category_name(c.service.category), a.contacts());
  if (c.verdict.steady) f.sentence += fmt::format(", every {}", human(from_seconds(pace.period)));
  f.sentence += fmt::format("; {} bytes out, {} in; which page or channel of it cannot be seen inside TLS", a.up(), a.down());
  f.first_seen = a.first();
  f.last_seen = a.last();
  f.flows = a.contacts();
  f.bytes_to_server = a.up();
  f.bytes_to_client = a.down();
  return f;
}

}  // namespace sekisho::detectors::web_service
