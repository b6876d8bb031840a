#include "detectors/knowledge/objects.hpp"

#include <algorithm>
#include <chrono>
#include <type_traits>

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

void ClientCount::save(StateWriter& to) const {
  static_assert(std::is_trivially_copyable_v<Sketch>);
  to.put<std::uint8_t>(sketch_ ? 1 : 0);
  if (sketch_) {
    to.put(Bytes(reinterpret_cast<const std::uint8_t*>(sketch_.get()), sizeof(Sketch)));
    return;
  }
  to.put(used_);
  for (std::uint8_t i = 0; i < used_; ++i) to.put(ids_[i]);
}

bool ClientCount::restore(StateReader& from, std::size_t& sketches, std::size_t most) {
  if (from.get<std::uint8_t>() != 0) {
    Sketch sketch;
    from.get(reinterpret_cast<std::uint8_t*>(&sketch), sizeof sketch);
    if (!from.ok()) return false;
    if (sketches >= most) return true;  // its clients are forgotten; better than more memory than was allowed
    sketch_ = std::unique_ptr<Sketch, SketchDeleter>(new Sketch(sketch), SketchDeleter{&sketches});
    ++sketches;
    stale_ = true;
    return true;
  }
  const auto used = from.get<std::uint8_t>();
  if (used > kExact) return false;
  for (std::uint8_t i = 0; i < used; ++i) ids_[i] = from.get<std::uint32_t>();
  used_ = used;
  return from.ok();
}

void Objects::save(StateWriter& to) const {
  to.put<std::uint64_t>(objects_.size());
  objects_.for_each([&](std::uint64_t key, const SeenObject& o) {
    to.put(key);
    to.put<std::int64_t>(o.first.time_since_epoch().count());
    to.put(o.last_day);
    to.put(o.days);
    o.clients.save(to);
  });
}

bool Objects::restore(StateReader& from) {
  bool good = true;
  for (auto left = from.get<std::uint64_t>(); left > 0 && good; --left) {
    const auto key = from.get<std::uint64_t>();
    objects_.update(key, [&](SeenObject& o) {
      o.first = Timestamp(Duration(from.get<std::int64_t>()));
      o.last_day = from.get<std::uint32_t>();
      o.days = from.get<std::uint16_t>();
      good = o.clients.restore(from, sketches_, most_sketches_);
    });
  }
  good = good && from.ok();
  if (!good) objects_.expire([](const SeenObject&) { return true; });
  return good;
}

std::size_t Objects::most_saved(std::size_t capacity) {
  constexpr std::size_t kOne = 128, kSketch = sizeof(ClientCount::Sketch) + 128, kRest = 1U << 20U;
  return kRest + capacity * kOne + std::max<std::size_t>(capacity / 16, 16) * kSketch;
}

}  // namespace sekisho::detectors::knowledge
