// What is remembered of one client's look-ups of unusual types over all domains: an implant may turn from domain to domain and from
// type to type with each question.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "flow/base/time.hpp"

namespace sekisho::detectors::dns_tunnel {

/// One look-up below a registered domain.
struct Turn {
  Timestamp time;
  std::uint64_t domain = 0;   ///< Keyed hash.
  std::uint64_t tag = 0;      ///< Keyed hash of the leading tag; 0 without one.
  std::uint8_t odd_type = 0;  ///< OddType bit; 0 for ordinary types.
};

/// The last 16 turns of a client, each domain and type once. About 420 bytes.
class Spread {
 public:
  /// What the turns of the last hour have in common.
  struct Summary {
    std::uint32_t types = 0;    ///< Different unusual types.
    std::uint32_t domains = 0;  ///< Domains asked with them.
    std::uint32_t tied = 0;     ///< Domains that share a leading tag, whatever the type.
  };

  void add(const Turn& turn);
  Summary summary(Timestamp now) const;
  /// The unusual types of the last hour, as OddType bits.
  std::uint8_t types(Timestamp now) const;
  std::size_t turns() const { return used_; }
  Timestamp last() const { return last_; }

 private:
  static constexpr std::size_t kTurns = 16;
  std::array<Turn, kTurns> turns_{};
  std::size_t used_ = 0;
  std::size_t next_ = 0;
  Timestamp last_;
};

}  // namespace sekisho::detectors::dns_tunnel
