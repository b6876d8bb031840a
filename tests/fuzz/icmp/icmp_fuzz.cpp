// One ICMP or ICMPv6 message. Input: flags (bit 0: ICMPv6), type, code, one byte for how much more was sent than captured, the payload.
#include <algorithm>
#include <cstdlib>

#include "flow/parse/icmp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sekisho;
  ByteReader reader(Bytes(data, size));
  parse::IcmpInput input;
  input.v6 = (reader.u8() & 1) != 0;
  input.type = reader.u8();
  input.code = reader.u8();
  const std::uint8_t more = reader.u8();
  input.payload = reader.rest();
  input.payload_length = static_cast<std::uint32_t>(input.payload.size()) + more;
  const auto message = parse::parse_icmp(input, HashSeed{1});
  if (!message) return 0;
  const bool holds = message->entropy >= 0 && message->entropy <= 1 && !(message->echo_request && message->echo_reply) &&
                     message->sample_size == std::min<std::size_t>(32, input.payload.size()) && message->length == input.payload_length &&
                     (message->length > 8 || message->ordinary);
  if (!holds) std::abort();
  return 0;
}
