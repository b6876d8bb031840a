// One DNS message; what comes out keeps every bound that the observation promises.
#include <cstdlib>

#include "flow/parse/dns.hpp"

namespace {

using namespace sekisho;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const std::vector<model::DnsRecord>& section) {
  require(section.size() <= 64 && section.capacity() <= 64);
  for (const model::DnsRecord& r : section) {
    require(r.name.size() <= 253 && r.data.size() <= 255);
    require(r.type != 41);  // OPT
    for (const char c : r.name) require(c < 'A' || c > 'Z');
    require(r.address.is_unspecified() || r.data.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  const auto message = parse::parse_dns(bytes);
  if (!message) return 0;
  require(message->size == size && message->query.size() <= 253 && message->questions <= 16 && message->opcode <= 6 && message->rcode <= 15);
  check(message->answers);
  check(message->authorities);
  check(message->additionals);
  // What is whole stays the same where bytes follow it, and says so.
  if (message->trailing_bytes || size > 0xFFFF) return 0;
  std::vector<std::uint8_t> longer(bytes.begin(), bytes.end());
  longer.push_back(0);
  const auto again = parse::parse_dns(longer);
  require(again && again->trailing_bytes && again->query == message->query && again->answers.size() == message->answers.size());
  return 0;
}
