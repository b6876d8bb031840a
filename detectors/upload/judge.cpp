#include "detectors/upload/judge.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors::upload {
namespace {

constexpr std::uint16_t kDynamic = 1024;

struct Tally {
  Verdict verdict;
  void add(std::string name, double value, double threshold, int points) {
    verdict.score += points;
    verdict.indicators.push_back({std::move(name), value, threshold, points});
  }
  Verdict within(int most) {
    verdict.score = std::clamp(verdict.score, 0, most);
    return std::move(verdict);
  }
};

double ratio_of(std::uint64_t up, std::uint64_t down) { return static_cast<double>(up) / static_cast<double>(std::max<std::uint64_t>(down, 1)); }

/// Points by volume. 1 MiB, 15 MB and 100 MB are the field's own steps (bro-large-uploads, Slips); below, only company makes an alert.
int points_of(std::uint64_t bytes) {
  struct Step {
    std::uint64_t from;
    int points;
  };
  constexpr std::array<Step, 5> kSteps{{{100U << 20, 30}, {16U << 20, 20}, {1U << 20, 14}, {32U << 10, 10}, {0, 6}}};
  return std::find_if(kSteps.begin(), kSteps.end(), [&](const Step& s) { return bytes >= s.from; })->points;
}

/// Alternates that web servers commonly use; other dynamic ports are odd for what is neither of a habit.
bool is_odd(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 6> kUsual{8000, 8080, 8081, 8443, 8883, 9443};
  return port >= kDynamic && std::find(kUsual.begin(), kUsual.end(), port) == kUsual.end();
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

Rule rule_of(const Exchange& x, const Params& params) {
  if (x.up < params.least_bytes || ratio_of(x.up, x.down) < params.ratio) return Rule{};
  if (x.plain_mail) return Rule::Mail;
  return x.file_data && x.port >= kDynamic ? Rule::Files : Rule::Sent;
}

Verdict judge(const Exchange& x, Rule rule, const Params& params) {
  constexpr std::uint16_t kSubmission = 587;
  constexpr double kOneWay = 20;       // times: beyond what acknowledgements of an application protocol leave
  constexpr std::uint32_t kAsked = 2;  // once may be chance
  Tally t;
  const double ratio = ratio_of(x.up, x.down);
  t.add("bytes", static_cast<double>(x.up), static_cast<double>(params.least_bytes), points_of(x.up));
  t.add("ratio", ratio, params.ratio, ratio >= kOneWay ? 4 : 0);
  const bool away = x.direction == Direction::Outbound || x.direction == Direction::External;
  const bool relay = rule == Rule::Mail && x.port != kSubmission;  // the next server of a letter is found by its domain's record, not its name
  if (x.bare && !relay) t.add("no_name", 1, 1, away ? 8 : 4);
  if (x.direction == Direction::Internal) t.add("internal", 1, 1, params.internal_points);
  if (x.direction == Direction::Inbound) t.add("inbound", 1, 1, params.inbound_points);
  if (x.sanctioned) t.add("sanctioned", 1, 1, -25);
  if (rule == Rule::Mail) {
    // Mail programs encrypt what they submit; relays between servers on 25 often do not.
    constexpr std::uint64_t kLetter = 8192;  // a letter without attachment is smaller
    if (x.port == kSubmission && away && x.up >= kLetter) t.add("plain_submission", x.port, kSubmission, 12);
    return t.within(45);
  }
  if (rule == Rule::Files) {
    t.add("file_transfer", 1, 1, x.odd_control ? 8 : 0);
    return t.within(45);
  }
  if (is_odd(x.port)) t.add("odd_port", x.port, kDynamic, 6);
  if ((x.nameless_tls && x.bare) || !x.known) t.add("unnamed_protocol", 1, 1, 4);
  if (x.asked >= kAsked) t.add("server_asks", x.asked, kAsked, 10);
  if (x.named_in_flow) t.add("named", 1, 1, -8);
  if (x.down == 0) t.add("one_sided", 1, 1, -4);
  if (x.habit != support::Habit::None) t.add("habit", static_cast<double>(x.habit), 0, -15);
  if (x.crowd) t.add("crowd", 1, 1, -20);
  return t.within(55);
}

Agent agent_of(std::string_view user_agent) {
  // Programs that scripts use to speak HTTP, by the names they give themselves.
  constexpr std::array<std::string_view, 12> kTools{"curl/",   "Wget",  "python", "Python", "Go-http", "PowerShell",
                                                    "WinHttp", "Java/", "libwww", "okhttp", "axios",   "Ruby"};
  if (user_agent.empty()) return Agent::Absent;
  if (std::any_of(kTools.begin(), kTools.end(), [&](std::string_view tool) { return contains(user_agent, tool); })) return Agent::Tool;
  return user_agent.starts_with("Mozilla/") ? Agent::Browser : Agent::Own;
}

bool is_routine(const model::HttpTransaction& t) {
  constexpr std::array<std::string_view, 5> kTypes{"ocsp-", "timestamp-", "dns-message", "ipp", "grpc"};
  return std::any_of(kTypes.begin(), kTypes.end(), [&](std::string_view type) { return contains(t.request_type, type); });
}

void count(Requests& r, const model::HttpTransaction& t) {
  constexpr std::uint64_t kTiny = 256;    // an acknowledgement, not a page
  constexpr std::uint8_t kFewFields = 6;  // browsers send Host, User-Agent, three Accept fields, Connection, and two for a body
  constexpr std::uint64_t kLarge = 4096;  // what a scanner's probe does not send
  constexpr std::uint16_t kRefused = 400;
  if (t.method != "POST" && t.method != "PUT") {
    const bool page = t.method == "GET";
    r.pages += page ? 1 : 0;
    r.led += t.referer.empty() ? 0 : 1;
    r.alone += page && t.referer.empty() && agent_of(t.user_agent) == Agent::Browser ? 1 : 0;
    return;
  }
  ++r.posts;
  const std::uint64_t up = std::max(t.request_length, t.request_body.bytes);
  const std::uint64_t down = std::max(t.response_length, t.response_body.bytes);
  r.up += up;
  r.referred += t.referer.empty() ? 0 : 1;
  const Agent agent = agent_of(t.user_agent);
  r.browsers += agent == Agent::Browser ? 1 : 0;
  r.tools += agent == Agent::Tool ? 1 : 0;
  r.absent += agent == Agent::Absent ? 1 : 0;
  r.sparse += agent == Agent::Browser && t.request_fields < kFewFields ? 1 : 0;
  if (!t.has_response) return;
  ++r.answered;
  r.down += down;
  r.tiny += down <= kTiny ? 1 : 0;
  r.refused += t.status >= kRefused && up >= kLarge ? 1 : 0;
}

namespace {

/// A browser that loads a page from an address loads what is on it too, and says where it found it.
Verdict judge_calls(const Requests& r, const Around& around, const Params& params) {
  constexpr std::uint32_t kCalls = 2;
  if (!around.numeric_host || r.alone < kCalls || r.alone != r.pages || r.led > 0 || r.same_uri == 0) return {};
  Tally t;
  t.add("numeric_host", 1, 1, around.direction != Direction::Internal ? 8 : 4);
  t.add("no_referer", r.alone, kCalls, 6);
  t.add("same_uri", r.same_uri, 1, 6);
  if (around.direction == Direction::Inbound) t.add("inbound", 1, 1, params.inbound_points);
  if (around.common) t.add("common", 1, 1, -10);
  if (around.sanctioned) t.add("sanctioned", 1, 1, -25);
  return t.within(45);
}

}  // namespace

Verdict judge(const Requests& r, const Around& around, const Params& params) {
  constexpr double kMostly = 0.8;
  constexpr std::uint64_t kBulk = 16'384;
  constexpr std::uint32_t kSame = 3;
  Tally t;
  if (r.posts == 0) return judge_calls(r, around, params);
  const double ratio = ratio_of(r.up, r.down);
  const bool away = around.direction != Direction::Internal;
  const bool browser = r.browsers == r.posts;
  if (around.numeric_host) t.add("numeric_host", 1, 1, away ? 8 : 4);
  // A person fetches a page before a form is sent from it; a program that posts to an address was given both.
  if (r.pages == 0) t.add("no_page", r.posts, 1, browser || around.numeric_host ? 6 : 2);
  if (browser && r.referred == 0) t.add("no_referer", r.posts, 1, 6);
  if (r.posts >= params.posts) t.add("posts", r.posts, params.posts, 4);
  if (r.same_uri >= kSame) t.add("same_uri", r.same_uri, kSame, 2);
  if (r.tiny > 0 && r.tiny >= kMostly * r.posts) t.add("tiny_answers", r.tiny, kMostly * r.posts, 4);
  constexpr std::uint64_t kSomething = 32;  // bytes: an empty post says nothing
  if (r.answered > 0 && r.up >= kSomething && ratio >= 2) t.add("sends_more", ratio, 2, 4);
  if (r.up >= kBulk && ratio >= params.ratio) t.add("bulk", static_cast<double>(r.up), kBulk, 6);
  if (r.refused > 0) t.add("refused", r.refused, 1, 4);
  if (r.tools > 0) t.add("tool_agent", r.tools, 1, 4);
  if (r.absent > 0) t.add("no_agent", r.absent, 1, 2);
  if (r.sparse > 0) t.add("sparse_browser", r.sparse, 1, 6);
  if (around.direction == Direction::Inbound) t.add("inbound", 1, 1, params.inbound_points);
  if (around.common) t.add("common", 1, 1, -10);
  if (around.sanctioned) t.add("sanctioned", 1, 1, -25);
  // Devices and their clouds talk like that by name all day: only company makes it an alert.
  constexpr int kSilent = 19, kMost = 45;
  const bool poses = around.numeric_host || r.browsers > 0;
  return t.within(poses ? kMost : kSilent);
}

Verdict judge(const Names& n, const Params& params) {
  constexpr std::uint32_t kNames = 16;
  constexpr double kLength = 24;  // bytes a name: what content delivery and trackers rarely put below their domain, again and again new
  const double length = n.names > 0 ? static_cast<double>(n.up) / n.names : 0;
  const double ratio = ratio_of(n.up, n.down);
  if (n.names < kNames || n.up < params.names_bytes || length < kLength || ratio < 1) return {};
  Tally t;
  t.add("names", n.names, kNames, 12);
  t.add("name_bytes", static_cast<double>(n.up), static_cast<double>(params.names_bytes), n.up >= 4 * params.names_bytes ? 8 : 4);
  t.add("ratio", ratio, 1, ratio >= 2 ? 6 : 2);
  // Reputation services are asked for digests, one label of at most 64 characters; only longer names are carriers by themselves.
  constexpr double kDigest = 72;
  constexpr int kSilent = 19, kMost = 45;
  t.add("bytes_a_name", length, kLength, length >= kDigest ? 6 : 2);
  return t.within(length >= kDigest ? kMost : kSilent);
}

}  // namespace sekisho::detectors::upload
