#include "tests/support/office/channels.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sekisho::test::office {
namespace {

enum class Way : std::uint8_t { Https, Inside, DnsText, DnsAddress, Echo, Raw };

struct Plan {
  std::string_view name;
  Way way;
  bool always_on;  // which machine: never off, or a laptop
  Kind kind;
  Duration period;
  double jitter;
  const Stack* stack;
  std::uint16_t port;
  bool named;
  unsigned servers;
};

constexpr std::array kPlans = std::to_array<Plan>({
    {"https-30s", Way::Https, false, kWindows, 30s, 0.5, &kGo, 443, true, 1},
    {"https-1m", Way::Https, false, kWindows, 1min, 0.2, &kSchannel, 443, true, 1},
    {"websocket-5m", Way::Inside, false, kMac, 5min, 0.3, &kGo, 443, true, 1},
    {"https-1h", Way::Https, true, kWindows, 1h, 0.1, &kSchannel, 443, false, 1},
    {"https-4h", Way::Https, true, kServer, 4h, 0.1, &kOpenSsl, 8443, false, 1},
    {"dns-txt-1m", Way::DnsText, false, kWindows, 1min, 0.2, nullptr, 53, true, 0},
    {"dns-a-10m", Way::DnsAddress, true, kWindows, 10min, 0.5, nullptr, 53, true, 0},
    {"icmp-2m", Way::Echo, true, kWindows, 2min, 0.25, nullptr, 0, false, 1},
    {"tcp-45s", Way::Raw, false, kWindows, 45s, 0.1, nullptr, 24'680, false, 1},
    {"rotating-5m", Way::Https, false, kWindows, 5min, 0.2, &kGo, 443, true, 5},
});

constexpr std::array<std::string_view, 14> kDomains{"paperstone-metrics.com", "northwind-assets.net", "bluehouse-app.com",  "x1.example.net",
                                                    "x2.example.net",         "silverpost-dns.com",   "greenletter-ns.net", "x3.example.net",
                                                    "x4.example.net",         "motor-report.net",     "winterhotel.org",    "salescareer.io",
                                                    "photo-garden.com",       "ticketlegal.net"};

IpAddress rented(unsigned number) {
  const std::array<std::uint8_t, 4> bytes{static_cast<std::uint8_t>(185 + number % 3), static_cast<std::uint8_t>(40 + number * 11),
                                          static_cast<std::uint8_t>(7 + number), static_cast<std::uint8_t>(20 + number * 3)};
  return IpAddress::v4(bytes.data());
}

std::string letters(Random& random, std::size_t count, std::string_view alphabet) {
  std::string text;
  while (text.size() < count) text += alphabet[random.below(alphabet.size())];
  return text;
}

}  // namespace

class Channels::Implant {
 public:
  Implant(World& world, const Plan& plan, Host& host, unsigned number)
      : world_(world), plan_(plan), host_(host), random_(Random(world.seed).fork(1'000 + number)) {
    channel_.name = plan.name;
    channel_.client = host.address;
    for (unsigned i = 0; i < plan.servers; ++i) {
      Site s;
      s.name = fmt::format("{}{}", plan.servers > 1 ? "www." : "api.", kDomains[number + i]);
      s.label = label({}, "TLS", "Web");
      s.port = plan.port;
      s.fixed = {rented(number * 5 + i)};
      s.ttl = 3600;
      channel_.servers.push_back(s.fixed.front());
      if (plan.named) channel_.domains.emplace_back(kDomains[number + i]);
      sites_.push_back(std::move(s));
    }
    if (plan.servers == 0) channel_.domains.emplace_back(kDomains[number]);
  }

  const Channel& channel() const { return channel_; }

  void start() {
    const Timestamp from = std::max(world_.simulation.now() + 20min, host_.awake_from + 5min);
    world_.simulation.at(from + from_seconds(random_.between(0, std::min(3'600.0, seconds(plan_.period)))), [this] { beat(); });
  }

 private:
  void beat() {
    if (!host_.awake(world_.simulation.now())) return;
    channel_.beats.push_back(world_.simulation.now());
    switch (plan_.way) {
      case Way::Https:
        return again(&Implant::https);
      case Way::Inside:
        return again(&Implant::inside);
      case Way::DnsText:
      case Way::DnsAddress:
        return again(&Implant::names);
      case Way::Echo:
        return again(&Implant::echo);
      case Way::Raw:
        return again(&Implant::raw);
    }
  }
  void again(void (Implant::*how)()) {
    (this->*how)();
    world_.simulation.after(random_.around(plan_.period, plan_.jitter), [this] { beat(); });
  }

  Exchange idle_or_task(std::uint64_t up, std::uint64_t down) {
    Exchange data{up, down, true, {}};
    if (!random_.chance(0.05)) return data;
    (random_.chance(0.5) ? data.up : data.down) += static_cast<std::uint64_t>(random_.lognormal(6'000, 0.8));
    return data;
  }

  Flows::Id connect(const Site& site) {
    if (plan_.named) return world_.connect(host_, site, *plan_.stack);
    const Flows::Id id = world_.flows.open(world_.ends(host_, site.fixed.front(), site.port), model::Transport::Tcp);
    world_.flows.handshake(id, {"", plan_.stack, site.label, &own_, false});
    return id;
  }

  void https() {
    const Flows::Id id = connect(sites_[turn_++ % sites_.size()]);
    world_.flows.exchange(id, idle_or_task(612, 284));
    world_.flows.close(id);
  }

  void inside() {
    if (!world_.flows.is_open(held_)) held_ = connect(sites_.front());
    world_.flows.exchange(held_, idle_or_task(148, 92));
  }

  void names() {
    constexpr std::string_view kHex = "0123456789abcdef", kBase32 = "abcdefghijklmnopqrstuvwxyz234567",
                               kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    model::DnsMessage answer;
    if (plan_.way == Way::DnsText) {
      const bool task = random_.chance(0.05);
      const std::string name = letters(random_, task ? 60 : 34, kHex) + "." + channel_.domains.front();
      const std::string data = letters(random_, task ? 180 : 24, kBase64);
      answer.answers.push_back({name, 16, 1, {}, data, static_cast<std::uint16_t>(data.size() + 1)});
      world_.names.ask(host_.address, name, 16, std::move(answer));
      return;
    }
    const std::string name = letters(random_, 26, kBase32) + "." + channel_.domains.front();
    const std::array<std::uint8_t, 4> data{static_cast<std::uint8_t>(11 + random_.below(90)), static_cast<std::uint8_t>(random_.next()),
                                           static_cast<std::uint8_t>(random_.next()), static_cast<std::uint8_t>(random_.next())};
    answer.answers.push_back({name, 1, 1, IpAddress::v4(data.data()), {}, 4});
    world_.names.ask(host_.address, name, 1, std::move(answer));
  }

  void echo() {
    if (!world_.flows.is_open(held_)) {
      held_ = world_.flows.open({{host_.address, 8}, {sites_.front().fixed.front(), 0}}, model::Transport::Icmp);
      world_.flows.classify(held_, label({}, "ICMP", "Network"), {});
    }
    model::IcmpMessage m;
    m.type = 8;
    m.echo_request = true;
    m.id = 4'242;
    m.sequence = ++sequence_;
    fill(m);
    world_.flows.message(held_, m);
    const std::uint32_t up = m.length;
    m.from_client = m.echo_request = false;
    m.echo_reply = true;
    m.type = 0;
    fill(m);
    world_.flows.exchange(held_, {up, m.length, true, {}});
    world_.flows.message(held_, m);
  }
  void fill(model::IcmpMessage& m) {
    m.length = static_cast<std::uint32_t>(random_.chance(0.1) ? 200 + random_.below(900) : 64 + 16 * random_.below(3));
    m.hash = random_.next();
    m.tail_hash = random_.next();
    m.entropy = 0.96F;
    m.sample_size = 32;
    for (std::uint8_t& byte : m.sample) byte = static_cast<std::uint8_t>(random_.next());
  }

  void raw() {
    if (!world_.flows.is_open(held_)) {
      held_ = world_.flows.open(world_.ends(host_, sites_.front().fixed.front(), plan_.port), model::Transport::Tcp);
      world_.flows.classify(held_, {}, {}, std::string_view("\x4c\x00\x00\x00\x9f\x1b\xe0\x07\x55\xc3\x12\x8a\xfe\x60\x3d\x91", 16),
                            std::string_view("\x18\x00\x00\x00\x07\xd1\x6a\xbb\x02\x5e\x94\xc8\x31\xf7\x0d\x42", 16));
    }
    world_.flows.exchange(held_, idle_or_task(76, 24));
  }

  World& world_;
  const Plan& plan_;
  Host& host_;
  Random random_;
  Channel channel_;
  std::vector<Site> sites_;
  const Identity own_{"CN=localhost", "CN=localhost", {}, true, 24h * 20, 24h * 365};
  Flows::Id held_{};
  std::size_t turn_ = 0;
  std::uint16_t sequence_ = 0;
};

Channels::Channels() = default;
Channels::~Channels() = default;

void Channels::start(World& world, std::vector<Host>& hosts) {
  std::vector<const Host*> taken;
  unsigned number = 0;
  for (const Plan& plan : kPlans) {
    const auto fits = [&](const Host& h) {
      const Duration awake = h.awake_until - h.awake_from;
      return h.kind == plan.kind && (plan.always_on ? awake >= 24h : awake > 6h && awake < 24h) &&
             std::find(taken.begin(), taken.end(), &h) == taken.end();
    };
    // Not the first ones of the list: somewhere among their like.
    std::vector<Host*> candidates;
    for (Host& h : hosts) {
      if (fits(h)) candidates.push_back(&h);
    }
    Random lot = Random(world.seed).fork(2'000 + number);
    Host& host = *candidates.at(lot.below(candidates.size()));
    taken.push_back(&host);
    implants_.push_back(std::make_unique<Implant>(world, plan, host, number++));
    implants_.back()->start();
  }
}

std::vector<const Channel*> Channels::all() const {
  std::vector<const Channel*> list;
  for (const auto& implant : implants_) list.push_back(&implant->channel());
  return list;
}

}  // namespace sekisho::test::office
