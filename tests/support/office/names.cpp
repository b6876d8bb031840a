#include "tests/support/office/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "flow/model/flow_key.hpp"

namespace sekisho::test::office {
namespace {

constexpr std::uint16_t kA = 1, kAaaa = 28, kCname = 5, kDnsPort = 53;
constexpr std::array<std::uint8_t, 24> kNetworks{13, 18, 20, 23, 31, 34, 35, 40, 44, 45, 50, 52, 54, 66, 69, 81, 82, 91, 93, 99, 104, 140, 142, 151};

IpAddress v4(std::uint32_t bits) {
  const std::array<std::uint8_t, 4> bytes{static_cast<std::uint8_t>(bits >> 24U), static_cast<std::uint8_t>(bits >> 16U),
                                          static_cast<std::uint8_t>(bits >> 8U), static_cast<std::uint8_t>(bits)};
  return IpAddress::v4(bytes.data());
}

std::uint32_t size_of(const std::string& name, const model::DnsMessage& answer) {
  std::size_t size = 12 + name.size() + 6;
  for (const auto* section : {&answer.answers, &answer.authorities}) {
    for (const model::DnsRecord& r : *section) size += 12 + r.data_size;
  }
  return static_cast<std::uint32_t>(size);
}

}  // namespace

Names::Names(Simulation& simulation, std::vector<model::FlowEvent>& events, const IpAddress& server, std::uint64_t seed)
    : simulation_(simulation), events_(events), server_(server), upstream_{v4(0x51A30135), v4(0x51A30235)}, random_(seed) {}

/// A provider holds a /16 for itself; the site's hosts lie in one or two /24 of it.
std::vector<IpAddress> Names::addresses_of(const Site& site) {
  if (!site.fixed.empty()) return site.fixed;
  auto& homes = homes_[&site];
  if (homes.empty()) {
    const std::string_view provider =
        site.alias.empty() ? std::string_view(site.name) : std::string_view(site.alias).substr(site.alias.find('.') + 1);
    const std::uint64_t network = keyed_hash(provider, HashSeed{1});
    const std::uint64_t host = keyed_hash(site.name, HashSeed{2});
    const std::uint32_t block =
        static_cast<std::uint32_t>(kNetworks[network % kNetworks.size()]) << 24U | static_cast<std::uint32_t>(network >> 8U & 0xFFU) << 16U;
    const unsigned count = std::max(1U, site.addresses * 2);
    for (unsigned i = 0; i < count; ++i) {
      const auto third = static_cast<std::uint32_t>((host + i % 2) & 0xFFU);
      const auto fourth = static_cast<std::uint32_t>(((host >> 16U) + std::uint64_t{i} * 7) % 254 + 1);
      homes.push_back(v4(block | third << 8U | fourth));
    }
  }
  std::vector<IpAddress> some;
  const std::size_t first = random_.below(homes.size());
  for (unsigned i = 0; i < site.addresses; ++i) some.push_back(homes[(first + i) % homes.size()]);
  return some;
}

model::DnsMessage Names::answer_of(const Site& site, std::uint16_t type, std::uint32_t ttl, const std::vector<IpAddress>& addresses) const {
  model::DnsMessage m;
  std::string owner = site.name;
  if (!site.alias.empty()) {
    m.answers.push_back({owner, kCname, std::max(ttl, 300U), {}, site.alias, static_cast<std::uint16_t>(site.alias.size() + 2)});
    owner = site.alias;
  }
  if (type == kA) {
    for (const IpAddress& a : addresses) m.answers.push_back({owner, kA, ttl, a, {}, 4});
  } else if (site.six) {
    std::array<std::uint8_t, 16> bytes{0x2a, 0x04};
    for (const IpAddress& a : addresses) {
      std::copy_n(a.bytes().begin() + 12, 4, bytes.begin() + 12);
      m.answers.push_back({owner, kAaaa, ttl, IpAddress::v6(bytes.data()), {}, 16});
    }
  }
  return m;
}

IpAddress Names::resolve(const IpAddress& client, const Site& site) {
  const Timestamp now = simulation_.now();
  const std::uint64_t key = mix(client.hash(HashSeed{3}), keyed_hash(site.name, HashSeed{3}));
  Known& known = stubs_[key];
  if (known.until > now) return known.address;
  Timestamp& until = cache_[&site];
  const bool cached = until > now;
  const std::vector<IpAddress> addresses = addresses_of(site);
  if (!cached) {
    until = now + std::chrono::seconds(site.ttl);
    for (const std::uint16_t type : {kA, kAaaa}) {
      converse(server_, upstream_[random_.below(2)], {{site.name, type, answer_of(site, type, site.ttl, addresses)}}, 12ms, true);
    }
  }
  const auto left = static_cast<std::uint32_t>(seconds(until - now));
  converse(client, server_, {{site.name, kA, answer_of(site, kA, left, addresses)}, {site.name, kAaaa, answer_of(site, kAaaa, left, addresses)}},
           cached ? 400us : 25ms, true);
  known = {until, addresses.front()};
  return known.address;
}

void Names::ask(const IpAddress& client, const std::string& name, std::uint16_t type, model::DnsMessage answer, bool forwarded) {
  if (forwarded) converse(server_, upstream_[random_.below(2)], {{name, type, answer}}, 30ms, true);
  converse(client, server_, {{name, type, std::move(answer)}}, forwarded ? Duration(45ms) : Duration(400us), true);
}

void Names::converse(const IpAddress& client, const IpAddress& server, std::vector<Question> questions, Duration wait, bool recursive) {
  const Timestamp now = simulation_.now() + std::chrono::microseconds(random_.below(900));
  model::FlowRecord r;
  r.ref.start = now;
  r.ref.endpoints = {{client, static_cast<std::uint16_t>(49'152 + random_.below(16'384))}, {server, kDnsPort}};
  r.ref.transport = model::Transport::Udp;
  r.ref.id = model::FlowKey::of(r.ref.endpoints.client, r.ref.endpoints.server, r.ref.transport, {}).id(now, 0);
  std::uint32_t index = 0;
  const auto say = [&](Timestamp time, model::FlowEventBody body) { events_.push_back({time, r.ref, index++, std::move(body)}); };
  Timestamp time = now;
  for (const Question& q : questions) {
    model::DnsMessage m;
    m.id = static_cast<std::uint16_t>(random_.next());
    m.recursion_desired = recursive;
    m.query = q.name;
    m.query_type = q.type;
    m.questions = 1;
    m.size = static_cast<std::uint32_t>(12 + q.name.size() + 6);
    r.to_server.payload += m.size;
    say(time, std::move(m));
    time += 200us;
  }
  time = now + wait;
  bool first = true;
  for (Question& q : questions) {
    const std::uint32_t size = size_of(q.name, q.answer);
    r.to_client.payload += size;
    if (std::exchange(first, false)) say(time, model::FlowEstablished{});
    model::DnsMessage& m = q.answer;
    m.response = m.recursion_available = true;
    m.recursion_desired = recursive;
    m.query = q.name;
    m.query_type = q.type;
    m.questions = 1;
    m.size = size;
    say(time, std::move(m));
    time += 300us;
  }
  r.last = r.last_payload = time;
  r.to_server.packets = r.to_server.payload_packets = r.to_client.packets = r.to_client.payload_packets = questions.size();
  r.to_server.bytes = r.to_server.payload + 28 * questions.size();
  r.to_client.bytes = r.to_client.payload + 28 * questions.size();
  r.state = model::FlowState::Established;
  r.active_seconds = 1;
  r.label = label({}, "DNS", "Network");
  say(time, model::FlowClassified{r});
  r.reason = model::EndReason::Timeout;
  say(time + 5min, model::FlowEnded{r});
}

}  // namespace sekisho::test::office
