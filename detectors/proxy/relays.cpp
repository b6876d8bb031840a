#include "detectors/proxy/relays.hpp"

#include <algorithm>
#include <cmath>

namespace sekisho::detectors::proxy {
namespace {

constexpr std::uint32_t kLeastBytes = 3;  // "id" and its line end. Smaller ones match anything; the sizes of small ones must be equal.

template <class In, class Out>
bool passed_on(const In& in, const Out& out, const Params& params) {
  if (in.bytes == 0 || out.bytes == 0 || in.from == out.to || out.start < in.start || out.start - in.start > params.relay_delay) return false;
  const double off = std::abs(static_cast<double>(in.bytes) - static_cast<double>(out.bytes));
  return off <= params.relay_slack * static_cast<double>(std::max(in.bytes, out.bytes));
}

}  // namespace

Relays::Relays(const Params& params, HashSeed seed) : seed_(seed), hosts_(params.max_keys), passed_(params.max_keys) {}

const Passed* Relays::burst(const model::FlowRef& flow, const model::DataBurst& burst, const Context& context, const Params& params) {
  const IpAddress& client = flow.endpoints.client.address;
  const IpAddress& server = flow.endpoints.server.address;
  if (client == server) return nullptr;
  const IpAddress& sender = burst.from_client ? client : server;
  const IpAddress& receiver = burst.from_client ? server : client;
  const std::uint32_t bytes = burst.from_client ? burst.to_server : burst.to_client;
  if (bytes < kLeastBytes) return nullptr;
  const bool called = context.direction(flow.endpoints) == Direction::Outbound;
  const Passed* result = nullptr;
  if (context.is_home(receiver)) result = came_in(receiver, {burst.start, bytes, sender, called}, params);
  if (context.is_home(sender)) {
    const Passed* out = went_out(sender, {burst.start, bytes, receiver, called}, params);
    if (out != nullptr) result = out;
  }
  return result;
}

const Passed* Relays::came_in(const IpAddress& host, const In& in, const Params& params) {
  Host& h = hosts_.touch(host.hash(seed_));
  h.ins[h.next_in] = in;
  h.next_in = static_cast<std::uint8_t>((h.next_in + 1) % h.ins.size());
  const auto out = std::find_if(h.outs.begin(), h.outs.end(), [&](const Out& o) { return passed_on(in, o, params); });
  return out == h.outs.end() ? nullptr : note(host, in, *out);
}

const Passed* Relays::went_out(const IpAddress& host, const Out& out, const Params& params) {
  Host& h = hosts_.touch(host.hash(seed_));
  h.outs[h.next_out] = out;
  h.next_out = static_cast<std::uint8_t>((h.next_out + 1) % h.outs.size());
  if (Passed* p = passed_.find(way(host, out.to)); p != nullptr) ++p->bursts;
  const auto in = std::find_if(h.ins.begin(), h.ins.end(), [&](const In& i) { return passed_on(i, out, params); });
  return in == h.ins.end() ? nullptr : note(host, *in, out);
}

const Passed* Relays::note(const IpAddress& host, const In& in, const Out& out) {
  Passed& p = passed_.touch(way(host, out.to));
  if (p.matches == 0) {
    p.first = in.start;
    p.bursts = std::max(p.bursts, 1U);
  }
  p.relay = host;
  p.from = in.from;
  p.to = out.to;
  p.called_out = in.called || out.called;
  ++p.matches;
  return &p;
}

}  // namespace sekisho::detectors::proxy
