// The flow table's inside. flow_table.cpp accounts packets, lifecycle.cpp makes, moves and ends flows, timers.cpp does what time brings.
#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "flow/model/flow_key.hpp"
#include "flow/table/flow.hpp"
#include "flow/table/flow_table.hpp"
#include "flow/table/label_table.hpp"
#include "flow/table/metrics.hpp"
#include "flow/table/pool.hpp"
#include "flow/table/tcp.hpp"

namespace sekisho::table {

/// A packet's two ends, and their hash.
struct Conversation {
  model::Endpoint sender;
  model::Endpoint receiver;
  model::FlowKey key;
  std::uint32_t hash = 0;
};

class FlowTable::Impl final : public inspect::ObservationSink {
 public:
  Impl(const FlowTableOptions& options, inspect::Inspector& inspector, model::EventSink& sink, Counters& counters, HashSeed seed);

  void packet(const packet::PacketView& packet);
  void advance(Timestamp now);
  void finish(model::EndReason reason);
  std::size_t active() const { return half_open_.used() + established_.used(); }
  std::size_t bytes() const { return half_open_.used() * kEntryBytes<HalfOpen> + established_bytes(); }

  void observe(model::FlowEventBody&& body) override;

 private:
  static constexpr Ref kEstablished = 1U << 31;  // in a Ref: the slot is one of established_
  struct Timers {
    const Impl* table;
    Timer& operator()(Ref ref) const { return table->flow(ref).timer; }
  };
  /// Makes observe() speak for one flow while the inspector has it.
  class Speaking;

  HalfOpen& flow(Ref ref) const { return (ref & kEstablished) != 0 ? established_[ref & ~kEstablished] : half_open_[ref]; }
  Established* established(Ref ref) const { return (ref & kEstablished) != 0 ? &established_[ref & ~kEstablished] : nullptr; }

  // flow_table.cpp
  Conversation conversation(const packet::PacketView& p) const;
  Ref find(const Conversation& c, Side& side) const;
  void account(Ref ref, Side side, const packet::PacketView& p);
  static bool outgrows(const HalfOpen& f, Side side, const packet::PacketView& p);
  void count_payload(Ref ref, Side side, std::uint32_t fresh, const packet::PacketView& p);
  void add_to_burst(Ref ref, Side side, std::uint32_t fresh);
  void update_state(HalfOpen& f, const Established* e, Side side, const packet::PacketView& p);
  void inspect(HalfOpen& f, Side side, const packet::PacketView& p);
  void close_inspection(HalfOpen& f, Timestamp time);
  void settle(HalfOpen& f, Timestamp time);
  /// @p body is built into the event where it stands: it may be half a kilobyte.
  template <class Body>
  void emit(HalfOpen& f, Timestamp time, Body&& body) {
    sink_.event(model::FlowEvent{time, f.ref, f.events++, std::forward<Body>(body)});
  }

  // record.cpp
  model::FlowRecord record(const HalfOpen& f, model::EndReason reason) const;

  // lifecycle.cpp
  Ref create(const Conversation& c, const packet::PacketView& p, std::uint32_t repeat, Side& side);
  Ref promote(Ref half);
  void restart(Ref ref);
  void end(Ref ref, model::EndReason reason, Timestamp time);
  void set_state(HalfOpen& f, model::FlowState state);
  std::uint32_t take_about();
  std::size_t established_bytes() const;
  void make_room_half_open();
  void make_room_established();
  void check_emergency();

  // timers.cpp
  void fire(Ref ref, Timestamp due);
  void arm(Ref ref, Timestamp not_before);
  Timestamp expiry(const HalfOpen& f) const;
  Duration timeout(const HalfOpen& f) const;
  model::EndReason expiry_reason(const HalfOpen& f) const;
  void send_burst(Established& e, Timestamp time);
  void publish();

  FlowTableOptions options_;
  inspect::Inspector& inspector_;
  model::EventSink& sink_;
  HashSeed seed_;
  Metrics metrics_;
  LabelTable labels_;
  std::size_t established_budget_;
  Pool<HalfOpen> half_open_;
  Pool<Established> established_;
  FlowIndex index_;
  struct Fill {
    std::size_t half_open = 0;
    std::size_t established_bytes = 0;
  };
  Fill alarming_;   // either reached: emergency begins
  Fill recovered_;  // both undercut: it ends
  TimerWheel<Timers> wheel_;
  std::deque<inspect::Inspected> abouts_;  // of flows under inspection; the inspector's cap bounds them
  std::vector<std::uint32_t> free_abouts_;
  std::size_t name_bytes_ = 0;
  std::array<std::size_t, 3> states_{};  // live flows by FlowState
  Timestamp now_ = Timestamp::min();
  std::int64_t published_ = 0;  // the second
  bool emergency_ = false;
  HalfOpen* speaking_ = nullptr;
  Timestamp speaking_time_;
};

class FlowTable::Impl::Speaking {
 public:
  Speaking(Impl& table, HalfOpen& flow, Timestamp time) : table_(table) {
    table_.speaking_ = &flow;
    table_.speaking_time_ = time;
  }
  ~Speaking() { table_.speaking_ = nullptr; }
  Speaking(const Speaking&) = delete;
  Speaking& operator=(const Speaking&) = delete;

 private:
  Impl& table_;
};

}  // namespace sekisho::table
