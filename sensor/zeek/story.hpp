// Turns entries of logs, taken in the order of their time, into the events that the flow stage would have said.
//
// Keeps    what is known of the connections of late, by uid: at most Options::connections; past it the least recent is forgotten and
//          counted, and what logs say of it later counts as a flow of its own.
// Time     that of the entries.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flow/base/bounded_map.hpp"
#include "flow/base/counters.hpp"
#include "sensor/zeek/records.hpp"

namespace sekisho::zeek {

/// An entry, and how much of it has been told.
struct Telling {
  Entry entry;
  Timestamp due;               ///< Of what comes next.
  std::uint64_t sequence = 0;  ///< In the order of reading.
  std::uint16_t interface = 0;
  std::uint16_t step = 0;
};

class Story {
 public:
  Story(std::size_t connections, Counters& counters);

  /// Tells what of @p telling is due at @p now, and sets when to come again. False where all has been told.
  bool tell(Telling& telling, Timestamp now, std::vector<model::FlowEvent>& events);
  /// Ends the connections that were open when their last record was written.
  void finish(Timestamp now, std::vector<model::FlowEvent>& events);

 private:
  struct Known {
    model::FlowRef ref;
    model::AppLabel label;
    std::string server_name;
    std::unique_ptr<model::FlowRecord> open;  ///< The latest record of a connection that has not ended.
    std::uint32_t events = 0;
    std::uint16_t milestones = 0;
    bool begun = false, established = false, classified = false, ended = false;
  };
  struct Identity {
    std::size_t operator()(std::uint64_t uid) const { return uid; }  // hashed with a key already
  };
  using Events = std::vector<model::FlowEvent>;

  Known& known(const Telling& telling);
  bool tell(const Connection& connection, Telling& telling, Known& flow, Timestamp now, Events& events);
  void begin(const Connection& connection, Known& flow, Timestamp now, Events& events);
  void classify(const Connection& connection, Known& flow, Timestamp now, Events& events);
  void end(const Connection& connection, Known& flow, Timestamp now, Events& events);
  void name(Known& flow, const std::string& server_name, model::AppLabel label, Timestamp now, Events& events);
  static model::FlowRecord told(const Connection& connection, const Known& flow, Duration age);
  static void say(Known& flow, Timestamp now, model::FlowEventBody body, Events& events);

  BoundedMap<std::uint64_t, Known, Identity> flows_;
  Counter& repeated_;
  Counter& forgotten_;
};

}  // namespace sekisho::zeek
