// How much a long session counts. Pure: this is where the arithmetic is tested.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/long_session/params.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "detectors/support/habits.hpp"
#include "detectors/support/rhythm.hpp"
#include "flow/model/flow_event.hpp"

namespace sekisho::detectors::long_session {

/// What the bursts of one open connection look like.
class Shape {
 public:
  void burst(const model::DataBurst& burst);

  std::uint32_t bursts() const { return bursts_; }
  /// Small data of the server, answered by the client with more, of varying size: prompts or commands and their output.
  std::uint32_t exchanges() const { return largest_answer_ >= kVaried * smallest_answer_ ? exchanges_ : 0; }
  /// Rhythm of whoever broke the silence more often; its period is 0 where there is none.
  support::Concentration rhythm() const;

 private:
  static constexpr std::size_t kRecent = 16;
  static constexpr std::uint32_t kVaried = 3;
  struct Side {
    Timestamp last;
    std::array<float, kRecent> gaps{};
    std::uint8_t count = 0;
    bool begun = false;
  };

  std::array<Side, 2> sides_;  // server, client
  std::uint32_t bursts_ = 0;
  std::uint32_t exchanges_ = 0;
  std::uint32_t smallest_answer_ = 0xFFFFFFFFU;
  std::uint32_t largest_answer_ = 0;
};

/// What is known of a session when it is judged.
struct Session {
  Duration duration{};   ///< Of this connection.
  Duration covered{};    ///< Union of this pair's sessions, this one included.
  Duration live{};       ///< Start to last payload.
  double rate = 0;       ///< Payload bytes/s, both ways.
  std::uint64_t up = 0;  ///< Payload.
  std::uint64_t down = 0;
  std::uint32_t active_seconds = 0;
  Direction direction = Direction::Outbound;
  support::ProtocolHabit protocol;
  support::Habit name = support::Habit::None;
  bool label_known = false;
  bool tls = false;
  bool http = false;
  bool irc = false;
  bool named = false;        ///< SNI, Host or DNS name.
  bool ping = false;         ///< ICMP with a ping program's payload.
  bool odd_icmp = false;     ///< ICMP with another.
  bool server_here = false;  ///< Sanctioned or a resolver.
  bool client_guessed = false;
};

struct Verdict {
  int score = 0;
  bool shell = false;  ///< The shape of a reverse shell decided.
  std::vector<Indicator> indicators;
};

/// Points for @p age: 0 below ten minutes, 14 at 15 min, 18 at 1 h, 25 at 4 h, 35 at 8 h, 45 at 12 h, 50 at 24 h.
int age_points(Duration age);

Verdict judge(const Session& session, const Shape& shape, const Params& params);

/// DNS lookups of one client below one domain, without a pause.
struct Conversation {
  Timestamp first;
  Timestamp last;
  Timestamp next_look;
  std::uint64_t queries = 0;
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  support::DistinctCounter names;
};
Verdict judge(const Conversation& conversation, const Params& params);

}  // namespace sekisho::detectors::long_session
