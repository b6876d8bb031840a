// Where to listen, as an operator writes it.
#pragma once

#include <cstdint>
#include <string_view>

#include "flow/base/ip_address.hpp"
#include "flow/base/result.hpp"

namespace sekisho::web {

struct ListenAddress {
  IpAddress address;
  std::uint16_t port = 0;
};

/// "127.0.0.1:9477", "[::1]:9477", "localhost:9477". An Error shows what was read and what was expected.
Result<ListenAddress> parse_listen(std::string_view text);

}  // namespace sekisho::web
