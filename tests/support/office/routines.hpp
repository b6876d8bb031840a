// What programs do by themselves, hour after hour, whether or not somebody sits before them.
#pragma once

#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "tests/support/office/hosts.hpp"

namespace sekisho::test::office {

/// A program's habit. How it calls its service:
enum class Manner : std::uint8_t {
  Poll,   ///< A request each period; the connection is kept for two minutes of silence, as HTTP clients and servers do.
  Keep,   ///< A connection for as long as the machine is awake, on which the client speaks each period.
  Serve,  ///< The same, and the server speaks.
};

struct Routine {
  std::string_view name;           ///< Of the server. '*' stands for a number below `spread`.
  std::string_view app, category;  ///< nDPI 4.2's label of TLS to it; empty: plain TLS.
  unsigned kinds = 0;              ///< Of hosts.
  double share = 1;                ///< Of them, by lot.
  Manner manner = Manner::Poll;
  Duration period{};
  double jitter = 0;             ///< Share of the period.
  double up = 0, down = 0;       ///< Payload of one exchange, median.
  double sigma = 0;              ///< Of its logarithm; 0: always the same.
  const Stack* stack = nullptr;  ///< nullptr: the host's browser.
  bool attended = false;         ///< Only while somebody works: a tab, a window.
  std::uint32_t ttl = 300;
  std::uint16_t port = 443;
};

class Routines {
 public:
  Routines();
  ~Routines();
  /// Begins all that @p hosts do by themselves. World and hosts must outlive this.
  void start(World& world, std::vector<Host>& hosts);

 private:
  class Runner;
  std::deque<Site> sites_;
  std::vector<std::unique_ptr<Runner>> runners_;
};

}  // namespace sekisho::test::office
