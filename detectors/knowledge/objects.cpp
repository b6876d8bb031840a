#include "detectors/knowledge/objects.hpp"

#include <algorithm>
#include <chrono>

namespace sekisho::detectors::knowledge {
namespace {

// About half of a network's domains are one client's on one day.
constexpr double kTrialShare = 0.5;

std::uint32_t day_of(Timestamp t) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(0, std::chrono::floor<std::chrono::days>(t.time_since_epoch()).count()));
}

}  // namespace

void ClientCount::add(std::uint64_t client, std::size_t& sketches, std::size_t most) {
  if (sketch_) {
    stale_ = sketch_->add(client >> 32) || stale_;
    return;
  }
  const auto id = static_cast<std::uint32_t>(client >> 32);
  const auto end = ids_.begin() + used_;
  if (std::find(ids_.begin(), end, id) != end) return;
  if (used_ < kExact) {
    ids_[used_++] = id;
    return;
  }
  if (sketches >= most) return;
  sketch_ = std::unique_ptr<Sketch, SketchDeleter>(new Sketch, SketchDeleter{&sketches});
  ++sketches;
  for (const std::uint32_t known : ids_) sketch_->add(known);
  sketch_->add(id);
  stale_ = true;
}

std::uint32_t ClientCount::count() const {
  if (!sketch_) return used_;
  if (stale_) {
    estimate_ = sketch_->count();
    stale_ = false;
  }
  return estimate_;
}

double ObjectWorth::operator()(const SeenObject& o) const {
  // A month of days and sixteen clients weigh alike; beyond that nothing is thrown away lightly.
  return std::min<double>(o.clients.count(), 16) + std::min<double>(o.days, 30) / 2;
}

// One object in sixteen is popular at the very most: 16 MiB for the default of 250,000 objects.
Objects::Objects(std::size_t capacity) : most_sketches_(std::max<std::size_t>(capacity / 16, 16)), objects_(capacity, kTrialShare) {}

void Objects::contact(std::uint64_t object, std::uint64_t client, Timestamp now) {
  objects_.update(object, [&](SeenObject& o) {
    const std::uint32_t day = day_of(now);
    if (o.days == 0) o.first = now;
    if (o.days == 0 || day != o.last_day) {
      if (o.days < 0xFFFF) ++o.days;
      o.last_day = day;
    }
    o.clients.add(client, sketches_, most_sketches_);
  });
}

}  // namespace sekisho::detectors::knowledge
