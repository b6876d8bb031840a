// What one client tried outside, and how it ended: the last 64 attempts at 24 servers or domains.
//
// Keeps    about 9 KiB, whatever the client does; the oldest leaves.
// Time     packet time: attempts are put into the order of their starts.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "detectors/api/context.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::fallback {

enum class Outcome : std::uint8_t {
  Opened,   ///< Payload both ways.
  Failed,   ///< Nobody answered, or refused.
  Missing,  ///< The name does not exist.
};

struct Attempt {
  Timestamp at;
  std::uint64_t target = 0;  ///< Keyed hash of the domain, or of the address where nothing names it.
  Outcome outcome = Outcome::Opened;
};

struct Target {
  std::uint64_t hash = 0;  ///< 0 where the place is free.
  Timestamp last;
  Object object;
  model::FlowRef flow;  ///< The latest attempt.
  model::AppLabel label;
  std::uint32_t network = 0;  ///< First 16 bits of the address.
  bool named = false;
};

class Attempts {
 public:
  /// The place of @p hash, made if it is new: then the one that was tried longest ago leaves.
  Target& target(std::uint64_t hash, Timestamp at);
  const Target* find(std::uint64_t hash) const;
  void add(const Attempt& attempt);
  /// Attempts that began within @p window before the latest, at targets that are still known, in order.
  std::vector<Attempt> sorted(Duration window) const;
  Timestamp last() const { return last_; }
  Timestamp last_failure() const { return last_failure_; }
  /// How much would be forgotten: failures.
  double worth() const { return failures_; }

 private:
  static constexpr std::size_t kTargets = 24;
  static constexpr std::size_t kAttempts = 64;
  std::array<Target, kTargets> targets_{};
  std::array<Attempt, kAttempts> attempts_{};
  std::size_t used_ = 0, next_ = 0;
  Timestamp last_, last_failure_;
  double failures_ = 0;
};

}  // namespace sekisho::detectors::fallback
