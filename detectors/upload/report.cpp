#include "detectors/upload/report.hpp"

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::upload {
namespace {

constexpr std::uint8_t kCalls = 6;  // reason code: a host whose requests are judged without posts

using support::rounded;
using support::server_text;

Finding begin(const Case& c, Reason reason, std::uint64_t up, std::uint64_t down) {
  Finding f;
  f.time = c.time;
  f.reason = reason;
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.label = c.label;
  f.indicators = c.verdict.indicators;
  f.first_seen = c.first;
  f.last_seen = c.time;
  f.flows = c.flows;
  f.bytes_to_server = up;
  f.bytes_to_client = down;
  f.evidence.emplace_back("bytes_out", static_cast<std::int64_t>(up));
  f.evidence.emplace_back("bytes_in", static_cast<std::int64_t>(down));
  // The producer-consumer ratio of flow analysis: 1 sends only, -1 receives only.
  const double sum = static_cast<double>(up) + static_cast<double>(down);
  f.evidence.emplace_back("producer_consumer_ratio", sum > 0 ? rounded((static_cast<double>(up) - static_cast<double>(down)) / sum) : 0.0);
  f.evidence.emplace_back("direction", std::string(direction_name(c.direction)));
  return f;
}

std::string client_of(const Case& c) { return c.flow.endpoints.client.address.to_string(); }

}  // namespace

Finding make_finding(const Case& c, Rule rule, const Exchange& x) {
  constexpr std::string_view kTitles[] = {"", "connection that sends more than it receives", "", "data leaving as mail", "data leaving by FTP", ""};
  const auto number = static_cast<std::uint8_t>(rule);
  Finding f = begin(c, {number, kTitles[number]}, x.up, x.down);
  if (rule == Rule::Mail) {
    f.techniques = {"T1048.003", "T1071.003"};
  } else if (rule == Rule::Files) {
    f.techniques = {"T1048.003", "T1071.002"};
  } else {
    f.techniques = {"T1041"};
    if (c.label.protocol() == "HTTP" || c.label.protocol() == "TLS") f.techniques.emplace_back("T1071.001");
  }
  if (x.asked > 0) f.evidence.emplace_back("times_the_server_asked", static_cast<std::int64_t>(x.asked));
  const std::string_view how = rule == Rule::Mail ? " by mail" : rule == Rule::Files ? " by FTP" : "";
  f.sentence = fmt::format("{} sent {} bytes to {}{} and got {} back", client_of(c), x.up, server_text(c.flow), how, x.down);
  if (x.asked > 0) f.sentence += fmt::format("; the server asked {} times", x.asked);
  return f;
}

Finding make_finding(const Case& c, const Requests& r, std::string_view uri, std::string_view user_agent) {
  if (r.posts == 0) {
    Finding f = begin(c, {kCalls, "calls that no page led to"}, r.up, r.down);
    f.techniques = {"T1071.001"};
    f.evidence.emplace_back("uri", quote(uri));
    f.evidence.emplace_back("user_agent", quote(user_agent));
    f.sentence = fmt::format("{} fetched {} times from {}, as a browser would that follows no page and loads none", client_of(c), r.pages,
                             server_text(c.flow));
    return f;
  }
  Finding f = begin(c, {static_cast<std::uint8_t>(Rule::Posts), "posts that no page led to"}, r.up, r.down);
  f.techniques = {"T1071.001", "T1041"};
  f.evidence.emplace_back("posts", static_cast<std::int64_t>(r.posts));
  f.evidence.emplace_back("pages_fetched", static_cast<std::int64_t>(r.pages));
  f.evidence.emplace_back("posts_with_referer", static_cast<std::int64_t>(r.referred));
  f.evidence.emplace_back("uri", quote(uri));
  f.evidence.emplace_back("user_agent", quote(user_agent));
  f.sentence = fmt::format("{} posted {} times to {} ({}), {} bytes out and {} in, {} of the posts with a referring page", client_of(c), r.posts,
                           quote(c.object.name), server_text(c.flow), r.up, r.down, r.referred);
  return f;
}

Finding make_finding(const Case& c, const Names& n, std::string_view sample) {
  Finding f = begin(c, {static_cast<std::uint8_t>(Rule::Names), "data leaving in DNS names"}, n.up, n.down);
  f.techniques = {"T1071.004", "T1048.003"};
  f.evidence.emplace_back("new_names", static_cast<std::int64_t>(n.names));
  f.evidence.emplace_back("sample", quote(sample));
  f.sentence = fmt::format("{} asked for {} new names below {}, {} bytes in them and {} bytes of answers", client_of(c), n.names,
                           quote(c.object.name), n.up, n.down);
  return f;
}

}  // namespace sekisho::detectors::upload
