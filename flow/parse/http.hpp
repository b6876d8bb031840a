// HTTP/1 heads and the framing of bodies (RFC 9112), so that each request and response of a connection is found.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "flow/base/bytes.hpp"
#include "flow/base/time.hpp"
#include "flow/model/observations.hpp"
#include "flow/parse/parsed.hpp"

namespace sekisho::parse {

/// How long the body after a head is.
enum class HttpBody : std::uint8_t { None, Length, Chunked, UntilClose };

struct HttpRequestHead {
  model::HttpTransaction request;  ///< The request's fields; response fields untouched. URI, user agent and referer 512 bytes at most, host 255.
  HttpBody body = HttpBody::None;
  std::size_t size = 0;  ///< Bytes of the head, the empty line included.
};

struct HttpResponseHead {
  std::string version, type, server, disposition;
  std::uint16_t status = 0;
  std::uint64_t length = 0;  ///< Content-Length; 0 if absent.
  HttpBody body = HttpBody::UntilClose;
  std::uint8_t fields = 0;
  bool has_date = false;
  bool sets_cookie = false;
  bool chunked = false;
  bool coded = false, odd_coding = false;
  std::size_t size = 0;
};

/// @p stream begins with the head. A head beyond 16 KiB, control bytes in the first line, or an unknown form of it is Other.
Progress parse_http_request(Bytes stream, HttpRequestHead& head);
Progress parse_http_response(Bytes stream, HttpResponseHead& head);

/// Follows one connection's two directions and joins requests with responses. Heads may be split over segments; of bodies the first 16 bytes
/// are kept and the rest counted.
/// Keeps at most 16 requests waiting and 16 KiB of an unfinished head a direction. After a gap it takes up again at the next segment that
/// begins with a head.
class HttpTracker {
 public:
  HttpTracker();
  ~HttpTracker();
  HttpTracker(HttpTracker&&) noexcept;
  HttpTracker& operator=(HttpTracker&&) noexcept;

  /// Takes the next bytes of a direction, in order. A finished transaction waits in finished(): its response has ended, or is 64 KiB or 1 s
  /// old, or the connection became a tunnel. @return false once nothing more can come: not HTTP, CONNECT answered, or upgraded.
  bool feed(Bytes bytes, bool from_client, Timestamp time);
  /// @p bytes of a direction were lost.
  void gap(bool from_client);
  /// The end of the flow: requests without response are finished as they are.
  void end();
  /// Transactions finished so far; the caller takes them out.
  std::deque<model::HttpTransaction>& finished();
  /// The transaction whose response has begun and not ended; null if there is none.
  const model::HttpTransaction* answered() const;
  /// Bytes held, for the budget.
  std::size_t bytes() const;
  /// After feed() returned false: where a tunnel (CONNECT, upgrade) begins, the rest of the last bytes given; else empty.
  Bytes tunnel_rest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sekisho::parse
