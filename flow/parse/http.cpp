// Requests and responses of a connection are two streams that meet in a queue: the n-th final response belongs to the n-th request.
// So every body must be counted to its last byte, also those that only the request explains (HEAD, CONNECT).
#include "flow/parse/http.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "flow/parse/http_body.hpp"
#include "flow/parse/http_head.hpp"

namespace sekisho::parse {
namespace {

constexpr std::size_t kMostWaiting = 16;  // Requests sent ahead of their responses; browsers never sent more than 8.
constexpr std::uint16_t kSwitching = 101;
// A transaction is told at the end of its response, or with what has come by then: detectors must not wait for a download or a stream.
constexpr std::uint64_t kEnoughBody = 65'536;
constexpr Duration kLongestWait = std::chrono::seconds(1);

enum class Mode : std::uint8_t {
  Head,   ///< A head comes next, or goes on.
  Body,   ///< Counted by `body`.
  Quiet,  ///< The client has sent CONNECT: what it sends before the answer is not HTTP.
  Lost,   ///< Somewhere in a stream with holes, until a segment begins with a head.
};

struct Direction {
  Mode mode = Mode::Head;
  bool any_head = false;   // or began in the middle: what does not fit is a disturbance, not another protocol
  bool line_held = false;  // `held` holds the whole first line, and it fits
  HttpBodyCounter body;
  std::vector<std::uint8_t> held;  // an unfinished head
  Timestamp head_time;             // when it began

  /// Gives the memory back too, which assigning {} would not.
  void let_go() {
    std::vector<std::uint8_t>().swap(held);
    line_held = false;
  }
  void lose() {
    let_go();
    any_head = true;
    mode = Mode::Lost;
  }
};

std::size_t heap_bytes(const std::string& text) {
  const std::size_t inside = std::string().capacity();
  return text.capacity() > inside ? text.capacity() + 1 : 0;
}

/// Without the object itself.
std::size_t heap_bytes(const model::HttpTransaction& t) {
  std::size_t sum = 0;
  for (const std::string* text : {&t.method, &t.uri, &t.host, &t.user_agent, &t.request_type, &t.referer, &t.version, &t.response_type, &t.server,
                                  &t.connect_target, &t.cookie, &t.disposition}) {
    sum += heap_bytes(*text);
  }
  return sum;
}

}  // namespace

struct HttpTracker::State {
  Direction client, server;
  std::vector<model::HttpTransaction> waiting;  // oldest first
  std::size_t unkept = 0;                       // requests beyond `waiting`: their responses come after those of it
  std::deque<model::HttpTransaction> finished;
  std::optional<model::HttpTransaction> answering;  // its response has begun
  Timestamp answering_since;
  bool over = false;
  bool tunnel = false;
  Bytes rest;

  bool feed(Bytes bytes, HttpSide side, Timestamp time);
  Bytes head(Bytes bytes, HttpSide side, Timestamp time);
  void request(HttpRequestHead& found, Timestamp time);
  void response(HttpResponseHead& found, Timestamp time);
  void answered(HttpResponseHead& found, Timestamp time);
  void see_body(HttpSide side);
  void see_junk(HttpSide side, std::size_t bytes);
  void finish_answering();
  void finish_waiting();
  void give_up();

  Direction& direction(HttpSide side) { return side == HttpSide::Request ? client : server; }
  /// The request whose body the client sends; null where it has been told, or was never kept.
  model::HttpTransaction* asking() {
    if (unkept > 0) return nullptr;
    if (!waiting.empty()) return &waiting.back();
    return answering ? &*answering : nullptr;
  }
  /// The other protocol begins after the head in hand.
  void become_tunnel() {
    give_up();
    tunnel = true;
  }
  void count_body(Direction& d, HttpBody kind, std::uint64_t length) const {
    d.body.start(kind, length);
    d.mode = d.body.complete() ? Mode::Head : Mode::Body;
  }
};

bool HttpTracker::State::feed(Bytes bytes, HttpSide side, Timestamp time) {
  rest = {};
  if (over) {
    if (tunnel) rest = bytes;
    return false;
  }
  Direction& d = direction(side);
  // A response "until close" that is followed by another response had no body; it needs a request that waits for it.
  const bool may_resume = d.mode == Mode::Lost || (d.mode == Mode::Body && d.body.until_close() && !waiting.empty());
  if (may_resume && begins_http_head(bytes, side)) d.mode = Mode::Head;
  while (!bytes.empty() && !over) {
    switch (d.mode) {
      case Mode::Head:
        bytes = head(bytes, side, time);
        break;
      case Mode::Body:
        bytes = bytes.subspan(d.body.take(bytes));
        see_body(side);
        if (d.body.broken()) {
          d.lose();
        } else if (d.body.complete()) {
          d.mode = Mode::Head;
        }
        break;
      case Mode::Quiet:
      case Mode::Lost:
        return true;
    }
  }
  if (tunnel) rest = bytes;
  if (answering && (server.mode != Mode::Body || server.body.sight().bytes >= kEnoughBody || time - answering_since >= kLongestWait)) {
    finish_answering();
  }
  return !over;
}

void HttpTracker::State::see_body(HttpSide side) {
  if (side == HttpSide::Request) {
    if (model::HttpTransaction* const t = asking()) t->request_body = client.body.sight();
  } else if (answering) {
    answering->response_body = server.body.sight();
  }
}

/// A message has ended within the segment and what follows it is none.
void HttpTracker::State::see_junk(HttpSide side, std::size_t bytes) {
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(bytes, UINT32_MAX));
  if (side == HttpSide::Request) {
    if (model::HttpTransaction* const t = asking()) t->request_body.junk = size;
  } else if (answering) {
    answering->response_body.junk = size;
  }
}

void HttpTracker::State::finish_answering() {
  if (answering) finished.push_back(std::move(*answering));
  answering.reset();
}

/// @return what follows the head; empty where it is not complete.
Bytes HttpTracker::State::head(Bytes bytes, HttpSide side, Timestamp time) {
  Direction& d = direction(side);
  const std::size_t before = d.held.size();
  Bytes stream = bytes;
  if (before == 0) {
    const auto blank = std::find_if(bytes.begin(), bytes.end(), [](std::uint8_t c) { return c != '\r' && c != '\n'; }) - bytes.begin();
    stream = bytes = bytes.subspan(static_cast<std::size_t>(blank));
    if (bytes.empty()) return {};
    d.head_time = time;
  } else {
    const Bytes more = bytes.first(std::min(bytes.size(), kMostHttpHead + 1 - before));
    d.held.insert(d.held.end(), more.begin(), more.end());
    stream = d.held;
    // Read again only where the head may be complete or can be refused, so that a head in tiny segments costs no more than in large ones.
    const bool line_came = !d.line_held && std::memchr(more.data(), '\n', more.size()) != nullptr;
    const bool whole = http_head_size(stream, before > 2 ? before - 2 : 0) != 0;
    if (!line_came && !whole && stream.size() <= kMostHttpHead) return {};
  }
  HttpRequestHead asked;
  HttpResponseHead answer;
  const bool is_request = side == HttpSide::Request;
  const Progress progress = is_request ? parse_http_request(stream, asked) : parse_http_response(stream, answer);
  if (progress == Progress::NeedMore) {
    if (before == 0) d.held.assign(bytes.begin(), bytes.end());
    d.line_held = std::memchr(d.held.data(), '\n', d.held.size()) != nullptr;
    return {};
  }
  if (progress == Progress::Other) {
    if (d.any_head) {
      see_junk(side, stream.size());
      d.lose();
    } else {
      give_up();
    }
    return {};
  }
  const std::size_t used = (is_request ? asked.size : answer.size) - before;
  d.let_go();
  d.any_head = true;
  if (is_request) {
    request(asked, d.head_time);
  } else {
    response(answer, time);
  }
  return bytes.subspan(used);
}

void HttpTracker::State::request(HttpRequestHead& found, Timestamp time) {
  // Whoever asks again has got the answer before, which must have been in the hole.
  if (server.mode == Mode::Lost) finish_waiting();
  model::HttpTransaction& r = found.request;
  r.request_time = time;
  count_body(client, found.body, r.request_length);
  if (!r.connect_target.empty()) client.mode = Mode::Quiet;
  if (waiting.size() < kMostWaiting && unkept == 0) {
    waiting.push_back(std::move(r));
  } else {
    finished.push_back(std::move(r));
    ++unkept;
  }
}

void HttpTracker::State::response(HttpResponseHead& found, Timestamp time) {
  constexpr std::uint16_t kFinal = 200;
  if (found.status == kSwitching) {
    answered(found, time);
    become_tunnel();
  } else if (found.status >= kFinal) {
    count_body(server, found.body, found.length);
    answered(found, time);
  }
}

/// Joins a response with the request it belongs to; one without (lost, or never sent) says too little to be kept.
void HttpTracker::State::answered(HttpResponseHead& found, Timestamp time) {
  constexpr std::uint16_t kSuccess = 200, kBeyondSuccess = 300;
  finish_answering();
  if (waiting.empty()) {
    if (unkept > 0) --unkept;
    return;
  }
  model::HttpTransaction& t = answering.emplace(std::move(waiting.front()));
  answering_since = time;
  waiting.erase(waiting.begin());
  t.has_response = true;
  t.status = found.status;
  t.response_type = std::move(found.type);
  t.server = std::move(found.server);
  t.response_length = found.length;
  t.disposition = std::move(found.disposition);
  t.response_fields = found.fields;
  t.has_date = found.has_date;
  t.sets_cookie = found.sets_cookie;
  t.response_coded = found.coded;
  t.odd_coding |= found.odd_coding;
  t.response_chunked = found.chunked;
  t.upgrade = found.status == kSwitching;
  if (t.method == "HEAD") server.mode = Mode::Head;
  if (t.connect_target.empty()) return;
  if (found.status >= kSuccess && found.status < kBeyondSuccess) {
    become_tunnel();
  } else if (client.mode == Mode::Quiet) {
    client.mode = Mode::Head;
  }
}

void HttpTracker::State::finish_waiting() {
  finish_answering();
  for (model::HttpTransaction& t : waiting) finished.push_back(std::move(t));
  waiting.clear();
  unkept = 0;
}

void HttpTracker::State::give_up() {
  finish_waiting();
  client.let_go();
  server.let_go();
  over = true;
}

HttpTracker::HttpTracker() : state_(std::make_unique<State>()) {}
HttpTracker::~HttpTracker() = default;
HttpTracker::HttpTracker(HttpTracker&&) noexcept = default;
HttpTracker& HttpTracker::operator=(HttpTracker&&) noexcept = default;

bool HttpTracker::feed(Bytes bytes, bool from_client, Timestamp time) {
  return state_->feed(bytes, from_client ? HttpSide::Request : HttpSide::Response, time);
}

void HttpTracker::gap(bool from_client) {
  Direction& d = from_client ? state_->client : state_->server;
  d.any_head = true;
  if (!from_client) state_->finish_answering();
  const bool bound = d.mode == Mode::Head || (d.mode == Mode::Body && !d.body.until_close());
  if (bound) d.lose();
}

void HttpTracker::end() { state_->give_up(); }

std::deque<model::HttpTransaction>& HttpTracker::finished() { return state_->finished; }

const model::HttpTransaction* HttpTracker::answered() const { return state_->answering ? &*state_->answering : nullptr; }

std::size_t HttpTracker::bytes() const {
  std::size_t sum = sizeof(State) + state_->client.held.capacity() + state_->server.held.capacity();
  sum += (state_->waiting.capacity() + state_->finished.size()) * sizeof(model::HttpTransaction);
  for (const auto& t : state_->waiting) sum += heap_bytes(t);
  for (const auto& t : state_->finished) sum += heap_bytes(t);
  if (state_->answering) sum += heap_bytes(*state_->answering);
  return sum;
}

Bytes HttpTracker::tunnel_rest() const { return state_->rest; }

}  // namespace sekisho::parse
