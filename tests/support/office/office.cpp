#include "tests/support/office/office.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tests/support/office/people.hpp"
#include "tests/support/office/routines.hpp"
#include "tests/support/office/services.hpp"
#include "tests/support/packet_builder.hpp"

namespace sekisho::test::office {
namespace {

struct Crew {
  Kind kind;
  unsigned count;
  bool always_on;
  std::uint8_t third, fourth;  // of their addresses, from here on
};
constexpr std::array kCrews = std::to_array<Crew>({
    {kWindows, 30, true, 1, 10},
    {kWindows, 80, false, 1, 50},
    {kMac, 30, false, 1, 150},
    {kLinux, 8, true, 1, 200},
    {kPhone, 34, false, 2, 10},
    {kServer, 6, true, 0, 10},
    {kPrinter, 4, true, 3, 10},
    {kDevice, 8, true, 3, 20},
});

constexpr Timestamp kBegin = kStart + 8h;

}  // namespace

struct Office::Parts {
  explicit Parts(const OfficeOptions& o) : options(o), world(kBegin, o.seed), services(world) {
    const Random all(o.seed);
    hosts.reserve(200);
    for (const Crew& crew : kCrews) {
      for (unsigned i = 0; i < crew.count; ++i) {
        const std::array<std::uint8_t, 4> bytes{10, 20, crew.third, static_cast<std::uint8_t>(crew.fourth + i)};
        Host h;
        h.number = static_cast<std::uint32_t>(hosts.size());
        h.address = IpAddress::v4(bytes.data());
        h.kind = crew.kind;
        h.random = all.fork(h.number + 10);
        keep_hours(h, crew.always_on);
        hosts.push_back(h);
      }
    }
    routines.start(world, hosts);
    people.start(world, hosts);
    services.start(hosts);
    if (o.channels) channels.start(world, hosts);
  }

  void keep_hours(Host& h, bool always_on) const {
    const Timestamp end = kBegin + options.length;
    h.awake_from = h.from = h.until = kBegin;
    h.awake_until = end;
    if ((h.kind & (kServer | kPrinter | kDevice)) != 0) return;
    // One in eight is away this day; a desktop stays on all the same.
    const bool away = h.random.chance(0.125);
    const Timestamp comes = kStart + from_seconds(std::clamp(h.random.normal(8.75, 0.7), 6.0, 11.0) * 3'600);
    const Timestamp leaves = kStart + from_seconds(std::clamp(h.random.normal(17.75, 0.9), 14.0, 21.0) * 3'600);
    if (!away) {
      h.from = std::clamp(comes, kBegin, end);
      h.until = std::min(leaves, end);
    }
    if (always_on) return;
    h.awake_from = h.from;
    h.awake_until = away ? h.from : h.until;
  }

  OfficeOptions options;
  World world;
  std::vector<Host> hosts;
  Routines routines;
  People people;
  Services services;
  Channels channels;
};

Office::Office(const OfficeOptions& options) : parts_(std::make_unique<Parts>(options)) {}
Office::~Office() = default;

bool Office::advance(std::vector<model::FlowEvent>& events) {
  constexpr Duration kSlice = 5s;
  constexpr std::size_t kBatch = 512;
  World& world = parts_->world;
  const Timestamp end = kBegin + parts_->options.length;
  while (world.events.size() < kBatch && world.simulation.now() < end) world.simulation.run_until(std::min(end, world.simulation.now() + kSlice));
  events = std::exchange(world.events, {});
  return world.simulation.now() < end;
}

Timestamp Office::watermark() const { return parts_->world.simulation.now(); }
std::vector<const Channel*> Office::channels() const { return parts_->channels.all(); }
const std::vector<Host>& Office::hosts() const { return parts_->hosts; }

}  // namespace sekisho::test::office
