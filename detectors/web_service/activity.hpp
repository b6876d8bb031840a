// How one client uses one service. Fixed size.
#pragma once

#include <array>
#include <cstdint>

#include "flow/base/time.hpp"

namespace sekisho::detectors::web_service {

struct Pace {
  double period = 0;  ///< Median interval, s.
  double spread = 1;  ///< Median deviation from it, as a share of it.
  std::uint32_t contacts = 0;
};

class Activity {
 public:
  /// A request, a connection or a burst in one. Contacts closer than @p shortest to the one before are the same.
  void contact(Timestamp at, Duration shortest);
  void moved(std::uint64_t up, std::uint64_t down) {
    up_ += up;
    down_ += down;
  }
  /// @p others domains that the client called in the minute before.
  void company(std::uint32_t others);
  void program() { program_ = true; }

  Pace pace() const;
  std::uint32_t contacts() const { return contacts_; }
  std::uint64_t up() const { return up_; }
  std::uint64_t down() const { return down_; }
  /// Contacts with next to nobody else around: not a person's browser.
  bool alone() const { return contacts_ > 0 && 4 * accompanied_ <= contacts_; }
  bool is_program() const { return program_; }  ///< A user agent that is no browser's.
  Timestamp first() const { return first_; }
  Timestamp last() const { return last_; }

  Timestamp said_at;
  int said = 0;

 private:
  static constexpr std::size_t kIntervals = 16;
  std::array<float, kIntervals> intervals_{};
  Timestamp first_, last_;
  std::uint64_t up_ = 0, down_ = 0;
  std::uint32_t contacts_ = 0, accompanied_ = 0;
  bool program_ = false;
};

}  // namespace sekisho::detectors::web_service
