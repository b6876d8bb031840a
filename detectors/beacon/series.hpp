// The beats of one key: when they came and how large they were.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "detectors/support/rhythm.hpp"
#include "detectors/support/size_sketch.hpp"
#include "flow/base/time.hpp"

namespace sekisho::detectors::beacon {

/// What the beats of a series have in common besides the client.
enum class Family : std::uint8_t {
  Pair,     ///< Answered flows to one server address, port and transport.
  Failed,   ///< Flows to it that were refused or never answered.
  Name,     ///< Flows and HTTP requests to one name.
  Domain,   ///< The same to one registered domain.
  Lookups,  ///< DNS queries below one registered domain.
  Rare,     ///< Contacts with anything rare and new in this network.
  Session,  ///< Bursts inside one connection, one side's.
  Bursts,   ///< Bursts inside all connections of a pair, one side's.
};
/// "pair", "failed", "name", "domain", "lookups", "rare", "session", "bursts": for evidence.
std::string_view family_name(Family family);

/// One to three beats: all that most keys ever have.
struct Candidate {
  Timestamp last;
  std::array<float, 2> gaps{};
  std::uint8_t beats = 0;
};

/// At least four beats.
class Series {
 public:
  static constexpr std::size_t kRecent = 16;

  /// The candidate's beats.
  void begin(const Candidate& candidate);
  /// A beat at @p t, not before the last one.
  void beat(Timestamp t);
  /// A contact so close to the last beat that it belongs to it.
  void merge() { ++merged_; }
  /// Payload of one contact.
  void sizes(std::uint64_t to_server, std::uint64_t to_client);
  void server(std::uint64_t hash);
  void ttl(std::uint32_t s);
  /// Of look-ups: what was looked up is connected to.
  void used() { ++used_; }

  /// True where enough is new since the last look that a test is worth its microseconds: every beat up to eight, then at
  /// 15 % more.
  bool due() const { return intervals() >= next_look_; }
  void looked(double evidence);

  std::uint32_t beats() const { return beats_; }
  std::uint32_t intervals() const { return beats_ > 0 ? beats_ - 1 : 0; }
  std::uint32_t merged() const { return merged_; }
  std::uint32_t uses() const { return used_; }
  Timestamp first() const { return first_; }
  Timestamp last() const { return last_; }
  Duration span() const { return last_ - first_; }
  std::uint64_t to_server() const { return to_server_; }
  std::uint64_t to_client() const { return to_client_; }
  bool many_servers() const { return many_servers_; }
  std::uint32_t smallest_ttl() const { return ttl_; }  ///< Seconds; 0 where unknown.
  const support::IntervalSketch& sketch() const { return sketch_; }
  const support::SizeSketch& up() const { return up_; }
  const support::SizeSketch& down() const { return down_; }
  const support::LagSums* sums() const { return sums_.get(); }
  /// The latest intervals in seconds, oldest first, at most kRecent.
  std::span<const float> recent() const { return {recent_.data(), recent_count_}; }
  /// What is lost if it is evicted.
  double worth() const { return evidence_ + static_cast<double>(beats_ < 64 ? beats_ : 64) / 16; }
  std::size_t heap_bytes() const { return sums_ ? sizeof(support::LagSums) : 0; }

 private:
  void interval(double s);

  Timestamp first_;
  Timestamp last_;
  std::uint32_t beats_ = 0;
  std::uint32_t merged_ = 0;
  std::uint32_t used_ = 0;
  std::uint32_t next_look_ = 0;
  std::uint32_t ttl_ = 0;
  std::uint64_t to_server_ = 0;
  std::uint64_t to_client_ = 0;
  std::uint64_t server_ = 0;
  std::array<float, kRecent> recent_{};
  std::uint8_t recent_count_ = 0;
  bool many_servers_ = false;
  float evidence_ = 0;
  support::IntervalSketch sketch_;
  support::SizeSketch up_;
  support::SizeSketch down_;
  std::unique_ptr<support::LagSums> sums_;  // only while intervals alternate
};

}  // namespace sekisho::detectors::beacon
