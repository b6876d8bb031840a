#include "sensor/web/address.hpp"

#include <charconv>

#include <fmt/format.h>

namespace sekisho::web {

Result<ListenAddress> parse_listen(std::string_view text) {
  const Error bad{fmt::format("web.listen: \"{}\" is not an address with a port; expected for example 127.0.0.1:9477 or [::1]:9477", text)};
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return bad;  // IPv6 without brackets: which colon begins the port?
  }
  ListenAddress listen;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return bad;
  const auto address = IpAddress::parse(host == "localhost" ? "127.0.0.1" : host);
  if (!address) return bad;
  listen.address = *address;
  return listen;
}

}  // namespace sekisho::web
