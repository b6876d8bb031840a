#include "detectors/dns_tunnel/spread.hpp"

#include <algorithm>
#include <bit>

namespace sekisho::detectors::dns_tunnel {
namespace {

constexpr Duration kWindow = 1h;

}  // namespace

void Spread::add(const Turn& turn) {
  last_ = std::max(last_, turn.time);
  for (std::size_t i = 0; i < used_; ++i) {
    Turn& t = turns_[i];
    if (t.domain == turn.domain && t.odd_type == turn.odd_type && t.tag == turn.tag) {
      t.time = turn.time;
      return;
    }
  }
  turns_[next_] = turn;
  next_ = (next_ + 1) % kTurns;
  used_ = std::min(used_ + 1, kTurns);
}

std::uint8_t Spread::types(Timestamp now) const {
  std::uint8_t types = 0;
  for (std::size_t i = 0; i < used_; ++i) {
    if (now - turns_[i].time <= kWindow) types |= turns_[i].odd_type;
  }
  return types;
}

Spread::Summary Spread::summary(Timestamp now) const {
  Summary s;
  for (std::size_t i = 0; i < used_; ++i) {
    const Turn& t = turns_[i];
    if (now - t.time > kWindow) continue;
    const auto earlier = [&](const auto& like) { return std::any_of(turns_.begin(), turns_.begin() + static_cast<std::ptrdiff_t>(i), like); };
    if (t.odd_type != 0 && !earlier([&](const Turn& o) { return o.domain == t.domain && o.odd_type != 0 && now - o.time <= kWindow; })) ++s.domains;
    if (t.tag == 0) continue;
    std::uint32_t tied = 0;
    for (std::size_t j = 0; j < used_; ++j) {
      const Turn& o = turns_[j];
      if (o.tag != t.tag || now - o.time > kWindow) continue;
      tied += std::none_of(turns_.begin(), turns_.begin() + static_cast<std::ptrdiff_t>(j),
                           [&](const Turn& p) { return p.tag == o.tag && p.domain == o.domain && now - p.time <= kWindow; });
    }
    s.tied = std::max(s.tied, tied);
  }
  s.types = static_cast<std::uint32_t>(std::popcount(types(now)));
  return s;
}

}  // namespace sekisho::detectors::dns_tunnel
