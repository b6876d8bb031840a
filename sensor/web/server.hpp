// /metrics, /healthz and /readyz over HTTP on the main thread's Asio loop: GET only, small requests, few connections.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "flow/base/counters.hpp"
#include "flow/base/result.hpp"

namespace sekisho::web {

struct WebOptions {
  std::string listen = "127.0.0.1:9477";  ///< "address:port", IPv6 in brackets; port 0 picks a free one.
  bool insecure = false;                  ///< Needed for any address but loopback: there is no TLS here.
  unsigned max_connections = 64;          ///< A connection above that is told 503 and closed.
  /// A request must be whole, and its answer taken, within that time; an idle connection is closed after it. Longer lets
  /// slow readers hold connections.
  std::chrono::milliseconds timeout{10'000};
};

/// Ready, or what is missing.
struct Readiness {
  bool ready = false;
  std::string detail;  ///< "no packet decoded yet", one a line.
};

/// An Error where the options alone are wrong: no address, or one that other machines reach without `insecure`.
Result<void> check(const WebOptions& options);

class Server {
 public:
  /// Starts listening. An Error names address and remedy. @p readiness is called on the loop.
  static Result<std::unique_ptr<Server>> start(boost::asio::io_context& loop, const WebOptions& options, const Counters& counters,
                                               std::function<Readiness()> readiness);
  virtual ~Server() = default;
  /// The port in use.
  virtual std::uint16_t port() const = 0;
  /// Closes the listener and all connections.
  virtual void stop() = 0;
};

}  // namespace sekisho::web
