#include "sensor/app/synthetic_source.hpp"

#include "flow/base/hash.hpp"

namespace sekisho::app {
namespace {

using Frame = std::vector<std::uint8_t>;

constexpr std::uint32_t kClient = 0x0A000017;    // 10.0.0.23
constexpr std::uint32_t kResolver = 0x0A000035;  // 10.0.0.53
constexpr std::uint32_t kServer = 0xCB007109;    // 203.0.113.9, documentation range
constexpr Timestamp kBegin{1'767'225'600s};      // 2026-01-01: any fixed moment

void put16(Frame& frame, std::uint32_t value) {
  frame.push_back(static_cast<std::uint8_t>(value >> 8));
  frame.push_back(static_cast<std::uint8_t>(value));
}

void put32(Frame& frame, std::uint32_t value) {
  put16(frame, value >> 16);
  put16(frame, value & 0xFFFF);
}

Frame ip_frame(std::uint32_t from, std::uint32_t to, std::uint8_t protocol, const Frame& inner) {
  Frame frame = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0};
  put16(frame, static_cast<std::uint32_t>(20 + inner.size()));
  put16(frame, static_cast<std::uint32_t>(keyed_hash({inner.data(), inner.size()}, HashSeed{from}) & 0xFFFF));  // IP id
  put16(frame, 0x4000);
  frame.push_back(64);
  frame.push_back(protocol);
  put16(frame, 0);  // checksum: offloaded, as on many mirrors
  put32(frame, from);
  put32(frame, to);
  frame.insert(frame.end(), inner.begin(), inner.end());
  return frame;
}

Frame udp(std::uint16_t from, std::uint16_t to, const Frame& payload) {
  Frame frame;
  put16(frame, from);
  put16(frame, to);
  put16(frame, static_cast<std::uint32_t>(8 + payload.size()));
  put16(frame, 0);
  frame.insert(frame.end(), payload.begin(), payload.end());
  return frame;
}

void put_name(Frame& frame, const std::string& name) {
  std::size_t begin = 0;
  while (begin < name.size()) {
    std::size_t end = name.find('.', begin);
    if (end == std::string::npos) end = name.size();
    frame.push_back(static_cast<std::uint8_t>(end - begin));
    frame.insert(frame.end(), name.begin() + static_cast<std::ptrdiff_t>(begin), name.begin() + static_cast<std::ptrdiff_t>(end));
    begin = end + 1;
  }
  frame.push_back(0);
}

// Letters that look like encoded data, different for every n.
std::string scrambled(std::uint64_t n, std::size_t size) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  std::uint64_t state = n + 1;
  while (text.size() < size) {
    state = mix(state, 1);
    text += kAlphabet[state % kAlphabet.size()];
  }
  return text;
}

}  // namespace

struct SyntheticSource::Segment {
  std::uint32_t from, to;
  std::uint16_t from_port, to_port;
  std::uint32_t sequence, acknowledgement;
  std::uint8_t flags;
  const std::string& data;

  Frame frame() const {
    Frame tcp;
    put16(tcp, from_port);
    put16(tcp, to_port);
    put32(tcp, sequence);
    put32(tcp, acknowledgement);
    tcp.push_back(0x50);
    tcp.push_back(flags);
    put16(tcp, 64240);
    put32(tcp, 0);
    tcp.insert(tcp.end(), data.begin(), data.end());
    return ip_frame(from, to, 6, tcp);
  }
};

SyntheticSource::SyntheticSource() {
  beacon();
  dns_tunnel();
}

void SyntheticSource::tcp_session(Duration at, std::uint32_t server, std::uint16_t client_port, std::uint16_t server_port, const std::string& request,
                                  const std::string& response) {
  constexpr std::uint8_t kFin = 1, kSyn = 2, kPsh = 8, kAck = 16;
  const std::string none;
  std::uint32_t c = 1000, s = 5000;
  const auto client = [&](std::uint8_t flags, const std::string& data) {
    add(at, Segment{kClient, server, client_port, server_port, c, s, flags, data}.frame());
    c += static_cast<std::uint32_t>(data.size()) + ((flags & (kSyn | kFin)) != 0 ? 1U : 0U);
    at += 10ms;
  };
  const auto reply = [&](std::uint8_t flags, const std::string& data) {
    add(at, Segment{server, kClient, server_port, client_port, s, c, flags, data}.frame());
    s += static_cast<std::uint32_t>(data.size()) + ((flags & (kSyn | kFin)) != 0 ? 1U : 0U);
    at += 10ms;
  };
  client(kSyn, none);
  reply(kSyn | kAck, none);
  client(kAck, none);
  client(kPsh | kAck, request);
  reply(kPsh | kAck, response);
  client(kFin | kAck, none);
  reply(kFin | kAck, none);
  client(kAck, none);
}

void SyntheticSource::beacon() {
  for (unsigned beat = 0; beat < 60; ++beat) {
    const Duration jitter = std::chrono::milliseconds(mix(beat, 1) % 1200);
    tcp_session(beat * 60s + jitter, kServer, static_cast<std::uint16_t>(40'000 + beat), 8443,
                "GET /status HTTP/1.1\r\nHost: 203.0.113.9\r\nUser-Agent: Mozilla/4.0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok");
  }
}

void SyntheticSource::dns_exchange(Duration at, std::uint16_t id, const std::string& name) {
  const auto message = [&](bool response) {
    Frame dns;
    put16(dns, id);
    put16(dns, response ? 0x8180 : 0x0100);
    put16(dns, 1);
    put16(dns, response ? 1 : 0);
    put32(dns, 0);
    put_name(dns, name);
    put32(dns, 0x00100001);  // TXT IN
    if (response) {
      put16(dns, 0xC00C);
      put32(dns, 0x00100001);
      put32(dns, 60);
      const std::string text = scrambled(std::uint64_t{id} * 7919U, 60);
      put16(dns, static_cast<std::uint32_t>(text.size() + 1));
      dns.push_back(static_cast<std::uint8_t>(text.size()));
      dns.insert(dns.end(), text.begin(), text.end());
    }
    return dns;
  };
  const auto port = static_cast<std::uint16_t>(20'000 + id);
  add(at, ip_frame(kClient, kResolver, 17, udp(port, 53, message(false))));
  add(at + 20ms, ip_frame(kResolver, kClient, 17, udp(53, port, message(true))));
}

void SyntheticSource::dns_tunnel() {
  for (std::uint16_t i = 0; i < 300; ++i) {
    dns_exchange(600s + i * 700ms, i, scrambled(i, 52) + "." + scrambled(i + 1000U, 40) + ".t.example.com");
  }
}

capture::PacketSource::Status SyntheticSource::poll(capture::PacketSink& sink, std::chrono::milliseconds) {
  for (const auto& [at, frame] : frames_) {
    packet::RawPacket raw;
    raw.time = kBegin + at;
    raw.bytes = {frame.data(), frame.size()};
    raw.wire_length = static_cast<std::uint32_t>(frame.size());
    sink.packet(raw);
  }
  frames_.clear();
  return Status::End;
}

}  // namespace sekisho::app
