// A client's datagrams, and the frames inside: mutations rarely survive the encryption, so the second half of the target seals them itself.
//
// Input: one byte that picks the way, then datagrams or payloads, each behind two bytes of length.
#include <array>
#include <cstdlib>
#include <vector>

#include "flow/parse/quic.hpp"
#include "tests/unit/flow/parse/quic_bytes.hpp"

namespace {

using namespace sekisho;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostSealed = 1400;  // what a datagram carries
  constexpr std::size_t kMostBytes = 16'384;
  constexpr std::array kVersions{test::kQuicV1, test::kQuicV2, test::kQuicDraft29};
  ByteReader reader(Bytes(data, size));
  const std::uint8_t way = reader.u8();
  parse::QuicClientHello collector;
  parse::Progress progress = parse::Progress::NeedMore;
  for (std::uint32_t number = 0; reader.left() > 2 && progress == parse::Progress::NeedMore; ++number) {
    const std::size_t length = reader.u16();
    const Bytes part = reader.take(std::min(length, reader.left()));
    model::TlsClientHello hello;
    if (way % 2 == 0) {
      (void)parse::looks_like_quic_initial(part);
      progress = collector.datagram(part, hello);
    } else {
      const Bytes frames = part.first(std::min(part.size(), kMostSealed));
      const test::Initial packet{.version = kVersions[way / 2 % kVersions.size()],
                                 .number = number,
                                 .number_size = way / 8 % 4U + 1,
                                 .frames = {frames.begin(), frames.end()}};
      progress = collector.datagram(test::seal(packet), hello);
    }
    require(collector.bytes() <= kMostBytes);
    if (progress == parse::Progress::Done) require(hello.quic && hello.ja4.size() == 36 && hello.ja4[0] == 'q');
  }
  return 0;
}
