// A connection as segments, and its first direction's bytes as heads and chunked bodies in pieces.
//
// Input: segments, each as one byte (bit 0: from the client; bit 1: bytes were lost before it), two for the length, then the bytes.
#include <algorithm>
#include <cstdlib>

#include "flow/parse/http.hpp"
#include "flow/parse/http_body.hpp"

namespace {

using namespace sekisho;
using parse::Progress;

constexpr std::size_t kMostHead = 16'384;
constexpr std::size_t kMostHeld = 262'144;  // 16 requests of 2.5 KiB, two heads of twice 16 KiB, and what one segment can finish

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const model::HttpTransaction& t) {
  require(!t.method.empty() && t.method.size() <= 20 && !t.uri.empty() && t.uri.size() <= 512 && t.host.size() <= 255);
  require(t.user_agent.size() <= 512 && t.referer.size() <= 512 && t.request_type.size() <= 255 && t.version.size() == 8);
  require(t.response_type.size() <= 255 && t.server.size() <= 255 && t.connect_target.size() <= 255);
  require(t.cookie.size() <= 256 && t.disposition.size() <= 128 && t.request_body.first_size <= 16 && t.response_body.first_size <= 16);
  require(t.request_body.first_size <= t.request_body.bytes && t.response_body.first_size <= t.response_body.bytes);
  require(!t.has_response || t.status >= 200 || t.upgrade);
}

void track(Bytes input) {
  parse::HttpTracker tracker;
  ByteReader reader(input);
  bool live = true;
  while (reader.left() >= 3) {
    const std::uint8_t how = reader.u8();
    const std::size_t length = reader.u16();
    const Bytes segment = reader.take(std::min(length, reader.left()));
    const bool from_client = (how & 1) != 0;
    if ((how & 2) != 0) tracker.gap(from_client);
    const bool more = tracker.feed(segment, from_client, {});
    require(live || !more);  // once over, over
    live = more;
    const Bytes rest = tracker.tunnel_rest();
    require(rest.empty() || (!live && rest.data() >= segment.data() && rest.data() + rest.size() == segment.data() + segment.size()));
    for (const auto& t : tracker.finished()) check(t);
    tracker.finished().clear();
    require(tracker.bytes() <= kMostHeld);
  }
  tracker.end();
  for (const auto& t : tracker.finished()) check(t);
}

/// A verdict on a part must be the verdict on the whole.
template <class Head>
void heads(Bytes stream, Progress (*parse)(Bytes, Head&)) {
  Head whole;
  const Progress at_once = parse(stream, whole);
  require(at_once != Progress::NeedMore || stream.size() <= kMostHead);
  require(at_once != Progress::Done || (whole.size > 0 && whole.size <= stream.size() && whole.size <= kMostHead));
  Progress progress = Progress::NeedMore;
  const std::size_t step = std::max<std::size_t>(1, stream.size() / 64);
  for (std::size_t n = 0; progress == Progress::NeedMore && n <= stream.size();
       n += n + step > stream.size() && n < stream.size() ? stream.size() - n : step) {
    Head head;
    progress = parse(stream.first(n), head);
    require(progress != Progress::Done || head.size == whole.size);
  }
  require(progress == at_once);
}

/// Cut into pieces or not, a body ends at the same byte.
void body(Bytes stream) {
  parse::HttpBodyCounter at_once;
  at_once.start(parse::HttpBody::Chunked, 0);
  const std::size_t taken = at_once.take(stream);
  parse::HttpBodyCounter pieces;
  pieces.start(parse::HttpBody::Chunked, 0);
  std::size_t sum = 0;
  while (sum < stream.size() && !pieces.complete() && !pieces.broken())
    sum += pieces.take(stream.subspan(sum, std::min<std::size_t>(3, stream.size() - sum)));
  require(pieces.complete() == at_once.complete() && pieces.broken() == at_once.broken());
  require(sum == taken || pieces.broken());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  track(input);
  const Bytes stream = input.subspan(std::min<std::size_t>(3, size));
  heads<parse::HttpRequestHead>(stream, parse::parse_http_request);
  heads<parse::HttpResponseHead>(stream, parse::parse_http_response);
  body(stream);
  return 0;
}
