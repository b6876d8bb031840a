// The scale: what only policy can tell from use (VPNs, proxies at home) is "low"; channels that nothing but tools for tunnelling make, and SOCKS in
// clear text to the outside, go to "medium".
#include "detectors/proxy/judge.hpp"

#include <algorithm>
#include <string>

namespace sekisho::detectors::proxy {
namespace {

constexpr int kMost = 69;
constexpr int kMostCommon = 19;  // What every other network does for good reasons is evidence for others and no alert.

constexpr int kTorPoints = 40;
constexpr int kCellPoints = 26;  // One record's length, seen in passing.
constexpr int kSshPoints = 28;
constexpr int kPacketPoints = 12;
constexpr int kCommonPoints = 15;
constexpr int kAbroadPoints = 6;  // A proxy in clear text across the internet: companies keep theirs at home, and people use a VPN.
constexpr int kUnnamedPoints = 4;
constexpr int kUnresolvedPoints = 4;
constexpr int kAlienPortPoints = 8;  // On a port that every firewall lets through for another service.
constexpr int kGuessedPoints = -3;

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  if (points == 0) return;
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

bool away(const Surroundings& a) { return a.direction == Direction::Outbound || a.direction == Direction::External; }

void weigh_place(Verdict& v, const Surroundings& a, const Params& p) {
  if (away(a) && !a.itself && !a.named) add(v, "unnamed", 1, 1, kUnnamedPoints);
  if (away(a) && !a.itself && a.never_resolved) add(v, "never_resolved", 1, 1, kUnresolvedPoints);
  // What a host says to itself is neither inside nor outside: a tunnel's end, or a test.
  if (a.direction == Direction::Internal && !a.itself) add(v, "internal", 1, 1, p.internal_points);
  if (a.direction == Direction::Inbound) add(v, "inbound", 1, 1, p.inbound_points);
  if (a.guessed) add(v, "client_guessed", 1, 1, kGuessedPoints);
}

Verdict finish(Verdict v, const Surroundings& a, int most = kMost) {
  v.score = a.sanctioned ? 0 : std::clamp(v.score, 0, most);
  return v;
}

bool alien(std::uint16_t port) { return port == 53 || port == 80 || port == 123 || port == 443 || port == 993; }

}  // namespace

Verdict judge(const Carrier& c, const Surroundings& a, const Params& p) {
  Verdict v;
  switch (c.kind) {
    case Kind::Socks:
      add(v, "socks", 1, 1, c.common ? kCommonPoints : p.proxy_points);
      if (a.direction == Direction::Internal && !a.itself) add(v, "internal_proxy", 1, 1, -8);
      if (!c.common && away(a) && !a.itself) add(v, "abroad", 1, 1, kAbroadPoints);
      break;
    case Kind::Vpn:
      add(v, "vpn", 1, 1, c.common ? kCommonPoints : p.vpn_points);
      if (!c.common && alien(a.port)) add(v, "alien_port", a.port, 0, kAlienPortPoints);
      break;
    case Kind::Tor:
      add(v, c.common ? "tor_by_dpi" : "tor_cells", 1, 1, c.common ? kCommonPoints : kCellPoints);
      break;
    case Kind::ReversedSsh:
      add(v, "server_types", 1, 1, kSshPoints);
      break;
    case Kind::PacketTunnel:
      add(v, "packet_tunnel", 1, 1, kPacketPoints);
      break;
    default:
      return v;
  }
  if (!c.common) weigh_place(v, a, p);
  return finish(std::move(v), a, c.common ? kMostCommon : kMost);
}

Verdict judge(const Request& r, const Surroundings& a, const Params& p) {
  constexpr int kInternal = -19;  // The company's own, in all likelihood.
  constexpr int kItself = -12;
  constexpr int kWholeUri = -20;  // Old clients and devices spell URIs out to ordinary servers.
  constexpr int kNumeric = 5;
  constexpr int kOddPort = 12;
  constexpr int kOtherHost = 12;
  Verdict v;
  if (r.resolves) return v;
  add(v, r.connect ? "connect" : "whole_uri", 1, 1, p.proxy_points);
  if (!r.connect) add(v, "no_connect", 1, 1, kWholeUri);
  if (a.itself) {
    add(v, "itself", 1, 1, kItself);
  } else if (a.direction == Direction::Internal) {
    add(v, "internal_proxy", 1, 1, kInternal);
  }
  if (r.numeric) add(v, "numeric_target", 1, 1, kNumeric);
  if (r.odd_port) add(v, "target_port", 1, 1, kOddPort);
  if (r.other_host) add(v, "other_host", 1, 1, kOtherHost);
  if (a.direction == Direction::Inbound) add(v, "inbound", 1, 1, p.inbound_points);
  if (a.guessed) add(v, "client_guessed", 1, 1, kGuessedPoints);
  return finish(std::move(v), a);
}

Verdict judge(const Upgrade& u, const Surroundings& a, const Params& p) {
  constexpr int kProgram = 18;
  constexpr int kBrowser = 8;
  constexpr int kBareHost = 8;
  constexpr int kPortInHost = 4;
  Verdict v;
  add(v, u.browser ? "web_socket" : "program_web_socket", 1, 1, u.browser ? kBrowser : kProgram);
  if (u.bare_host) add(v, "bare_host", 1, 1, kBareHost);
  if (u.port_in_host) add(v, "odd_port", a.port, 0, kPortInHost);
  weigh_place(v, a, p);
  return finish(std::move(v), a, u.browser ? kMostCommon : kMost);
}

Verdict judge(const TorHello& h, const Surroundings& a, const Params& p) {
  constexpr int kUnlooked = 8;  // The name was made up: nobody asked for it.
  constexpr int kPort = 8;
  constexpr int kPortAlone = 10;
  Verdict v;
  if (h.tor_name) {
    add(v, "tor_name", 1, 1, kTorPoints - kUnlooked - kPort);
    if (a.never_resolved) add(v, "never_resolved", 1, 1, kUnlooked);
    if (h.tor_port) add(v, "tor_port", a.port, 0, kPort);
  } else if (h.tor_port && !a.named) {
    add(v, "tor_port", a.port, 0, kPortAlone);
  }
  if (v.score > 0 && a.direction == Direction::Internal) add(v, "internal", 1, 1, p.internal_points);
  if (v.score > 0 && a.direction == Direction::Inbound) add(v, "inbound", 1, 1, p.inbound_points);
  return finish(std::move(v), a);
}

Verdict judge(const Script& s, std::uint32_t all, const Surroundings& a, const Params& p) {
  constexpr double kAlone = 0.8;
  constexpr int kOnly = 10, kRaw = 8, kEndpoint = 18, kHalves = 4, kRawAnswers = 4, kNumeric = 4, kProgram = 4, kOnward = 14;
  Verdict v;
  if (s.endpoints() == 0 && (s.requests() < p.script_requests || s.raw_requests() == 0)) return v;
  const double share = all == 0 ? 1 : static_cast<double>(s.requests()) / all;
  if (s.requests() >= p.script_requests && share >= kAlone && !s.referred()) add(v, "one_script", share, kAlone, kOnly);
  if (s.raw_requests() > 0) add(v, "raw_requests", s.raw_requests(), 1, kRaw);
  if (s.endpoints() > 0) add(v, "names_endpoint", s.endpoints(), 1, kEndpoint);
  if (s.halves()) add(v, "halves", 1, 1, kHalves);
  if (s.raw_answers() > 0) add(v, "raw_answers", s.raw_answers(), 1, kRawAnswers);
  if (!a.named) add(v, "unnamed", 1, 1, kNumeric);
  if (!s.browser()) add(v, "no_browser", 1, 1, kProgram);
  if (s.onward > 0) add(v, "onward", s.onward, 1, kOnward);
  if (a.direction == Direction::Internal && !a.itself) add(v, "internal", 1, 1, p.internal_points);
  return finish(std::move(v), a);
}

Verdict judge(const Agent& g, const Surroundings& a, const Params& p) {
  constexpr int kNamedAgent = -16;  // Any program that keeps two connections to its maker.
  constexpr int kHeld = 14, kMore = 4, kRegisters = 6, kFramed = 4, kHeartbeat = 4, kPrompted = 12;
  constexpr std::uint32_t kMoreFlows = 4, kHeartbeats = 4;
  Verdict v;
  if (g.held() < p.agent_flows && g.prompted() == 0) return v;
  if (g.held() >= p.agent_flows) add(v, "held", g.held(), p.agent_flows, kHeld);
  if (g.held() >= kMoreFlows) add(v, "more_held", g.held(), kMoreFlows, kMore);
  if (g.prompted() > 0) add(v, "prompted", g.prompted(), 1, kPrompted);
  if (g.registers()) add(v, "same_opening", g.flows(), 2, kRegisters);
  if (g.framed()) add(v, "framed", 1, 1, kFramed);
  if (g.heartbeats() >= kHeartbeats) add(v, "heartbeats", g.heartbeats(), kHeartbeats, kHeartbeat);
  weigh_place(v, a, p);
  if (a.named && away(a)) add(v, "named", 1, 1, kNamedAgent);
  return finish(std::move(v), a);
}

Verdict judge(const Passed& r, const Surroundings& a, const Params& p) {
  constexpr int kRelay = 30, kPivot = 8, kService = -15;
  constexpr double kShare = 0.5;
  Verdict v;
  const double share = static_cast<double>(r.matches) / std::max(1U, std::max(r.bursts, r.matches));
  if (r.matches < p.relay_bursts || share < kShare) return v;
  add(v, "passed_on", r.matches, p.relay_bursts, kRelay);
  // A web server asks its database, a load balancer its servers: only a host that has called somebody outside leads further.
  add(v, r.called_out ? "called_out" : "service", 1, 1, r.called_out ? kPivot : kService);
  return finish(std::move(v), a);
}

Verdict judge_front(bool visible, const Surroundings& a, const Params& p) {
  constexpr int kVisible = 30, kUnlooked = 14;
  Verdict v;
  add(v, visible ? "other_name_inside" : "name_elsewhere", 1, 1, visible ? kVisible : kUnlooked);
  if (a.direction == Direction::Internal) add(v, "internal", 1, 1, p.internal_points);
  if (a.direction == Direction::Inbound) add(v, "inbound", 1, 1, p.inbound_points);
  return finish(std::move(v), a, visible ? kMost : kMostCommon);
}

}  // namespace sekisho::detectors::proxy
