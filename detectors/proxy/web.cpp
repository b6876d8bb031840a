#include "detectors/proxy/web.hpp"

#include <algorithm>
#include <array>

#include "detectors/support/first_bytes.hpp"

namespace sekisho::detectors::proxy {

std::string_view uri_host(std::string_view uri) {
  constexpr std::string_view kScheme = "http://";
  if (!uri.starts_with(kScheme)) return {};
  uri.remove_prefix(kScheme.size());
  return uri.substr(0, uri.find_first_of("/?#"));
}

std::string_view uri_path(std::string_view uri) {
  if (const std::string_view host = uri_host(uri); !host.empty()) uri.remove_prefix(static_cast<std::size_t>(host.data() + host.size() - uri.data()));
  return uri.substr(0, uri.find_first_of("?#;"));
}

Proxied proxied(const model::HttpTransaction& t, std::string_view server) {
  if (!t.connect_target.empty()) return {true, true, t.connect_target, false};
  const std::string_view host = uri_host(t.uri);
  if (host.empty() || t.method == "CONNECT") return {};
  const std::string_view bare = support::without_port(host);
  const bool other = !t.host.empty() && support::without_port(t.host) != bare;
  if (bare == server || support::without_port(t.host) == server) return {};
  return {true, false, host, other};
}

bool is_script(std::string_view path) {
  constexpr std::array<std::string_view, 8> kEndings{".php", ".jsp", ".jspx", ".asp", ".aspx", ".ashx", ".asmx", ".cfm"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view e) { return path.ends_with(e); });
}

bool names_endpoint(std::string_view uri) {
  const auto query = uri.find('?');
  if (query == std::string_view::npos) return false;
  std::string_view rest = uri.substr(query + 1);
  bool address = false;
  bool port = false;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = pair.substr(0, equals);
    const std::string_view value = pair.substr(equals + 1);
    constexpr std::size_t kPortDigits = 5;
    const bool number =
        !value.empty() && value.size() <= kPortDigits && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (number && key.find("port") != std::string_view::npos) port = true;
    if (support::is_numeric_host(value)) {
      address = true;
      if (support::port_after(value) != 0) port = true;
    }
  }
  return address && port;
}

bool is_raw(std::string_view type) { return type.empty() || type.starts_with("application/octet-stream"); }

void Script::add(const model::HttpTransaction& t, Timestamp now) {
  if (requests_ == 0) first_ = now;
  last_ = std::max(last_, now);
  ++requests_;
  const bool body = t.request_length > 0;
  ++(body ? gives_ : takes_);
  if ((body && is_raw(t.request_type)) || t.request_type.starts_with("application/octet-stream")) ++raw_requests_;
  if (t.has_response) {
    if (t.response_type.starts_with("application/octet-stream")) ++raw_answers_;
    ++(t.response_length == 0 ? empty_answers_ : full_answers_);
  }
  if (names_endpoint(t.uri)) ++endpoints_;
  referred_ = referred_ || !t.referer.empty();
  browser_ = browser_ || support::claims_browser(t.user_agent);
  up_ += t.request_length;
  down_ += t.response_length;
}

}  // namespace sekisho::detectors::proxy
