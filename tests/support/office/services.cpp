// Periods: leases of 8 h are renewed at half of it (RFC 2131); Windows asks its domain controller for the time every 1024 s and refreshes group
// policy every 90 min and up to 30 more; systemd-timesyncd ends at 34 min; LibreNMS and Cacti poll SNMP every 5 min, Zabbix pings every minute.
// The scanner's look-ups have the form of Sophos' SXL: a hash of what was opened or visited, in labels below one domain.
#include "tests/support/office/services.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

namespace sekisho::test::office {
namespace {

IpAddress at(std::uint8_t third, std::uint8_t fourth) {
  const std::array<std::uint8_t, 4> bytes{10, 20, third, fourth};
  return IpAddress::v4(bytes.data());
}
const IpAddress kController = at(0, 10), kFiles = at(0, 12), kGateway = at(0, 1);

model::DnsRecord text_record(const std::string& name, std::string text, std::uint32_t ttl) {
  const auto size = static_cast<std::uint16_t>(text.size() + 1);
  return {name, 16, ttl, {}, std::move(text), size};
}

}  // namespace

void Services::every(Host& host, Duration period, double jitter, std::function<void(Host&)> what) {
  struct Loop {
    World& world;
    Host& host;
    Duration period;
    double jitter;
    std::function<void(Host&)> what;
    void operator()() {
      if (!host.awake(world.simulation.now())) return;
      what(host);
      world.simulation.after(host.random.around(period, jitter), *this);
    }
  };
  const Timestamp now = world_.simulation.now();
  const Duration wait = host.awake_from <= now ? from_seconds(seconds(period) * host.random.uniform()) : from_seconds(host.random.between(1, 90));
  world_.simulation.at(std::max(now, host.awake_from) + wait, Loop{world_, host, period, jitter, std::move(what)});
}

const Site& Services::site(std::string_view name, std::string_view app, std::string_view category, std::uint32_t ttl) {
  for (const Site& known : sites_) {
    if (known.name == name) return known;
  }
  Site s;
  s.name = name;
  s.label = app.empty() ? label({}, "TLS", "Web") : label("TLS", app, category);
  s.ttl = ttl;
  sites_.push_back(std::move(s));
  return sites_.back();
}

void Services::start(std::vector<Host>& hosts) {
  for (Host& host : hosts) {
    addresses(host);
    time(host);
    if ((host.kind & kWindows) != 0) {
      directory(host);
      scanner(host);
      certificates(host);
    }
    if ((host.kind & (kWindows | kLinux | kMac)) != 0) {
      updates(host);
      printing(host);
    }
    if (host.kind == kLinux) shells(host);
  }
  monitoring(hosts);
  backups(hosts);
  for (Host& host : hosts) {
    if (host.kind == kServer && host.address == at(0, 11)) mail(host);
  }
}

void Services::addresses(Host& host) {
  if (host.kind == kServer) return;
  every(host, 4h, 0.01, [this](Host& h) {
    const model::Endpoints ends{{h.address, 68}, {kGateway, 67}};
    const Flows::Id id = world_.flows.open(ends, model::Transport::Udp);
    model::DhcpLease lease;
    lease.address = h.address;
    lease.mac = {0x02, 0x20, 0, 0, static_cast<std::uint8_t>(h.number >> 8U), static_cast<std::uint8_t>(h.number)};
    lease.hostname = fmt::format("host-{:03}", h.number);
    lease.message = "request";
    lease.lease_seconds = 28'800;
    lease.resolvers = {kController};
    world_.flows.message(id, lease);
    lease.message = "ack";
    world_.flows.message(id, lease);
    world_.flows.classify(id, label({}, "DHCP", "Network"), {});
    world_.flows.exchange(id, {300, 300, true, {}});
  });
}

void Services::time(Host& host) {
  const auto ask = [this](Host& h, const IpAddress& server) {
    world_.talk(h, server, 123, model::Transport::Udp, label({}, "NTP", "System"), {48, 48, true, {}});
  };
  const bool member = host.kind == kWindows || (host.kind == kServer && host.address != kController);
  if (member) {
    every(host, 1024s, 0, [ask](Host& h) { ask(h, kController); });
    return;
  }
  const std::string_view name = host.kind == kMac || host.kind == kPhone ? "time.apple.com" : "pool.ntp.org";
  const Site& s = site(name, {}, {}, 150);
  const Duration period = host.kind == kMac ? 30min : (host.kind == kPhone ? 6h : (host.kind == kServer ? 1024s : 2048s));
  every(host, period, 0.01, [this, ask, &s](Host& h) { ask(h, world_.names.resolve(h.address, s)); });
}

void Services::directory(Host& host) {
  every(host, 105min, 0.14, [this](Host& h) {
    for (int i = 0; i < 3; ++i) world_.talk(h, kController, 88, model::Transport::Tcp, label({}, "Kerberos", "Network"), {1'500, 1'600, true, {}});
    world_.talk(h, kController, 389, model::Transport::Tcp, label({}, "LDAP", "System"), {2'300, 6'800, true, {}});
    world_.talk(h, kController, 445, model::Transport::Tcp, label({}, "SMBv23", "System"), {5'200, 24'000, true, 2s});
    model::DnsMessage answer;
    answer.authoritative = true;
    answer.answers.push_back({"_ldap._tcp.dc._msdcs.acme.local", 33, 600, {}, "dc1.acme.local", 22});
    world_.names.ask(h.address, "_ldap._tcp.dc._msdcs.acme.local", 33, answer, false);
  });
  if (host.from >= host.until) return;
  // The file server's share: read and written now and then, all day in one connection.
  world_.simulation.at(host.from + from_seconds(host.random.between(60, 900)), [this, &host] {
    const Flows::Id id = world_.flows.open(world_.ends(host, kFiles, 445), model::Transport::Tcp);
    world_.flows.classify(id, label({}, "SMBv23", "System"), {});
    struct Use {
      World& world;
      Host& host;
      Flows::Id id;
      void operator()() {
        if (!host.at_work(world.simulation.now())) return world.flows.close(id);
        const bool writes = host.random.chance(0.3);
        const auto bytes = static_cast<std::uint64_t>(host.random.lognormal(160'000, 1.6));
        world.flows.exchange(id, {writes ? bytes : 4'000, writes ? 3'000 : bytes, true, from_seconds(static_cast<double>(bytes) / 5e7)});
        world.simulation.after(host.random.exponential(Duration(9min)), *this);
      }
    };
    Use{world_, host, id}();
  });
}

/// What is opened and visited is asked for by its hash: bursts when people work, a few from what machines do alone.
void Services::scanner(Host& host) {
  every(host, 4min, 0.9, [this](Host& h) {
    const bool busy = h.at_work(world_.simulation.now());
    const std::uint64_t questions = busy ? 1 + h.random.below(5) : h.random.below(2);
    for (std::uint64_t i = 0; i < questions; ++i) {
      world_.simulation.after(from_seconds(h.random.exponential(4.0)), [this, &h] {
        const std::string name = fmt::format("{:08x}{:08x}{:08x}.{:04x}.w.09.s.sophosxl.net", h.random.next() & 0xFFFFFFFFU,
                                             h.random.next() & 0xFFFFFFFFU, h.random.next() & 0xFFFFFFFFU, h.random.next() & 0xFFFFU);
        model::DnsMessage answer;
        answer.answers.push_back(text_record(name, fmt::format("w c 0 0x{:04x} r 30", h.random.below(64)), 3600));
        world_.names.ask(h.address, name, 16, std::move(answer));
      });
    }
  });
}

void Services::certificates(Host& host) {
  every(host, 50min, 0.8, [this](Host& h) {
    constexpr std::array<std::string_view, 3> kNames{"ocsp.digicert.com", "ctldl.windowsupdate.com", "crl3.digicert.com"};
    const std::string_view name = kNames[h.random.below(kNames.size())];
    download(h, site(name, {}, {}, 3600), "/MFEwTzBNMEswSTAJBgUrDgMCGgUABBT", "application/ocsp-response", "Microsoft-CryptoAPI/10.0", 1'500);
  });
}

void Services::download(Host& host, const Site& from, std::string_view path, std::string_view type, std::string_view agent, std::uint64_t bytes) {
  const IpAddress server = world_.names.resolve(host.address, from);
  const Flows::Id id = world_.flows.open(world_.ends(host, server, 80), model::Transport::Tcp);
  world_.flows.classify(id, label({}, "HTTP", "Web"), from.name, "GET /filestreaming HTTP/1.1", "HTTP/1.1 200 OK\r\nContent");
  model::HttpTransaction t;
  t.method = "GET";
  t.uri = path;
  t.host = from.name;
  t.has_host = t.has_response = t.has_date = true;
  t.user_agent = agent;
  t.version = "HTTP/1.1";
  t.status = 200;
  t.response_type = type;
  t.response_length = bytes;
  t.request_fields = 5;
  t.response_fields = 12;
  world_.flows.request(id, std::move(t));
  world_.flows.close(id);
}

void Services::updates(Host& host) {
  if (host.kind == kWindows) {
    // One update this day, in ranges of some megabytes, when the machine finds the time.
    const Site& store = site("11.tlu.dl.delivery.mp.microsoft.com", {}, {}, 600);
    const Timestamp from = std::max(world_.simulation.now(), host.awake_from) + from_seconds(host.random.between(600, 14'000));
    for (int i = 0; i < 12; ++i) {
      world_.simulation.at(from + i * 7s, [this, &host, &store] {
        if (!host.awake(world_.simulation.now())) return;
        download(host, store, "/filestreamingservice/files/4b6c2d2e-7a1f-4f3e-9a55?P1=1764", "application/octet-stream",
                 "Microsoft-Delivery-Optimization/10.0", 4'194'304);
      });
    }
    return;
  }
  if (host.kind == kLinux) {
    const Site& check = site("connectivity-check.ubuntu.com", {}, {}, 60);
    every(host, 5min, 0.001, [this, &check](Host& h) { download(h, check, "/", "text/plain", "", 0); });
    const Site& packages = site("archive.ubuntu.com", {}, {}, 60);
    every(host, 12h, 0.4, [this, &packages](Host& h) {
      for (int i = 0; i < 5; ++i) download(h, packages, "/ubuntu/dists/noble/InRelease", "", "Debian APT-HTTP/1.3 (2.7.14)", 256'000);
    });
  }
}

void Services::printing(Host& host) {
  if (host.from >= host.until) return;
  for (std::uint64_t jobs = host.random.below(4); jobs > 0; --jobs) {
    world_.simulation.at(host.from + from_seconds(host.random.uniform() * seconds(host.until - host.from)), [this, &host] {
      const auto bytes = static_cast<std::uint64_t>(host.random.lognormal(600'000, 1.1));
      world_.talk(host, at(3, static_cast<std::uint8_t>(10 + host.number % 4)), 9100, model::Transport::Tcp, label({}, "HP_VIRTGRP", "Network"),
                  {bytes, 300, true, 4s});
    });
  }
}

/// Administrators and developers on servers that the company rents, with the keep-alive of a minute that many configure.
void Services::shells(Host& host) {
  if (host.from >= host.until) return;
  const Site& server = site("build1.acme-example.com", {}, {}, 3600);
  world_.simulation.at(host.from + from_seconds(host.random.between(1'000, 9'000)), [this, &host, &server] {
    const Flows::Id id = world_.flows.open(world_.ends(host, world_.names.resolve(host.address, server), 22), model::Transport::Tcp);
    world_.flows.classify(id, label({}, "SSH", "RemoteAccess"), {}, "SSH-2.0-OpenSSH_9.6", "SSH-2.0-OpenSSH_9.2");
    struct Work {
      World& world;
      Host& host;
      Flows::Id id;
      Timestamp until;
      void operator()() {
        if (world.simulation.now() >= until) return world.flows.close(id);
        const bool types = host.random.chance(0.4);
        world.flows.exchange(
            id, {types ? 36 + 36 * host.random.below(12) : 52, types ? static_cast<std::uint64_t>(host.random.lognormal(700, 1.2)) : 52, true, {}});
        world.simulation.after(types ? from_seconds(host.random.between(2, 50)) : Duration(60s), *this);
      }
    };
    Work{world_, host, id, world_.simulation.now() + from_seconds(host.random.between(1'800, 14'000))}();
  });
}

void Services::monitoring(std::vector<Host>& hosts) {
  Host* monitor = nullptr;
  for (Host& h : hosts) monitor = h.address == at(0, 14) ? &h : monitor;
  if (monitor == nullptr) return;
  for (std::uint8_t i = 10; i < 30; ++i) {
    const IpAddress target = i < 20 ? at(0, i) : at(3, static_cast<std::uint8_t>(i - 10));
    if (target == monitor->address) continue;
    // One echo a minute, the pair's one flow for the whole day.
    const Flows::Id id = world_.flows.open({{monitor->address, 8}, {target, 0}}, model::Transport::Icmp);
    world_.flows.classify(id, label({}, "ICMP", "Network"), {});
    every(*monitor, 60s, 0.001, [this, id, sequence = std::uint16_t{0}](Host&) mutable {
      model::IcmpMessage m;
      m.type = 8;
      m.echo_request = m.ordinary = true;
      m.id = 77;
      m.sequence = ++sequence;
      m.length = 56;
      m.hash = sequence;
      m.tail_hash = 1;
      world_.flows.message(id, m);
      m.from_client = m.echo_request = false;
      m.echo_reply = true;
      m.type = 0;
      world_.flows.exchange(id, {56, 56, true, {}});
      world_.flows.message(id, m);
    });
    every(*monitor, 5min, 0.001, [this, target](Host& h) {
      world_.talk(h, target, 161, model::Transport::Udp, label({}, "SNMP", "Network"), {1'900, 6'200, true, 300ms});
    });
  }
}

/// The mail server asks a block list about whoever delivers to it.
void Services::mail(Host& server) {
  every(server, 100s, 0.9, [this](Host& h) {
    const std::uint64_t sender = h.random.next();
    const std::string reversed = fmt::format("{}.{}.{}.{}", sender & 0xFFU, sender >> 8U & 0xFFU, sender >> 16U & 0xFFU, 11 + (sender >> 24U) % 180);
    model::DnsMessage unlisted;
    unlisted.rcode = 3;
    world_.names.ask(h.address, reversed + ".zen.spamhaus.org", 1, std::move(unlisted));
    world_.names.ask(h.address, reversed + ".in-addr.arpa", 12, model::DnsMessage{});
  });
}

void Services::backups(std::vector<Host>& hosts) {
  const Site& store = site("acme-backup.s3.eu-central-1.amazonaws.com", "AmazonAWS", "Cloud", 60);
  const Site& laptops = site("pod-000-1162-18.backblaze.com", {}, {}, 300);
  for (Host& h : hosts) {
    if (h.address == kFiles) {
      // The night's increment of the file server, in parts of 64 MB.
      world_.simulation.at(world_.simulation.now() + 17h + 30min, [this, &h, &store] { upload(h, store, 180, 64U << 20U); });
    } else if (h.kind == kMac && h.number % 3 == 1) {
      every(h, 3h, 0.4, [this, &laptops](Host& mac) { upload(mac, laptops, 1 + mac.random.below(8), 10U << 20U); });
    } else if (h.kind == kWindows && h.awake_until - h.awake_from > 23h) {
      world_.simulation.at(world_.simulation.now() + 20h + from_seconds(h.random.between(0, 5'400)), [this, &h] {
        world_.talk(h, kFiles, 445, model::Transport::Tcp, label({}, "SMBv23", "System"), {1'800'000'000, 3'000'000, true, 4min});
      });
    }
  }
}

void Services::upload(Host& host, const Site& to, std::uint64_t pieces, std::uint64_t piece) {
  if (pieces == 0 || !host.awake(world_.simulation.now())) return;
  world_.call(host, to, kGo, {piece, 900, true, from_seconds(static_cast<double>(piece) / 1.2e7)}, 1min);
  const Duration next = from_seconds(static_cast<double>(piece) / 1.2e7 + host.random.exponential(3.0));
  world_.simulation.after(next, [this, &host, &to, pieces, piece] { upload(host, to, pieces - 1, piece); });
}

}  // namespace sekisho::test::office
