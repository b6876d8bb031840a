#include "detectors/proxy/agents.hpp"

#include <algorithm>

#include "detectors/support/first_bytes.hpp"

namespace sekisho::detectors::proxy {
namespace {

constexpr Duration kHeld = 1min;          // Shorter ones are requests.
constexpr Duration kPrompted = 2s;        // The server asks, the agent opens.
constexpr std::uint32_t kHeartbeat = 96;  // Payload bytes, both ways: nothing but a sign of life.

// Ports whose programs keep pools of connections open: databases, mail, directories, chat, message brokers.
bool keeps_pools(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 22> kPorts{1433, 1521, 1883, 2049, 3128, 3268, 3306, 3389, 4222, 5044, 5222,
                                                 5223, 5228, 5432, 5671, 5672, 6379, 8883, 9092, 9200, 9300, 27017};
  return port < 1024 || std::find(kPorts.begin(), kPorts.end(), port) != kPorts.end();
}

}  // namespace

bool may_be_agent(const model::FlowRecord& r) {
  if (r.ref.transport != model::Transport::Tcp || r.ref.midstream || r.ref.client_guessed || r.to_server.payload == 0) return false;
  if (r.ref.endpoints.client.address == r.ref.endpoints.server.address || keeps_pools(r.ref.endpoints.server.port)) return false;
  if (!r.label.sure()) return true;
  return r.label.is("TLS") && r.server_name.empty();
}

void Agent::flow(const model::FlowRecord& r) {
  const Bytes up = support::first_to_server(r);
  const auto known = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& s) { return s.used && s.id == r.ref.id; });
  Slot* slot = known;
  if (known == slots_.end()) {
    slot = &slots_[next_];
    next_ = static_cast<std::uint8_t>((next_ + 1) % kSlots);
    if (flows_ == 0) first_ = r.ref.start;
    ++flows_;
    const std::size_t size = std::min(up.size(), opening_.size());
    if (!seen_opening_) {
      std::copy_n(up.begin(), size, opening_.begin());
      seen_opening_ = true;
    } else {
      alike_ = alike_ && std::equal(up.begin(), up.begin() + static_cast<std::ptrdiff_t>(size), opening_.begin());
    }
  }
  *slot = {r.ref.id, r.ref.start, r.last, true};
  last_ = std::max(last_, r.last);
  tls_ = tls_ || (up.size() >= 2 && up[0] >= 0x14 && up[0] <= 0x17 && up[1] == 3);
  if (up.size() >= 8 && r.to_server.payload_packets == 1) {
    const std::uint64_t length =
        static_cast<std::uint64_t>(up[0]) << 24 | static_cast<std::uint64_t>(up[1]) << 16 | static_cast<std::uint64_t>(up[2]) << 8 | up[3];
    framed_ = framed_ || (length + 4 == r.to_server.payload);
  }
  std::uint32_t now = 0;
  for (const Slot& s : slots_) {
    const Timestamp from = std::max(s.start, slot->start);
    const Timestamp until = std::min(s.last, slot->last);
    if (s.used && until - from >= kHeld) ++now;
  }
  held_ = std::max(held_, now);
}

void Agent::burst(const model::DataBurst& b) {
  if (b.to_server + b.to_client <= kHeartbeat) ++heartbeats_;
  if (b.from_client) return;
  prompts_[next_prompt_] = b.start;
  next_prompt_ = static_cast<std::uint8_t>((next_prompt_ + 1) % prompts_.size());
}

std::uint32_t Agent::prompted() const {
  std::uint32_t n = 0;
  for (const Slot& s : slots_) {
    const auto asked = [&](Timestamp p) { return p != Timestamp{} && s.start >= p && s.start - p <= kPrompted; };
    if (s.used && s.start != first_ && std::any_of(prompts_.begin(), prompts_.end(), asked)) ++n;
  }
  return n;
}

}  // namespace sekisho::detectors::proxy
