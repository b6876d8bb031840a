#include "detectors/encoding/signs.hpp"

#include <algorithm>
#include <array>

#include "detectors/support/first_bytes.hpp"
#include "detectors/support/habits.hpp"

namespace sekisho::detectors::encoding {
namespace {

using namespace std::string_view_literals;

constexpr std::uint16_t kOk = 200, kPartial = 206;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <std::size_t N>
bool any_of(std::string_view text, const std::array<std::string_view, N>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return contains(text, part); });
}

Bytes first_of(const model::HttpBodySight& body) { return Bytes(body.first).first(body.first_size); }

bool is_text_type(std::string_view type) {
  constexpr std::array kTypes{"text/"sv, "json"sv, "javascript"sv, "xml"sv, "x-www-form-urlencoded"sv};
  return any_of(type, kTypes);
}

bool is_readable(Bytes first) {
  return std::all_of(first.begin(), first.end(), [](std::uint8_t c) { return (c >= 0x20 && c < 0x7F) || (c >= 0x09 && c <= 0x0D); });
}

/// One edit (a letter more, less or other) away from @p word, and not @p word.
bool is_misspelt(std::string_view text, std::string_view word) {
  if (text == word || text.size() + 1 < word.size() || text.size() > word.size() + 1) return false;
  const std::size_t size = std::min(text.size(), word.size());
  std::size_t head = 0, tail = 0;
  while (head < size && text[head] == word[head]) ++head;
  while (tail < size - head && text[text.size() - 1 - tail] == word[word.size() - 1 - tail]) ++tail;
  return std::max(text.size(), word.size()) - head - tail <= 1;
}

/// Programs give a name and a version; what writes a random word, a browser's name wrongly, or who the host is, was to hide or to report.
bool is_odd_agent(std::string_view agent) {
  constexpr std::size_t kLong = 12, kShort = 3;
  constexpr std::ptrdiff_t kSeparators = 3;
  if (agent.empty()) return false;
  if (is_misspelt(agent.substr(0, agent.find_first_of("/ ")), "Mozilla") || agent.size() <= kShort) return true;
  if (std::count(agent.begin(), agent.end(), '|') >= kSeparators || std::count(agent.begin(), agent.end(), '\\') >= kSeparators) return true;
  const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (agent.size() < kLong || !std::all_of(agent.begin(), agent.end(), letter)) return false;
  // "vBKbaQgjyvRRbcgfvlsc": words have two vowels in five letters.
  constexpr std::string_view kVowels = "aeiouAEIOU";
  const auto vowels = static_cast<std::size_t>(std::count_if(agent.begin(), agent.end(), [&](char c) { return contains(kVowels, {&c, 1}); }));
  return is_base64(agent) || 6 * vowels < agent.size();
}

/// Web servers whose every answer is dated: RFC 9110, 6.6.1, and they have a clock.
bool poses_as_server(const model::HttpTransaction& t) {
  constexpr std::array kServers{"nginx"sv, "Apache"sv, "Microsoft-IIS"sv};
  constexpr std::uint16_t kInformal = 200;
  return t.has_response && t.response_fields > 0 && !t.has_date && t.status >= kInformal && t.connect_target.empty() &&
         std::any_of(kServers.begin(), kServers.end(), [&](std::string_view s) { return t.server.starts_with(s); });
}

class Look {
 public:
  explicit Look(const model::HttpTransaction& t) : t_(t) {}

  Sight all() {
    fields();
    request_body();
    response_body();
    mark(Sign::OddCoding, t_.odd_coding);
    mark(Sign::Program, begins_encoded_program(first_of(t_.response_body)) || begins_encoded_program(first_of(t_.request_body)));
    mark(Sign::Junk, t_.request_body.junk > kStrayLine || t_.response_body.junk > kStrayLine);
    if (sight_.signs.any()) surroundings();
    return std::move(sight_);
  }

 private:
  static constexpr std::uint32_t kStrayLine = 4;  // bytes: the empty line that old clients send after a form

  void mark(Sign sign, bool seen) {
    if (seen) sight_.signs.set(static_cast<std::size_t>(sign));
  }

  void fields() {
    browser_ = support::claims_browser(t_.user_agent);
    mark(Sign::Agent, is_odd_agent(t_.user_agent));
    mark(Sign::NoDate, poses_as_server(t_));
    if (!t_.connect_target.empty()) return;
    CookieRun cookie = cookie_run(t_.cookie);
    mark(Sign::BareCookie, cookie.bare);
    mark(Sign::Cookie, !cookie.bare && cookie.run.alphabet != Alphabet::None);
    Run uri = uri_run(t_.uri);
    mark(Sign::Uri, uri.alphabet != Alphabet::None);
    sight_.run = uri.text.size() > cookie.run.text.size() ? std::move(uri) : std::move(cookie.run);
  }

  /// What weighs only beside a sign.
  void surroundings() {
    constexpr std::uint8_t kFewFields = 6;  // browsers send Host, User-Agent, three Accept fields and Connection
    const std::string_view host = support::without_port(t_.host);
    const int usual = kFewFields + (t_.request_length > 0 ? 2 : 0);
    sight_.numeric_host = !t_.has_host || support::is_numeric_host(t_.host);
    sight_.referred = !t_.referer.empty();
    sight_.poses = browser_ && !sight_.referred && t_.request_fields > 0 && t_.request_fields < usual;
    constexpr std::array kRoutine{"ocsp-"sv, "grpc"sv, "dns-message"sv};
    sight_.routine = support::name_habit(host) != support::Habit::None || support::agent_habit(t_.user_agent) != support::Habit::None ||
                     any_of(t_.response_type, kRoutine) || any_of(t_.request_type, kRoutine);
  }

  void request_body() {
    const Bytes first = first_of(t_.request_body);
    if (first.empty() || t_.request_coded) return;
    const bool undeclared = t_.request_type.empty();
    const bool octets = contains(t_.request_type, "octet-stream");
    const bool form = contains(t_.request_type, "x-www-form-urlencoded");
    mark(Sign::SentNoise, like_noise(first) && (is_text_type(t_.request_type) || (undeclared && (browser_ || t_.method == "GET"))));
    mark(Sign::SentText, begins_encoded(first) && (undeclared || octets || form));
    mark(Sign::SentField, (form || undeclared) && begins_encoded_field(first));
  }

  void response_body() {
    const Bytes first = first_of(t_.response_body);
    if (!t_.has_response || first.empty() || t_.response_coded || t_.status == kPartial) return;
    const bool undeclared = t_.response_type.empty() && t_.response_fields > 0;
    const bool picture = t_.response_type.starts_with("image/");
    mark(Sign::AnswerNoise, like_noise(first) && (is_text_type(t_.response_type) || (undeclared && browser_)));
    mark(Sign::AnswerText, begins_encoded(first) && (undeclared || contains(t_.response_type, "html")));
    mark(Sign::FalsePicture, picture && t_.status == kOk && is_no_picture(first) && (!is_readable(first) || begins_encoded(first)));
  }

  const model::HttpTransaction& t_;
  Sight sight_;
  bool browser_ = false;
};

}  // namespace

std::string_view sign_name(Sign sign) {
  constexpr std::array<std::string_view, kSigns> kNames{
      "cookie",      "bare_cookie",   "uri",  "encoded_body",   "encoded_field", "binary_body",     "encoded_page",
      "binary_page", "false_picture", "junk", "undated_server", "odd_agent",     "encoded_program", "odd_coding"};
  return kNames[static_cast<std::size_t>(sign)];
}

Sight sight_of(const model::HttpTransaction& t) { return Look(t).all(); }

}  // namespace sekisho::detectors::encoding
