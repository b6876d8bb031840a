// The domains that one client asked for within the last minutes, each once, and how that ended.
//
// Keeps    64 domains of 80 bytes, whatever the client asks; the oldest leaves.
// Time     packet time, given with each call.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "detectors/support/distinct_counter.hpp"
#include "detectors/support/rhythm.hpp"
#include "flow/base/inline_string.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::dga {

enum class Outcome : std::uint8_t { Asked, Missing, Answered };

struct Domain {
  std::uint64_t hash = 0;  ///< Keyed; 0 where the place is free.
  Timestamp first, asked;
  InlineString<47> name;   ///< What it begins with, for evidence.
  float cost = 0;          ///< Bits a letter pair.
  std::uint8_t label = 0;  ///< Letters of the label that somebody chose.
  Outcome outcome = Outcome::Asked;
  bool connected = false;  ///< The client opened a connection to a name of it.
  bool random = false;     ///< Costs as much as random letters do.
};

/// What the domains of a window have in common.
struct Counts {
  std::uint32_t all = 0;
  std::uint32_t missing = 0;         ///< That do not exist.
  std::uint32_t random = 0;          ///< That read like random letters, whatever came of them.
  std::uint32_t random_missing = 0;  ///< Both.
  std::uint32_t answered = 0;
  std::uint32_t long_missing = 0;  ///< Missing, with a label of at least ten letters: two words.
  std::uint32_t connected = 0;
  double mean_cost = 0;  ///< Of the missing ones.
  Timestamp first;       ///< First of the window.
  Timestamp last_missing;
};

class Activity {
 public:
  /// The entry of @p hash, made at @p now if it is new or older than @p window; its count starts afresh then.
  Domain& domain(std::uint64_t hash, Timestamp now, Duration window);
  Counts counts(Timestamp now, Duration window) const;
  /// How evenly new domains came, one after the other.
  support::Concentration pace(Timestamp now, Duration window) const;
  /// The client connected to a name of domain @p hash.
  void connect(std::uint64_t hash);
  /// Calls @p visit for each domain of the window.
  template <class Visit>
  void for_each(Timestamp now, Duration window, Visit&& visit) const {
    for (const Domain& d : domains_) {
      if (d.hash != 0 && now - d.asked <= window) visit(d);
    }
  }
  Timestamp last() const { return last_; }
  /// Different domains since the day began.
  std::uint32_t day_names() const { return day_names_.count(); }
  /// How much would be forgotten: random names that do not exist.
  double worth() const { return worth_; }
  void more_worth() { worth_ += 1; }

 private:
  static constexpr std::size_t kDomains = 64;
  std::array<Domain, kDomains> domains_{};
  std::size_t next_ = 0;
  support::DistinctCounter day_names_;
  Timestamp day_, last_;
  double worth_ = 0;
};

}  // namespace sekisho::detectors::dga
