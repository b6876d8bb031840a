#include "detectors/dns_tunnel/activity.hpp"

#include <algorithm>

#include "detectors/dns_tunnel/names.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

constexpr std::size_t kSamples = 4;
constexpr std::size_t kSampleChars = 90;
// Elastic's and nDPI's rules take labels from 48 or 50 characters as tunnels. Names of hashes hold 40 (SHA-1) and a few more.
constexpr std::size_t kLongLabel = 50;
constexpr std::size_t kLongName = 180;
constexpr std::size_t kLongCode = 46;  // Encoded characters in all labels.
constexpr std::size_t kLabels = 32;    // A name of 255 bytes can hold 127, each of which would cost a look-up.

template <class Int>
void join(Int& to, std::uint64_t more) {
  constexpr std::uint64_t kMost = static_cast<Int>(~Int{0});
  to = static_cast<Int>(std::min<std::uint64_t>(kMost, to + more));
}

}  // namespace

void Tally::operator+=(const Tally& more) {
  join(queries, more.queries);
  join(names, more.names);
  join(chars, more.chars);
  join(encoded, more.encoded);
  join(long_names, more.long_names);
  join(odd_names, more.odd_names);
  join(odd_chars, more.odd_chars);
  join(odd_encoded, more.odd_encoded);
  join(exotic, more.exotic);
  odd_types |= more.odd_types;
}

Tally& DomainActivity::bucket(Timestamp now) {
  const std::int64_t at = slot(now);
  if (at - newest_ >= static_cast<std::int64_t>(kBuckets)) {
    buckets_.fill({});
    newest_ = at;
  }
  while (newest_ < at) buckets_[static_cast<std::size_t>(++newest_) % kBuckets] = {};
  return buckets_[static_cast<std::size_t>(newest_) % kBuckets];  // a late query counts as now
}

Tally DomainActivity::sum(Timestamp now, std::size_t buckets) const {
  Tally total;
  const std::int64_t at = std::max(slot(now), newest_);
  for (std::size_t back = 0; back < buckets; ++back) {
    const std::int64_t index = at - static_cast<std::int64_t>(back);
    if (index > newest_ || index <= newest_ - static_cast<std::int64_t>(kBuckets)) continue;
    if (const Tally& t = buckets_[static_cast<std::size_t>(index) % kBuckets]; t.queries > 0) total += t;
  }
  return total;
}

void DomainActivity::new_day(Timestamp now) {
  filter_.clear();
  day_ = now;
  day_encoded_ = day_names_ = 0;
  replies_ = {};
  connections_ = 0;
  worth_ /= 2;
}

bool DomainActivity::ask(const Asked& asked, Timestamp now, HashSeed seed) {
  if (queries_ == 0) {
    first_ = day_ = now;
    newest_ = slot(now);
  }
  if (now - day_ >= 24h) new_day(now);
  last_ = std::max(last_, now);
  ++queries_;
  bytes_up_ += asked.message_size;
  if (asked.flow != run_.flow || run_.queries == 0) run_ = {asked.flow, 0, now};
  ++run_.queries;

  Tally& tally = bucket(now);
  join(tally.queries, 1);
  const std::uint8_t odd = odd_type_bit(asked.type);
  tally.odd_types |= odd;
  join(tally.exotic, is_exotic_type(asked.type) ? 1 : 0);
  if (!filter_.add(asked.name_hash)) return false;
  const std::uint32_t chars = new_chars(asked.below, seed);
  const std::uint64_t encoded = looks_encoded(asked.below) ? 1 : 0;
  const bool long_name =
      longest_label(asked.below) >= kLongLabel || asked.name_size >= kLongName || (encoded == 1 && carried(asked.below) >= kLongCode);
  join(tally.names, 1);
  join(tally.chars, chars);
  join(tally.encoded, encoded);
  join(tally.long_names, long_name ? 1 : 0);
  if (carries_data(asked.type)) {
    join(tally.odd_names, 1);
    join(tally.odd_chars, chars);
    join(tally.odd_encoded, encoded);
  }
  join(day_names_, 1);
  join(day_encoded_, encoded);
  worth_ += chars * (odd != 0 ? 4.0 : 1.0);
  keep_sample(asked.below);
  return true;
}

// What is the same in every name (a site's host part, an implant's own label) carries nothing: only labels not seen before count.
std::uint32_t DomainActivity::new_chars(std::string_view below, HashSeed seed) {
  std::size_t chars = 0;
  for (std::size_t n = 0; n < kLabels && !below.empty(); ++n) {
    const std::size_t dot = below.find('.');
    const std::string_view label = below.substr(0, dot);
    if (filter_.add(mix(keyed_hash(label, seed), 1))) chars += label.size();
    below = dot == std::string_view::npos ? std::string_view{} : below.substr(dot + 1);
  }
  return static_cast<std::uint32_t>(chars);
}

void DomainActivity::keep_sample(std::string_view below) {
  const std::string_view part = below.substr(0, kSampleChars);
  if (samples_.size() < kSamples) {
    samples_.emplace_back(part);
    return;
  }
  const auto shortest = std::min_element(samples_.begin(), samples_.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  if (part.size() > shortest->size()) shortest->assign(part);
}

void DomainActivity::answer(const Answered& answered, Timestamp now) {
  last_ = std::max(last_, now);
  bytes_down_ += answered.message_size;
  Replies& r = replies_;
  join(r.all, 1);
  join(r.refused, answered.rcode != 0 ? 1 : 0);
  join(r.reputation, answered.reputation ? 1 : 0);
  join(r.short_lived, answered.short_lived ? 1 : 0);
  if (answered.addresses) {
    join(r.with_addresses, 1);
    join(r.home, answered.home ? 1 : 0);
    r.addresses.add(answered.data_hash);
  }
  if (answered.data_bytes == 0) return;
  join(r.with_data, 1);
  join(r.with_text, answered.text ? 1 : 0);
  r.data_bytes += answered.data_bytes;
  r.data.add(answered.data_hash);
}

std::size_t DomainActivity::heap_bytes() const {
  std::size_t bytes = filter_.heap_bytes() + samples_.capacity() * sizeof(std::string);
  for (const std::string& s : samples_) bytes += s.capacity();
  return bytes;
}

}  // namespace sekisho::detectors::dns_tunnel
