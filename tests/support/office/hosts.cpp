#include "tests/support/office/hosts.hpp"

#include <utility>

namespace sekisho::test::office {

// JA4 of these families as FoxIO's public list and captures of our own show them; what matters is who shares which.
const Stack kChrome{"t13d1516h2_8daaf6152771_02713d6af862",
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36", 0x0304, true};
const Stack kChromeQuic{"q13d0312h3_55b375c5d22e_06cda9e17597", kChrome.agent};
const Stack kFirefox{"t13d1715h2_5b57614c22b0_5c2c66f702b0", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"};
const Stack kSafari{"t13d2014h2_a09f3c656075_e42f34c56612",
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15"};
const Stack kElectron{"t13d1515h2_8daaf6152771_f37e75b10bcc", "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0.0.0 Electron/32.2.1",
                      0x0304, true};
const Stack kSchannel{"t12d1909h2_d83cc789557e_7af1ed941c26", "Microsoft-CryptoAPI/10.0", 0x0303};
const Stack kDarwin{"t13d2013h2_a09f3c656075_7f0f34a4126d", "CFNetwork/1568.200.51 Darwin/24.1.0"};
const Stack kAndroid{"t13d1513h2_8daaf6152771_eca864cca44a", "okhttp/4.12.0"};
const Stack kOpenSsl{"t13d301000_1d37bd780c83_d339722ba4af", "curl/8.5.0"};
const Stack kGo{"t13d190900_9dc949149365_97f8aa674fd9", "Go-http-client/2.0"};
const Stack kMbedTls{"t12d120600_bb1d0bba3c4a_0a1b5dd2e5e5", "ESP-IDF", 0x0303};

const Stack& browser_of(const Host& host) {
  switch (host.kind) {
    case kMac:
      return host.number % 3 == 0 ? kChrome : kSafari;
    case kLinux:
      return kFirefox;
    case kPhone:
      return host.number % 2 == 0 ? kSafari : kChrome;
    default:
      return host.number % 9 == 0 ? kFirefox : kChrome;  // Edge is Chrome here
  }
}

namespace {
IpAddress resolver() {
  constexpr std::array<std::uint8_t, 4> kAddress{10, 20, 0, 10};
  return IpAddress::v4(kAddress.data());
}
}  // namespace

World::World(Timestamp start, std::uint64_t s) : simulation(start), flows(simulation, events), names(simulation, events, resolver(), s), seed(s) {}

model::Endpoints World::ends(Host& host, const IpAddress& server, std::uint16_t port) const {
  std::uint16_t& next = ports_[host.number];
  next = next < 49'152 || next == UINT16_MAX ? static_cast<std::uint16_t>(49'152 + host.number % 1000) : static_cast<std::uint16_t>(next + 1);
  return {{host.address, next}, {server, port}};
}

const Identity* World::identity_of(const Site& site) {
  Identity& i = identities_[site.name];
  if (i.names.empty()) {
    i = {"CN=" + site.name, "CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US", {site.name}, false, 24h * 60, 24h * 365};
  }
  return &i;
}

Flows::Id World::connect(Host& host, const Site& site, const Stack& stack) {
  const IpAddress server = names.resolve(host.address, site);
  const bool quic = site.quic && stack.shuffles;  // of the programs here, what is made of Chromium
  const Flows::Id id = flows.open(ends(host, server, site.port), quic ? model::Transport::Udp : model::Transport::Tcp);
  Hello hello{site.name, &stack, site.label, site.old_tls || stack.version < 0x0304 ? identity_of(site) : nullptr, quic};
  if (quic) {
    hello.identity = nullptr;
    hello.stack = &kChromeQuic;
    (hello.label.master.empty() ? hello.label.app : hello.label.master) = "QUIC";
  }
  flows.handshake(id, hello);
  return id;
}

void World::call(Host& host, const Site& site, const Stack& stack, const Exchange& data, Duration idle) {
  const std::uint64_t key = mix(mix(host.number, keyed_hash(site.name, HashSeed{4})), keyed_hash(stack.ja4, HashSeed{4}));
  Pooled& p = pool_[key];
  if (!flows.is_open(p.id)) p.id = connect(host, site, stack);
  p.used = simulation.now();
  const Flows::Id id = p.id;
  flows.exchange(id, data);
  simulation.after(idle, [this, key, id, idle] { retire(key, id, idle); });
}

void World::retire(std::uint64_t key, Flows::Id id, Duration idle) {
  const auto it = pool_.find(key);
  if (it == pool_.end() || it->second.id != id || simulation.now() - it->second.used < idle) return;
  flows.close(id);
  pool_.erase(it);
}

void World::talk(Host& host, const IpAddress& server, std::uint16_t port, model::Transport transport, const model::AppLabel& what,
                 const Exchange& data) {
  const Flows::Id id = flows.open(ends(host, server, port), transport);
  flows.classify(id, what, {});
  flows.exchange(id, data);
  flows.close(id);
}

}  // namespace sekisho::test::office
