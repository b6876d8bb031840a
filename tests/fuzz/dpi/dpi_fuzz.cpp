// Shows a run of IP packets to the real classifier as one flow: neither it nor what keeps nDPI's faults out of reach may be got past.
//
// Input: packets, each as one byte (bit 0: from the client), two for the length, then the bytes from the IP header on.
#include <algorithm>
#include <cstdlib>
#include <memory>

#include "flow/dpi/classifier.hpp"
#include "flow/packet/decoder.hpp"
#include "flow/packet/link_types.hpp"

namespace {

using namespace sekisho;

void require(bool holds) {
  if (!holds) std::abort();
}

/// One for all inputs: making it takes 12 ms.
struct Bench {
  Bench() : classifier(dpi::make_ndpi_classifier({}, counters).value()), decoder({}, counters, HashSeed{1}) {}
  Counters counters;
  std::unique_ptr<dpi::Classifier> classifier;
  packet::Decoder decoder;
};

Bench& bench() {
  static Bench the_bench;
  return the_bench;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bench& b = bench();
  ByteReader reader(Bytes(data, size));
  const dpi::Inspection flow = b.classifier->open();
  require(flow != dpi::Inspection::None);
  Timestamp time{};
  unsigned fed = 0;
  while (reader.left() >= 4) {
    const bool from_client = (reader.u8() & 1U) != 0;
    packet::RawPacket raw;
    raw.link_type = packet::kRaw;
    raw.bytes = reader.take(std::min<std::size_t>(reader.u16(), reader.left()));
    raw.wire_length = static_cast<std::uint32_t>(raw.bytes.size());
    raw.time = time += 3ms;
    packet::PacketView view;
    if (!b.decoder.decode(raw, view)) continue;
    require(++fed <= 16);  // the largest of the options' packets
    if (b.classifier->feed(flow, view, from_client)) break;
  }
  const dpi::Verdict verdict = b.classifier->close(flow, true);
  require(verdict.label.known() || verdict.label.confidence != model::Confidence::Dpi);
  require(verdict.server_name.size() < 256);
  return 0;
}
