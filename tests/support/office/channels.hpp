// Ten channels of command and control, hidden in the office: each at its own machine, each its own way.
//
// | channel | as | at | period | jitter |
// |---|---|---|---|---|
// | https-30s | HTTPS to a name, Go's TLS | laptop, awake by day | 30 s | 50 % |
// | https-1m | HTTPS to a name, Windows' TLS 1.2, certificate of a public authority | laptop | 1 min | 20 % |
// | websocket-5m | one connection in TLS to a name, on which the implant speaks | laptop | 5 min | 30 % |
// | https-1h | HTTPS to an address without a name, certificate of its own making | desktop, never off | 1 h | 10 % |
// | https-4h | the same on port 8443 | server | 4 h | 10 % |
// | dns-txt-1m | data in names and TXT answers, through the office's name server | laptop | 1 min | 20 % |
// | dns-a-10m | data in names, addresses as answers | desktop | 10 min | 50 % |
// | icmp-2m | data in echoes | desktop | 2 min | 25 % |
// | tcp-45s | a protocol of its own in one connection to an odd port | laptop | 45 s | 10 % |
// | rotating-5m | HTTPS, five names at five addresses in turn | laptop | 5 min | 20 % |
//
// Idle calls are of one size; one in twenty brings a task or its result. All stop where their machine sleeps.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/office/hosts.hpp"

namespace sekisho::test::office {

struct Channel {
  std::string name;
  IpAddress client;
  std::vector<std::string> domains;  ///< Registered ones; empty where it has no name.
  std::vector<IpAddress> servers;    ///< Empty where it goes through the name server.
  std::vector<Timestamp> beats;      ///< So far.
};

class Channels {
 public:
  Channels();
  ~Channels();
  /// Begins all ten. World and hosts must outlive this.
  void start(World& world, std::vector<Host>& hosts);
  std::vector<const Channel*> all() const;

 private:
  class Implant;
  std::vector<std::unique_ptr<Implant>> implants_;
};

}  // namespace sekisho::test::office
