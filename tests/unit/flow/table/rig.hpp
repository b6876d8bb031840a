// A flow table on a bench: packets in by a few words, events out as a list.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "flow/table/flow_table.hpp"
#include "tests/unit/flow/table/fake_inspector.hpp"

namespace sekisho::table {

inline constexpr std::uint8_t kS = packet::kSyn, kA = packet::kAck, kF = packet::kFin, kR = packet::kRst;
inline constexpr Timestamp kStart{1'700'000'000s};

IpAddress ip(std::string_view text);

/// One end of the conversations here.
struct End {
  IpAddress address;
  std::uint16_t port = 0;
};

packet::PacketView bare(const End& from, const End& to, model::Transport transport, std::size_t payload);
packet::PacketView udp(const End& from, const End& to, std::size_t payload);
packet::PacketView tcp(const End& from, const End& to, unsigned flags, std::uint32_t sequence, std::size_t payload = 0);
packet::PacketView icmp(const End& from, const End& to, std::uint8_t type, std::uint8_t code = 0, std::size_t payload = 56);

class Rig : public model::EventSink {
 public:
  explicit Rig(const FlowTableOptions& options = {}, HashSeed seed = {7});
  void event(model::FlowEvent&& event) override;

  /// @p p at @p after the start, as the pipeline would give it.
  void at(Duration after, packet::PacketView p);
  void advance(Duration after) { table.advance(kStart + after); }
  void finish() { table.finish(model::EndReason::Shutdown); }

  template <class Body>
  std::vector<const model::FlowEvent*> all() const {
    std::vector<const model::FlowEvent*> out;
    for (const auto& e : events) {
      if (std::holds_alternative<Body>(e.body)) out.push_back(&e);
    }
    return out;
  }
  template <class Body>
  std::vector<Body> bodies() const {
    std::vector<Body> out;
    for (const auto* e : all<Body>()) out.push_back(std::get<Body>(e->body));
    return out;
  }
  /// The only flow that has ended.
  model::FlowRecord ended() const;
  double metric(std::string_view name, std::string_view label_value = {}) const;

  Counters counters;
  inspect::Inspector inspector;
  std::vector<model::FlowEvent> events;
  FlowTable table;
  Timestamp watermark = Timestamp::min();
  bool ever_early = false;  ///< An event came before the time the table had been advanced to.
};

/// A TCP connection with its sequence numbers.
class Connection {
 public:
  Connection(Rig& rig, const End& client, const End& server) : rig_(rig), client_(client), server_(server) {}
  void open(Duration t);
  void client(Duration t, unsigned flags, std::size_t payload = 0);
  void server(Duration t, unsigned flags, std::size_t payload = 0);
  std::uint32_t client_sequence = 1000;
  std::uint32_t server_sequence = 5000;

 private:
  Rig& rig_;
  End client_;
  End server_;
};

/// Everything an event says, as text, to compare runs.
std::string describe(const model::FlowEvent& event);

}  // namespace sekisho::table
