// What is remembered of the look-ups below one domain: which names were new and what they carried, over the last minutes and
// the last hour, and what the answers of the day brought back.
//
// Keeps    about 1 KiB a domain (1 KiB more once it has shown more than 16 names and labels); nothing grows with traffic.
// Time     packet time, given with each call.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/dns_tunnel/name_filter.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/time.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::dns_tunnel {

/// What queries carried within some span of time.
struct Tally {
  std::uint32_t queries = 0;      ///< Repeats included.
  std::uint32_t names = 0;        ///< New ones.
  std::uint32_t chars = 0;        ///< Of labels not seen before.
  std::uint16_t encoded = 0;      ///< New names that read like encoded data.
  std::uint16_t long_names = 0;   ///< New names with a label of 50, of 180 in all, or of 46 encoded characters.
  std::uint16_t odd_names = 0;    ///< New names asked for as an odd type.
  std::uint16_t odd_chars = 0;    ///< Of labels not seen before, in those.
  std::uint16_t odd_encoded = 0;  ///< Those that read like encoded data.
  std::uint16_t exotic = 0;       ///< Queries of NULL, KEY, private or unassigned types, repeats included.
  std::uint8_t odd_types = 0;     ///< OddType bits.

  void operator+=(const Tally& more);
  /// Bytes of data that so many characters can carry: 5 bits each, as Base32 does.
  double information() const { return chars * 5.0 / 8.0; }
};

/// One query, measured.
struct Asked {
  std::string_view below;  ///< The part that can carry data.
  std::uint64_t name_hash = 0;
  std::uint16_t type = 0;
  std::size_t name_size = 0;
  std::uint32_t message_size = 0;
  model::FlowId flow{};
};

/// One response, measured.
struct Answered {
  std::uint8_t rcode = 0;
  std::uint64_t data_hash = 0;   ///< Of all answers in whatever order; 0 without any.
  std::uint32_t data_bytes = 0;  ///< Encoded data in it: TXT, NULL, KEY, or names of CNAME, MX, SRV that read so.
  std::uint32_t message_size = 0;
  bool text = false;         ///< That data stood in a TXT record.
  bool reputation = false;   ///< Its addresses are all in 127/8.
  bool addresses = false;    ///< It has some.
  bool home = false;         ///< They are all of this network.
  bool short_lived = false;  ///< No answer may be kept for longer than 5 s.
};

/// What responses brought in a day.
struct Replies {
  std::uint32_t all = 0;
  std::uint32_t refused = 0;  ///< NXDOMAIN, SERVFAIL and the like.
  std::uint32_t reputation = 0;
  std::uint32_t with_data = 0;
  std::uint32_t with_text = 0;
  std::uint32_t with_addresses = 0;
  std::uint32_t home = 0;  ///< Those of this network.
  std::uint32_t short_lived = 0;
  std::uint64_t data_bytes = 0;
  support::DistinctCounter data;       ///< Different encoded data.
  support::DistinctCounter addresses;  ///< Different sets of addresses.
};

/// The 5-tuple that asks now.
struct Run {
  model::FlowId flow{};
  std::uint32_t queries = 0;
  Timestamp since;
};

class DomainActivity {
 public:
  /// Counts one query at @p now. @p seed keys the hashes of labels. @return true where its name was new.
  bool ask(const Asked& asked, Timestamp now, HashSeed seed);
  void answer(const Answered& answered, Timestamp now);
  /// The client opened a connection to a name of this domain.
  void connect() { ++connections_; }

  /// The last 5 to 10 minutes, and the last hour (55 to 60 minutes).
  Tally recent(Timestamp now) const { return sum(now, 2); }
  Tally hour(Timestamp now) const { return sum(now, kBuckets); }
  const Replies& replies() const { return replies_; }
  /// New encoded names since this day's count began.
  std::uint32_t day_encoded() const { return day_encoded_; }
  std::uint32_t day_names() const { return day_names_; }
  std::uint32_t connections() const { return connections_; }
  const Run& run() const { return run_; }
  /// At most 4 names, the longest so far.
  const std::vector<std::string>& samples() const { return samples_; }
  Timestamp first() const { return first_; }
  Timestamp last() const { return last_; }
  std::uint64_t queries() const { return queries_; }
  std::uint64_t bytes_up() const { return bytes_up_; }
  std::uint64_t bytes_down() const { return bytes_down_; }
  /// How much would be forgotten: information of the day, odd types counting more.
  double worth() const { return worth_; }
  std::size_t heap_bytes() const;

 private:
  static constexpr std::size_t kBuckets = 12;
  static constexpr Duration kBucket = 5min;
  static std::int64_t slot(Timestamp t) { return t.time_since_epoch() / kBucket; }
  void new_day(Timestamp now);
  Tally& bucket(Timestamp now);
  Tally sum(Timestamp now, std::size_t buckets) const;
  std::uint32_t new_chars(std::string_view below, HashSeed seed);
  void keep_sample(std::string_view below);

  NameFilter filter_;
  std::array<Tally, kBuckets> buckets_{};
  std::int64_t newest_ = 0;
  Timestamp first_, last_, day_;
  Replies replies_;
  Run run_;
  std::uint64_t queries_ = 0, bytes_up_ = 0, bytes_down_ = 0;
  std::uint32_t day_encoded_ = 0, day_names_ = 0, connections_ = 0;
  double worth_ = 0;
  std::vector<std::string> samples_;
};

}  // namespace sekisho::detectors::dns_tunnel
