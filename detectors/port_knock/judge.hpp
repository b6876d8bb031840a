// How much failures and the connection after them count as a signal. Pure: this is where the arithmetic is tested.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/port_knock/params.hpp"

namespace sekisho::detectors::port_knock {

/// Something that one host of a pair sent the other and that nobody answered.
struct Knock {
  Timestamp at;
  std::uint16_t port = 0;
  std::uint16_t source = 0;  ///< The sender's port.
  std::uint16_t size = 0;    ///< Payload bytes of a datagram; 0 for TCP.
  bool datagram = false;
  bool sealed = false;    ///< A datagram that begins like Base64 or random bytes, to a port without a protocol of its own.
  bool from_low = false;  ///< By address: either may knock.
};

/// The last failures between two hosts, in the order in which they were told.
class Knocks {
 public:
  static constexpr std::size_t kMost = 24;
  void add(const Knock& knock);
  /// In order of time.
  std::vector<Knock> sorted() const;
  Timestamp last() const { return last_; }
  std::size_t size() const { return used_; }

 private:
  std::array<Knock, kMost> knocks_{};
  std::size_t used_ = 0, next_ = 0;
  Timestamp last_;
};

/// A connection with payload.
struct Opened {
  Timestamp at;
  std::uint16_t port = 0;
  bool from_low = false;
  bool outbound = false;  ///< From home to elsewhere.
};

enum class Kind : std::uint8_t {
  Sequence = 1,       ///< Closed ports in a row, then one that opens.
  Datagram = 2,       ///< A sealed datagram, then a port that opens to the sender.
  CallBack = 3,       ///< A single datagram, then a connection to its sender.
  Authorisation = 4,  ///< Sealed datagrams to the port of a known tool, whatever follows.
};

struct Verdict {
  int score = 0;  ///< 0 … 100
  Kind kind = Kind::Sequence;
  std::vector<Indicator> indicators;
  std::vector<Knock> knocks;
  std::uint64_t sequence = 0;  ///< Hash of the ports in order; 0 for datagrams.
};

/// @p first nothing was seen between the two before that connection but the knocks.
Verdict judge(const Knocks& knocks, const Opened& opened, bool first, const Params& params);
/// Datagrams without a connection.
Verdict judge(const Knocks& knocks, const Knock& latest);
/// The same sequence opened a port before: +30.
void repeated(Verdict& verdict, std::uint32_t times);

/// A payload's first bytes: Base64 in full mixture, or hardly a byte twice and half of them no text.
bool looks_sealed(Bytes first);

}  // namespace sekisho::detectors::port_knock
