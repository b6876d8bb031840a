#include "flow/inspect/tcp_inspection.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "flow/inspect/sniff.hpp"
#include "flow/parse/dns.hpp"
#include "flow/parse/ssh.hpp"

namespace sekisho::inspect {
namespace {

/// A handshake or banner that has not come in so many segments of both sides does not come: with the largest certificates it takes a dozen.
constexpr unsigned kMostOpening = 40;
/// Messages in a row that are no DNS before a connection on its port is taken for something else.
constexpr std::uint32_t kMostBroken = 3;

bool is_dns_port(const model::FlowRef& flow) {
  constexpr std::uint16_t kDns = 53;
  return flow.endpoints.server.port == kDns || flow.endpoints.client.port == kDns;
}

/// "host:port" without the port; an IPv6 literal in brackets stays whole.
std::string_view without_port(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.find(']', colon) != std::string_view::npos) return authority;
  const std::string_view port = authority.substr(colon + 1);
  const bool digits = std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? authority.substr(0, colon) : authority;
}

void name_server(const model::HttpTransaction& t, Inspected& about) {
  if (about.server_name.empty()) about.server_name = without_port(t.connect_target.empty() ? t.host : t.connect_target);
}

Sight other_side(const Sight& sight) { return {sight.flow, sight.packet, !sight.from_client, sight.about, sight.sink}; }

}  // namespace

class TcpInspection::Receiver {
 public:
  Receiver(TcpInspection& inspection, const Sight& sight) : inspection_(inspection), sight_(sight) {}
  void bytes(Bytes bytes) { inspection_.bytes(bytes, sight_); }
  void gap() { inspection_.gap(sight_); }

 private:
  TcpInspection& inspection_;
  const Sight& sight_;
};

TcpInspection::~TcpInspection() { budget_.change(charged_, 0); }

bool TcpInspection::packet(const Sight& sight) {
  const packet::PacketView& p = sight.packet;
  Direction& d = direction(sight.from_client);
  if (Direction& peer = direction(!sight.from_client); peer.stream.has_waiting() && (p.tcp_flags & packet::kAck) != 0) {
    const Sight theirs = other_side(sight);
    peer.stream.acknowledged(p.tcp_acknowledgement, Receiver(*this, theirs));
  }
  bool fresh = true;
  if (p.payload_length > 0 && wants_more()) {
    if (d.segments < UINT8_MAX) ++d.segments;
    const std::uint32_t sequence = p.tcp_sequence + ((p.tcp_flags & packet::kSyn) != 0 ? 1 : 0);
    if (std::holds_alternative<Undecided>(kind_) && d.stream.precedes(sequence)) {
      d.stream.rewind(sequence, d.prefix);
      d.prefix.clear();
    }
    fresh = d.stream.segment(sequence, p.payload, p.payload_length, stream_bytes_, Receiver(*this, sight));
    const bool opening = !std::holds_alternative<Http>(kind_) && !std::holds_alternative<Dns>(kind_);
    if (opening && unsigned{directions_[0].segments} + directions_[1].segments > kMostOpening) end(sight.about, sight.sink);
  }
  account();
  return fresh;
}

void TcpInspection::end(Inspected& about, ObservationSink& sink) {
  if (Tls* tls = std::get_if<Tls>(&kind_)) {
    say_flight(*tls, sink);
  } else if (Http* http = std::get_if<Http>(&kind_)) {
    http->tracker.end();
    http_finished(about, sink);
  }
  finish();
}

void TcpInspection::bytes(Bytes bytes, const Sight& sight) {
  if (direction(sight.from_client).done) return;
  switch (kind_.index()) {
    case 0:
      return undecided(bytes, sight);
    case 1:
      return tls(bytes, sight);
    case 2:
      return http(bytes, sight);
    case 3:
      return ssh(bytes, sight);
    case 4:
      return dns(bytes, sight);
    default:
      return;
  }
}

void TcpInspection::gap(const Sight& sight) {
  Direction& d = direction(sight.from_client);
  if (d.done || !wants_more()) return;
  metrics_.gaps.add();
  if (Http* http = std::get_if<Http>(&kind_)) {
    http->tracker.gap(sight.from_client);
  } else if (Dns* dns = std::get_if<Dns>(&kind_)) {
    // Most messages begin a segment of their own, so the next one is tried as a beginning.
    d.prefix.clear();
    dns->to_skip[sight.from_client ? 0 : 1] = 0;
  } else if (std::holds_alternative<Undecided>(kind_)) {
    finish();
  } else {
    done(d, sight);
  }
}

/// All bytes of the direction that were not used up, @p bytes last.
Bytes TcpInspection::collect(Direction& d, Bytes bytes) {
  if (d.prefix.empty()) return bytes;  // no copy: most messages come in one segment
  d.prefix.insert(d.prefix.end(), bytes.begin(), bytes.end());
  return d.prefix;
}

/// Keeps @p rest, the end of what collect() gave, for the next time. False where it is more than may be kept.
bool TcpInspection::keep(Direction& d, Bytes rest) const {
  if (rest.size() > stream_bytes_) return false;
  if (rest.empty()) {
    d.prefix.clear();
  } else if (d.prefix.empty()) {
    d.prefix.assign(rest.begin(), rest.end());
  } else {
    d.prefix.erase(d.prefix.begin(), d.prefix.end() - static_cast<std::ptrdiff_t>(rest.size()));
  }
  return true;
}

void TcpInspection::done(Direction& d, const Sight& sight) {
  d.done = true;
  d.prefix = std::vector<std::uint8_t>();
  if (directions_[0].done && directions_[1].done) end(sight.about, sight.sink);
}

void TcpInspection::finish() {
  kind_ = Finished{};
  for (Direction& d : directions_) d.prefix = std::vector<std::uint8_t>();
}

std::size_t TcpInspection::held() const {
  std::size_t sum = 0;
  for (const Direction& d : directions_) sum += d.prefix.capacity() + d.stream.held();
  if (const Http* http = std::get_if<Http>(&kind_)) sum += http->tracker.bytes();
  return sum;
}

void TcpInspection::account() {
  if (!wants_more()) {
    // Not in finish(): that may run while a stream hands out its bytes.
    for (Direction& d : directions_) d.stream = {};
  }
  const std::size_t now = held();
  if (now == charged_) return;
  if (!budget_.change(charged_, now)) {
    metrics_.cut_short(CutShort::Streams);
    finish();
    for (Direction& d : directions_) d.stream = {};
    budget_.change(charged_, 0);
    charged_ = 0;
    return;
  }
  charged_ = now;
}

template <class Kind>
void TcpInspection::become(Bytes stream, const Sight& sight) {
  // `stream` may lie in the prefix, which therefore lives on here.
  const std::vector<std::uint8_t> mine = std::exchange(direction(sight.from_client).prefix, {});
  const std::vector<std::uint8_t> theirs = std::exchange(direction(!sight.from_client).prefix, {});
  kind_.emplace<Kind>();
  if (!theirs.empty()) bytes(theirs, other_side(sight));  // those came first
  bytes(stream, sight);
}

void TcpInspection::undecided(Bytes bytes, const Sight& sight) {
  Direction& d = direction(sight.from_client);
  const Bytes stream = collect(d, bytes);
  switch (sniff_tcp(stream, sight.from_client, is_dns_port(sight.flow))) {
    case Sniffed::Tls:
      return become<Tls>(stream, sight);
    case Sniffed::Http:
      if (proven_ == Protocol::None) proven_ = Protocol::Http;
      return become<Http>(stream, sight);
    case Sniffed::Ssh:
      return become<Ssh>(stream, sight);
    case Sniffed::Dns:
      return become<Dns>(stream, sight);
    case Sniffed::Unsure:
      if (!keep(d, stream)) finish();
      return;
    case Sniffed::Other:
      // One segment may be the second half of a hello whose first half comes late.
      if (d.segments > 1 || !keep(d, stream)) finish();
      return;
  }
}

void TcpInspection::tls(Bytes bytes, const Sight& sight) {
  constexpr std::size_t kTypeAt = 5;
  constexpr std::uint8_t kClientHello = 1, kServerHello = 2;
  Direction& d = direction(sight.from_client);
  const Bytes stream = collect(d, bytes);
  // The hello says who the client is: a TCP server may well be the TLS client, and a connection joined late may be turned around.
  const std::uint8_t type = stream.size() > kTypeAt ? stream[kTypeAt] : 0;
  const bool hello = type == kClientHello || (type != kServerHello && sight.from_client);
  const bool needs_more = hello ? tls_hello(stream, sight) : tls_flight(stream, sight);
  if (needs_more && keep(d, stream)) return;
  if (needs_more) metrics_.unparsed(Protocol::Tls);  // longer than any real one
  done(d, sight);
}

bool TcpInspection::tls_hello(Bytes stream, const Sight& sight) {
  model::TlsClientHello hello;
  const parse::Progress progress = parse::parse_client_hello(stream, hello, &memory_.fingerprints);
  if (progress == parse::Progress::NeedMore) return true;
  if (progress == parse::Progress::Other) {
    metrics_.unparsed(Protocol::Tls);
    return false;
  }
  if (proven_ == Protocol::None) proven_ = Protocol::Tls;
  if (sight.about.server_name.empty()) sight.about.server_name = hello.server_name;
  metrics_.observed(Protocol::Tls);
  sight.sink.observe(std::move(hello));
  return false;
}

bool TcpInspection::tls_flight(Bytes stream, const Sight& sight) {
  Tls& tls = std::get<Tls>(kind_);
  tls.flight.memory = &memory_.certificates;
  const parse::Progress progress = parse::parse_server_flight(stream, tls.flight);
  if (tls.flight.has_hello && proven_ == Protocol::None) proven_ = Protocol::Tls;
  if (progress == parse::Progress::NeedMore) return true;
  if (progress == parse::Progress::Other) metrics_.unparsed(Protocol::Tls);
  say_flight(tls, sight.sink);
  return false;
}

/// Says the hello only now: whether the session was resumed is known from what follows it.
void TcpInspection::say_flight(Tls& tls, ObservationSink& sink) {
  if (std::exchange(tls.flight.has_hello, false)) {
    metrics_.observed(Protocol::Tls);
    sink.observe(std::move(tls.flight.hello));
  }
  if (std::exchange(tls.flight.has_certificate, false)) {
    metrics_.observed(Protocol::Tls);
    sink.observe(std::move(tls.flight.certificate));
  }
}

void TcpInspection::http(Bytes bytes, const Sight& sight) {
  Http& http = std::get<Http>(kind_);
  const bool goes_on = http.tracker.feed(bytes, sight.from_client, sight.packet.time);
  const bool tunnel = http_finished(sight.about, sight.sink);
  // Whose service it is does not wait for the end of a download.
  if (const model::HttpTransaction* const t = http.tracker.answered(); t != nullptr) name_server(*t, sight.about);
  if (goes_on) return;
  if (!tunnel) return finish();
  // CONNECT or an upgrade: another protocol begins, in both directions.
  const Bytes rest = http.tracker.tunnel_rest();
  for (Direction& d : directions_) d.segments = 0;
  kind_ = Undecided{};
  if (!rest.empty()) undecided(rest, sight);
}

/// Says what the tracker has finished. True where the last of it opened a tunnel.
bool TcpInspection::http_finished(Inspected& about, ObservationSink& sink) {
  auto& finished = std::get<Http>(kind_).tracker.finished();
  bool tunnel = false;
  for (model::HttpTransaction& t : finished) {
    tunnel = t.has_response && (t.upgrade || !t.connect_target.empty());
    name_server(t, about);
    metrics_.observed(Protocol::Http);
    sink.observe(std::move(t));
  }
  if (!finished.empty()) finished.clear();
  return tunnel;
}

void TcpInspection::ssh(Bytes bytes, const Sight& sight) {
  Direction& d = direction(sight.from_client);
  const Bytes stream = collect(d, bytes);
  model::SshBanner banner;
  banner.from_client = sight.from_client;
  switch (parse::parse_ssh_banner(stream, banner.banner)) {
    case parse::Progress::NeedMore:
      if (keep(d, stream)) return;
      break;
    case parse::Progress::Done:
      if (proven_ == Protocol::None) proven_ = Protocol::Ssh;
      metrics_.observed(Protocol::Ssh);
      sight.sink.observe(std::move(banner));
      break;
    case parse::Progress::Other:
      metrics_.unparsed(Protocol::Ssh);
      break;
  }
  done(d, sight);
}

void TcpInspection::dns(Bytes bytes, const Sight& sight) {
  constexpr std::size_t kLength = 2;
  Direction& d = direction(sight.from_client);
  Dns& state = std::get<Dns>(kind_);
  std::uint32_t& to_skip = state.to_skip[sight.from_client ? 0 : 1];
  Bytes rest = collect(d, bytes);
  while (!rest.empty()) {
    const std::size_t skipped = std::min<std::size_t>(to_skip, rest.size());
    to_skip -= static_cast<std::uint32_t>(skipped);
    rest = rest.subspan(skipped);
    if (rest.size() < kLength) break;
    const std::size_t length = static_cast<std::size_t>(rest[0]) << 8 | rest[1];
    if (kLength + length > stream_bytes_) {
      to_skip = static_cast<std::uint32_t>(kLength + length);
      metrics_.unparsed(Protocol::Dns);
      continue;
    }
    if (rest.size() < kLength + length) break;
    if (!dns_message(rest.subspan(kLength, length), state, sight)) return finish();
    rest = rest.subspan(kLength + length);
  }
  keep(d, rest);  // less than a message, and messages that are kept fit
}

/// False where there have been too many broken ones.
bool TcpInspection::dns_message(Bytes message, Dns& state, const Sight& sight) {
  std::optional<model::DnsMessage> parsed = parse::parse_dns(message);
  if (!parsed) {
    metrics_.unparsed(Protocol::Dns);
    return ++state.broken < kMostBroken;
  }
  state.broken = 0;
  if (proven_ == Protocol::None) proven_ = Protocol::Dns;
  metrics_.observed(Protocol::Dns);
  sight.sink.observe(std::move(*parsed));
  return true;
}

}  // namespace sekisho::inspect
