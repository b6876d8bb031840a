// Look-ups as code: a client, a resolver, and a detector that hears both.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "detectors/dns_tunnel/dns_tunnel.hpp"
#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::dns_tunnel {

enum : std::uint16_t { A = 1, Cname = 5, Null = 10, Mx = 15, Txt = 16, Key = 25, Aaaa = 28, Srv = 33 };

/// Repeatable noise: the same test sees the same names.
class Noise {
 public:
  std::string text(std::size_t size, std::string_view alphabet) {
    std::string s;
    for (std::size_t i = 0; i < size; ++i) s += alphabet[next() % alphabet.size()];
    return s;
  }
  std::string base32(std::size_t size) { return text(size, "abcdefghijklmnopqrstuvwxyz234567"); }
  std::string hex(std::size_t size) { return text(size, "0123456789abcdef"); }
  std::string base64(std::size_t size) { return text(size, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"); }
  std::string base36(std::size_t size) { return text(size, "abcdefghijklmnopqrstuvwxyz0123456789"); }
  std::uint64_t next() { return state_ = mix(state_, 7); }
  std::uint64_t below(std::uint64_t n) { return next() % n; }

 private:
  std::uint64_t state_ = 42;
};

class Traffic : public testing::Test {
 protected:
  Traffic() { context.resolvers.push_back(address(kResolver)); }

  static constexpr const char* kResolver = "10.0.0.2";

  struct Reply {
    std::uint16_t type = 0;
    std::string data;  ///< Address text for A and AAAA.
    std::uint32_t ttl = 300;
  };

  model::FlowRef dns_flow() {
    model::FlowRef f = flow(same_port ? 1 : ++flows_, client, server, 53, model::Transport::Udp, now);
    f.endpoints.client.port = static_cast<std::uint16_t>(20'000 + static_cast<std::uint64_t>(f.id) % 40'000);
    return f;
  }
  void feed(const model::FlowRef& f, model::FlowEventBody body) {
    model::FlowEvent e;
    e.time = at(now);
    e.flow = f;
    e.body = std::move(body);
    detector.on_event(e, context, findings);
  }
  /// One query and its answer, 20 ms later.
  void look_up(const std::string& name, std::uint16_t type, const std::vector<Reply>& replies = {}, std::uint8_t rcode = 0) {
    const model::FlowRef f = dns_flow();
    model::DnsMessage m;
    m.query = name;
    m.query_type = type;
    m.questions = 1;
    m.size = static_cast<std::uint32_t>(name.size() + 30);
    feed(f, m);
    if (!answered) return;
    now += 0.02;
    m.response = true;
    m.rcode = rcode;
    for (const Reply& r : replies) {
      model::DnsRecord record;
      record.name = name;
      record.type = r.type;
      record.ttl = r.ttl;
      if (r.type == A || r.type == Aaaa) {
        record.address = address(r.data);
      } else {
        record.data = r.data;
      }
      record.data_size = static_cast<std::uint16_t>(r.data.size());
      m.answers.push_back(record);
      m.size += static_cast<std::uint32_t>(r.data.size() + 12);
    }
    feed(f, m);
  }

  std::string client = "10.0.0.5";
  std::string server = kResolver;
  bool answered = true;
  bool same_port = false;
  double now = 0;
  Noise noise;
  FakeContext context;
  Findings findings;
  DnsTunnel detector{Params{}, HashSeed{3}};

 private:
  std::uint64_t flows_ = 100;
};

}  // namespace sekisho::detectors::dns_tunnel
