#include "detectors/beacon/series.hpp"

#include <algorithm>

namespace sekisho::detectors::beacon {
namespace {

constexpr std::uint32_t kFirstLook = 4;
// Successive intervals this much against each other are worth a second sketch of their sums.
constexpr double kAlternating = -0.3;
constexpr std::size_t kEnoughToCorrelate = 12;

}  // namespace

std::string_view family_name(Family family) {
  constexpr std::string_view kNames[] = {"pair", "failed", "name", "domain", "lookups", "rare", "session", "bursts"};
  return kNames[static_cast<unsigned>(family)];
}

void Series::begin(const Candidate& candidate) {
  beats_ = 1;
  last_ = candidate.last;
  first_ = candidate.last;
  next_look_ = kFirstLook;
  for (int i = 0; i + 1 < candidate.beats; ++i) {
    const float gap = candidate.gaps[static_cast<std::size_t>(i)];
    first_ -= from_seconds(gap);
    ++beats_;
    interval(gap);
  }
}

void Series::beat(Timestamp t) {
  const double gap = seconds(t - last_);
  last_ = t;
  ++beats_;
  interval(gap);
}

void Series::interval(double s) {
  sketch_.add(s);
  if (sums_) sums_->add(s);
  if (recent_count_ == kRecent) {
    std::copy(recent_.begin() + 1, recent_.end(), recent_.begin());
    --recent_count_;
  }
  recent_[recent_count_++] = static_cast<float>(s);
}

void Series::sizes(std::uint64_t to_server, std::uint64_t to_client) {
  to_server_ += to_server;
  to_client_ += to_client;
  up_.add(to_server);
  down_.add(to_client);
}

void Series::server(std::uint64_t hash) {
  if (server_ != 0 && server_ != hash) many_servers_ = true;
  server_ = hash;
}

void Series::ttl(std::uint32_t s) {
  if (s > 0 && (ttl_ == 0 || s < ttl_)) ttl_ = s;
}

void Series::looked(double evidence) {
  evidence_ = static_cast<float>(evidence);
  const std::uint32_t n = intervals();
  next_look_ = n < kRecent / 2 ? n + 1 : std::max(n + 2, n + n * 3 / 20);
  if (!sums_ && recent_count_ >= kEnoughToCorrelate && support::lag_correlation(recent()) <= kAlternating) {
    sums_ = std::make_unique<support::LagSums>();
    for (const float s : recent()) sums_->add(s);
  }
}

}  // namespace sekisho::detectors::beacon
