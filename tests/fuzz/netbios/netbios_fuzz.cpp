// One message of the NetBIOS name service.
#include <cstdlib>

#include "flow/parse/netbios.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto name = sekisho::parse::parse_netbios(sekisho::Bytes(data, size));
  if (name && (name->name.empty() || name->name.size() > 15)) std::abort();
  return 0;
}
