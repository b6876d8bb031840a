// Decodes a run of frames with one decoder, so that fragments meet, and checks what every view promises.
//
// Input: frames, each as one byte for the link type, two for the captured length, one for how much more was on the wire, then the bytes.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "flow/packet/decoder.hpp"
#include "flow/packet/duplicate_filter.hpp"
#include "flow/packet/link_types.hpp"

namespace {

using namespace sekisho;
using namespace sekisho::packet;

constexpr std::array kLinks{kEthernet, kNull, kPpp, kRaw, kPppEther, kCiscoHdlc, kLoop, kLinuxSll, kLinuxSll2};

void require(bool holds) {
  if (!holds) std::abort();
}

/// Reads every borrowed byte, so that a sanitizer sees a wrong one.
void check(const PacketView& view) {
  unsigned sum = 0;
  for (const std::uint8_t byte : view.l3) sum += byte;
  for (const std::uint8_t byte : view.payload) sum += byte;
  volatile unsigned sink = sum;
  (void)sink;
  require(!view.l3.empty());
  require(view.payload_length >= view.payload.size());
  require(view.vlan.count <= view.vlan.ids.size());
  require(view.payload.empty() ||
          (view.payload.data() >= view.l3.data() && view.payload.data() + view.payload.size() <= view.l3.data() + view.l3.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Counters counters;
  DecoderOptions options;
  options.fragment_bytes = 64 * 1024;
  Decoder decoder(options, counters, HashSeed{1});
  DuplicateFilter filter({}, counters, HashSeed{1});
  ByteReader reader(Bytes(data, size));
  Timestamp time{};
  while (reader.left() >= 4) {
    RawPacket raw;
    raw.link_type = kLinks[reader.u8() % kLinks.size()];
    const std::size_t length = std::min<std::size_t>(reader.u16(), reader.left() > 1 ? reader.left() - 1 : 0);
    const std::uint8_t more = reader.u8();
    raw.bytes = reader.take(length);
    raw.wire_length = static_cast<std::uint32_t>(raw.bytes.size() + more);
    raw.time = time += 700us;
    PacketView view;
    if (!decoder.decode(raw, view)) continue;
    check(view);
    filter.is_duplicate(view);
  }
  return 0;
}
