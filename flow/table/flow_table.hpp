// One shard of the flow table: finds or makes the flow of each packet, keeps its counts and TCP state, and says what happened as events.
//
// Reads    decoded packets in time order; a late packet counts as now.
// Keeps    at most FlowTableOptions::memory bytes: established flows in one pool, half-open and one-packet flows in a
//          smaller one of their own, so that a flood of the latter cannot push out the former. Evictions are counted.
// Time     packet time, from packet() and advance(). A timer wheel expires idle flows and fires milestones.
// Threads  one table per worker, no locks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "flow/base/counters.hpp"
#include "flow/base/hash.hpp"
#include "flow/inspect/inspector.hpp"
#include "flow/model/flow_event.hpp"
#include "flow/packet/packet_view.hpp"

namespace sekisho::table {

struct FlowTableOptions {
  std::size_t memory = 256UL * 1024 * 1024;  ///< Bytes for flows of this shard, inspection state left out.
  double half_open_share = 0.3;              ///< Of memory, for half-open and one-packet flows.
  double emergency_at = 0.9;                 ///< Fill of either pool at which timeouts shrink to a tenth (emergency mode).
  bool vlan_in_key = true;                   ///< False where the two directions of a link carry different VLAN tags.
  Duration tcp_new = 60s;                    ///< SYN seen, no handshake.
  Duration tcp_established = 60min;          ///< Silence; long, because C2 sessions sleep.
  Duration tcp_closed = 10s;                 ///< After FIN both ways or RST.
  Duration udp_new = 60s;                    ///< Datagrams one way only.
  Duration udp_established = 5min;
  Duration icmp = 15min;
  Duration other = 2min;
  Duration active = 0s;       ///< A flow older than this is ended and begun anew; 0 never (interim records tell of it).
  std::vector<Network> home;  ///< Home networks, to orient flows without a SYN.
};

class FlowTable {
 public:
  /// @p inspector and @p sink must outlive the table.
  FlowTable(const FlowTableOptions& options, inspect::Inspector& inspector, model::EventSink& sink, Counters& counters, HashSeed seed);
  ~FlowTable();

  /// Accounts one packet, after advance(packet.time).
  void packet(const packet::PacketView& packet);
  /// Moves packet time to @p now (never back): expires idle flows, fires milestones, ends bursts, all in a
  /// repeatable order.
  void advance(Timestamp now);
  /// Ends every flow with @p reason, in a repeatable order. The table is empty then.
  void finish(model::EndReason reason);

  std::size_t active() const;
  /// Bytes in use by flows of this shard.
  std::size_t bytes() const;
  /// What one flow takes of the memory, names and DPI state aside.
  struct EntryBytes {
    std::size_t half_open, established;
  };
  static EntryBytes entry_bytes();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Symmetric over directions, blind to ports: all flows of an address pair go to one shard.
std::uint64_t shard_hash(const packet::PacketView& packet);

}  // namespace sekisho::table
