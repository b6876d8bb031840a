// What two hosts have said to each other in ICMP: the counts that tell a ping from a channel.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "detectors/support/distinct_counter.hpp"
#include "flow/base/bytes.hpp"
#include "flow/base/time.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::icmp_tunnel {

/// What the first bytes of a payload give away.
struct Contents {
  bool carries_ip = false;  ///< A whole IP packet, or the start of one, whose length fits.
  bool known_tool = false;  ///< The header of a public tunnel program.
  bool words = false;       ///< Prompts, commands, or the first line of another protocol.
};
/// @p payload the first bytes as captured, @p length of all of it as sent.
Contents look_into(Bytes payload, std::uint32_t length);

/// An ICMP type that is not made to carry data, with data; or a type that means nothing.
bool odd_carrier(const model::IcmpMessage& message, bool v6);

class Activity {
 public:
  enum class Side : std::uint8_t { Low, High };  ///< By address: who asks may change from flow to flow.
  /// One direction's totals.
  struct Total {
    std::uint64_t bytes = 0;      ///< Payload.
    std::uint64_t odd_bytes = 0;  ///< In payloads that no ping program sends.
    std::uint32_t messages = 0;
    std::array<std::uint8_t, 32> sample{};  ///< Of the latest odd payload.
    std::uint8_t sample_size = 0;
    std::uint32_t length = 0;
  };
  enum class Reply : std::uint8_t { None, Matched, Unasked };

  /// Counts @p message. A reply that this pair cannot place is Unasked: the caller knows whether the asker asked somebody else, and
  /// says so by forgive(). Anything odd has changed if interesting() has grown.
  Reply count(const model::IcmpMessage& message, Side from, bool v6, Timestamp now);
  /// Takes back the last reply: the request went to another address (broadcast, many addresses of one host).
  void forgive();

  std::uint32_t interesting() const { return odd_ + differing_ + unsolicited_ + strays_ + odd_types_ + carried_ip_; }
  Timestamp first() const { return first_; }
  Timestamp last() const { return last_; }
  std::uint32_t requests() const { return requests_; }
  std::uint32_t replies() const { return replies_; }
  std::uint32_t matched() const { return matched_; }
  std::uint32_t differing() const { return differing_; }      ///< Answers unlike the request.
  std::uint32_t unsolicited() const { return unsolicited_; }  ///< Replies that nobody asked for, with contents of their own.
  std::uint32_t strays() const { return strays_; }            ///< The same in a ping's dress.
  std::uint32_t stray_texts() const { return stray_texts_; }  ///< Of these, in printable text that is no ping's filling.
  std::uint32_t ordinary() const { return ordinary_; }        ///< Data as ping programs fill it, or that only a clock moves.
  std::uint32_t odd() const { return odd_; }                  ///< Other data.
  std::uint32_t texts() const { return texts_; }
  std::uint32_t dense() const { return dense_; }  ///< Like random bytes.
  std::uint32_t words() const { return words_; }
  std::uint32_t carried_ip() const { return carried_ip_; }
  std::uint32_t tools() const { return tools_; }
  std::uint32_t stuck() const { return stuck_; }  ///< Requests with the identifier and sequence number of the one before.
  std::uint32_t odd_types() const { return odd_types_; }
  std::uint32_t payloads() const { return payloads_.count(); }
  std::uint32_t lengths() const { return lengths_.count(); }
  std::uint32_t longest() const { return longest_; }
  const Total& total(Side from) const { return totals_[static_cast<std::size_t>(from)]; }
  std::uint64_t odd_bytes() const { return totals_[0].odd_bytes + totals_[1].odd_bytes; }

 private:
  struct Pending {
    std::uint64_t hash = 0;
    std::uint64_t start = 0;  ///< First 8 bytes.
    std::uint32_t length = 0;
    std::uint16_t id = 0, sequence = 0;
    Side from = Side::Low;
    bool used = false, answered = false, ordinary = false;
  };
  static constexpr std::size_t kPending = 8;

  void request(const model::IcmpMessage& m, Side from, Timestamp now);
  Reply reply(const model::IcmpMessage& m, Side from);
  void payload(const model::IcmpMessage& m, Side from, bool v6);
  bool moves_little(const model::IcmpMessage& m, const Total& before) const;

  Timestamp first_, last_, last_request_;
  std::array<Pending, kPending> pending_{};
  std::size_t next_ = 0;
  std::array<Total, 2> totals_{};
  support::BasicDistinctCounter<6> payloads_;
  support::BasicDistinctCounter<5> lengths_;
  std::uint64_t last_hash_ = 0;
  std::uint32_t requests_ = 0, replies_ = 0, matched_ = 0, differing_ = 0, unsolicited_ = 0, strays_ = 0, stray_texts_ = 0;
  std::uint32_t ordinary_ = 0, odd_ = 0, texts_ = 0, dense_ = 0, words_ = 0, carried_ip_ = 0, tools_ = 0, stuck_ = 0, odd_types_ = 0;
  std::uint32_t longest_ = 0;
  std::uint16_t last_id_ = 0, last_sequence_ = 0;
  bool asked_ = false;          ///< A request came before.
  bool same_question_ = false;  ///< The request in hand repeats the last one's numbers.
  bool stray_ = false;          ///< The last unasked reply was a stray.
  bool written_ = false;        ///< And its text no ping's.
};

}  // namespace sekisho::detectors::icmp_tunnel
