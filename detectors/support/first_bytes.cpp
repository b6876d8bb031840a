#include "detectors/support/first_bytes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sekisho::detectors::support {

Bytes first_to_server(const model::FlowRecord& r) { return Bytes(r.first_to_server).first(r.first_to_server_size); }
Bytes first_to_client(const model::FlowRecord& r) { return Bytes(r.first_to_client).first(r.first_to_client_size); }

bool opens_with(Bytes bytes, std::string_view text) { return as_text(bytes).starts_with(text); }

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end == std::string_view::npos ? host.substr(1) : host.substr(1, end - 1);
  }
  const auto colon = host.find(':');
  // Two colons without brackets are an IPv6 address.
  if (colon == std::string_view::npos || host.find(':', colon + 1) != std::string_view::npos) return host;
  return host.substr(0, colon);
}

std::uint16_t port_after(std::string_view host) {
  const auto colon = host.rfind(':');
  if (colon == std::string_view::npos) return 0;
  if (host.find(':') != colon && (colon == 0 || host[colon - 1] != ']')) return 0;
  std::uint16_t port = 0;
  const std::string_view digits = host.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc{} && end == digits.data() + digits.size() ? port : std::uint16_t{0};
}

bool is_numeric_host(std::string_view host) { return IpAddress::parse(without_port(host)).has_value(); }

bool claims_browser(std::string_view user_agent) {
  constexpr std::array<std::string_view, 3> kStarts{"Mozilla/", "Opera/", "Dalvik/"};
  return std::any_of(kStarts.begin(), kStarts.end(), [&](std::string_view s) { return user_agent.starts_with(s); });
}

}  // namespace sekisho::detectors::support
