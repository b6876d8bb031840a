// What one TCP connection says, as far as our parsers understand it: TLS, HTTP/1 and SSH on any port, DNS on port 53. The first bytes
// decide, whatever the port.
//
// Keeps    per direction the ordered bytes that its parser still waits for, at most InspectorOptions::stream_bytes, within the budget of
//          all streams; nothing once the connection turns out to be something else.
#pragma once

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

#include "flow/inspect/metrics.hpp"
#include "flow/inspect/sight.hpp"
#include "flow/inspect/tcp_stream.hpp"
#include "flow/parse/http.hpp"
#include "flow/parse/tls.hpp"

namespace sekisho::inspect {

class TcpInspection {
 public:
  TcpInspection(std::size_t stream_bytes, Metrics& metrics, StreamBudget& budget, parse::TlsMemory& memory)
      : stream_bytes_(stream_bytes), metrics_(metrics), budget_(budget), memory_(memory) {}
  ~TcpInspection();
  TcpInspection(const TcpInspection&) = delete;
  TcpInspection& operator=(const TcpInspection&) = delete;

  /// @return false where all of the packet's payload has been here before.
  bool packet(const Sight& sight);
  /// The connection is over: what is still open is told.
  void end(Inspected& about, ObservationSink& sink);

  /// False once nothing more can be learnt from this connection.
  bool wants_more() const { return !std::holds_alternative<Finished>(kind_); }
  /// The protocol whose contents have been read.
  Protocol proven() const { return proven_; }

 private:
  struct Direction {
    TcpStream stream;
    std::vector<std::uint8_t> prefix;  // ordered bytes that wait for more
    std::uint8_t segments = 0;         // with payload, stops at its largest number
    bool done = false;                 // nothing more is wanted of this direction
  };
  struct Undecided {};
  struct Tls {
    parse::TlsServerFlight flight;
  };
  struct Http {
    parse::HttpTracker tracker;
  };
  struct Ssh {};
  struct Dns {
    std::uint32_t broken = 0;                // messages in a row that were none
    std::array<std::uint32_t, 2> to_skip{};  // bytes left of a message that is too long to keep
  };
  struct Finished {};
  class Receiver;

  Direction& direction(bool from_client) { return directions_[from_client ? 0 : 1]; }
  void bytes(Bytes bytes, const Sight& sight);
  void gap(const Sight& sight);
  void undecided(Bytes bytes, const Sight& sight);
  void tls(Bytes bytes, const Sight& sight);
  bool tls_hello(Bytes stream, const Sight& sight);
  bool tls_flight(Bytes stream, const Sight& sight);
  void say_flight(Tls& tls, ObservationSink& sink);
  void http(Bytes bytes, const Sight& sight);
  bool http_finished(Inspected& about, ObservationSink& sink);
  void ssh(Bytes bytes, const Sight& sight);
  void dns(Bytes bytes, const Sight& sight);
  bool dns_message(Bytes message, Dns& state, const Sight& sight);
  static Bytes collect(Direction& d, Bytes bytes);
  bool keep(Direction& d, Bytes rest) const;
  void done(Direction& d, const Sight& sight);
  void finish();
  void account();
  std::size_t held() const;
  template <class Kind>
  void become(Bytes stream, const Sight& sight);

  std::size_t stream_bytes_;
  Metrics& metrics_;
  StreamBudget& budget_;
  parse::TlsMemory& memory_;
  std::array<Direction, 2> directions_;  // of the client, of the server
  std::variant<Undecided, Tls, Http, Ssh, Dns, Finished> kind_;
  Protocol proven_ = Protocol::None;
  std::size_t charged_ = 0;
};

}  // namespace sekisho::inspect
