// The machines of the office, their programs' connections, and the hours that their people keep.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/support/office/flows.hpp"
#include "tests/support/office/names.hpp"
#include "tests/support/office/random.hpp"

namespace sekisho::test::office {

enum Kind : unsigned { kWindows = 1, kMac = 2, kLinux = 4, kPhone = 8, kServer = 16, kPrinter = 32, kDevice = 64 };

struct Host {
  std::uint32_t number = 0;
  IpAddress address;
  Kind kind = kWindows;
  Timestamp awake_from, awake_until;  ///< On the network.
  Timestamp from, until;              ///< Somebody works at it; equal where nobody does.
  Random random{0};

  bool awake(Timestamp t) const { return t >= awake_from && t < awake_until; }
  bool at_work(Timestamp t) const { return t >= from && t < until; }
};

/// How a program of @p kind's browser speaks TLS.
const Stack& browser_of(const Host& host);

extern const Stack kChrome, kChromeQuic, kFirefox, kSafari, kElectron, kSchannel, kDarwin, kAndroid, kOpenSsl, kGo, kMbedTls;

/// What all activities have in hand.
struct World {
  explicit World(Timestamp start, std::uint64_t seed);

  model::Endpoints ends(Host& host, const IpAddress& server, std::uint16_t port) const;
  /// A connection to @p site by name and TLS; nothing is sent yet.
  Flows::Id connect(Host& host, const Site& site, const Stack& stack);
  /// Sends on an open connection of this host and program to @p site, or on a new one, which is closed when nothing was sent for @p idle.
  void call(Host& host, const Site& site, const Stack& stack, const Exchange& data, Duration idle);
  /// One connection with one exchange, by address.
  void talk(Host& host, const IpAddress& server, std::uint16_t port, model::Transport transport, const model::AppLabel& label, const Exchange& data);

  Simulation simulation;
  std::vector<model::FlowEvent> events;
  Flows flows;
  Names names;
  std::uint64_t seed;

 private:
  struct Pooled {
    Flows::Id id{};
    Timestamp used;
  };
  void retire(std::uint64_t key, Flows::Id id, Duration idle);
  const Identity* identity_of(const Site& site);

  std::unordered_map<std::uint64_t, Pooled> pool_;  // by host, site and program
  std::unordered_map<std::string, Identity> identities_;
  mutable std::unordered_map<std::uint32_t, std::uint16_t> ports_;
};

}  // namespace sekisho::test::office
