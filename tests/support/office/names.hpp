// The office's name server and what it is asked: stub caches, its own cache, its questions to the provider's server.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "flow/model/flow_event.hpp"
#include "tests/support/office/flows.hpp"
#include "tests/support/office/random.hpp"

namespace sekisho::test::office {

/// A name outside, and what stands behind it.
struct Site {
  std::string name;
  model::AppLabel label;    ///< What nDPI 4.2 calls TLS to it.
  std::uint32_t ttl = 300;  ///< Seconds.
  unsigned addresses = 2;   ///< In one answer; they turn.
  std::uint16_t port = 443;
  bool old_tls = false;          ///< TLS 1.2: its certificate is seen.
  bool six = false;              ///< Has IPv6 addresses too; the office does not.
  bool quic = false;             ///< Browsers speak HTTP/3 to it.
  std::string alias;             ///< Of a content network; empty: none.
  std::vector<IpAddress> fixed;  ///< Its addresses, where they matter.
};

class Names {
 public:
  Names(Simulation& simulation, std::vector<model::FlowEvent>& events, const IpAddress& server, std::uint64_t seed);

  /// The address to connect to, looked up unless @p client still knows it.
  IpAddress resolve(const IpAddress& client, const Site& site);
  /// A question asked for its own sake, through the name server; nothing is remembered of it but what the name server may.
  /// @p answer with the records; its question is filled in.
  void ask(const IpAddress& client, const std::string& name, std::uint16_t type, model::DnsMessage answer, bool forwarded = true);

 private:
  struct Known {
    Timestamp until;
    IpAddress address;
  };
  struct Question {
    std::string name;
    std::uint16_t type = 1;
    model::DnsMessage answer;
  };
  std::vector<IpAddress> addresses_of(const Site& site);
  model::DnsMessage answer_of(const Site& site, std::uint16_t type, std::uint32_t ttl, const std::vector<IpAddress>& addresses) const;
  /// One flow of questions and answers to port 53. The answers come after @p wait.
  void converse(const IpAddress& client, const IpAddress& server, std::vector<Question> questions, Duration wait, bool recursive);

  Simulation& simulation_;
  std::vector<model::FlowEvent>& events_;
  IpAddress server_;
  std::vector<IpAddress> upstream_;
  Random random_;
  std::unordered_map<std::uint64_t, Known> stubs_;                 // by client and site: as many as the office's programs use
  std::unordered_map<const Site*, Timestamp> cache_;               // the name server's
  std::unordered_map<const Site*, std::vector<IpAddress>> homes_;  // all addresses of a site
};

}  // namespace sekisho::test::office
