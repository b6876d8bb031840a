// One DHCP message.
#include <cstdlib>

#include "flow/parse/dhcp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lease = sekisho::parse::parse_dhcp(sekisho::Bytes(data, size));
  if (lease && (lease->hostname.size() > 255 || lease->resolvers.size() > 8 || lease->message.empty() || !lease->address.is_v4())) std::abort();
  return 0;
}
