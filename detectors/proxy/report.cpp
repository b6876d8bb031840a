#include "detectors/proxy/report.hpp"

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::proxy {
namespace {

std::string_view title_of(Kind kind) {
  switch (kind) {
    case Kind::Socks:
      return "SOCKS proxy";
    case Kind::HttpProxy:
      return "HTTP proxy that nobody configured";
    case Kind::Tor:
      return "Tor";
    case Kind::Vpn:
      return "VPN";
    case Kind::WebSocket:
      return "WebSocket of a program";
    case Kind::WebTunnel:
      return "connections through one script of a web server";
    case Kind::Agent:
      return "connections held open as a reverse proxy's agent does";
    case Kind::Relay:
      return "host that passes on what it is sent";
    case Kind::Fronting:
      return "another name inside than on the envelope";
    case Kind::PacketTunnel:
      return "packets in packets";
    case Kind::ReversedSsh:
      return "SSH in which the server types";
    case Kind::None:
      break;
  }
  return "proxy";
}

std::string_view proxy_technique(const Surroundings& a) {
  return a.itself || a.direction == Direction::Internal ? std::string_view("T1090.001") : std::string_view("T1090.002");
}

std::vector<std::string_view> techniques_of(const Case& c) {
  switch (c.kind) {
    case Kind::Socks:
      // A proxy on the host itself is the near end of something that leads further.
      if (c.around.itself) return {"T1090.001", "T1572"};
      return {proxy_technique(c.around)};
    case Kind::HttpProxy:
      if (c.odd_target) return {proxy_technique(c.around), "T1572"};
      return {proxy_technique(c.around)};
    case Kind::Tor:
      return {"T1090.003", "T1573"};
    case Kind::Vpn:
      return {"T1572", "T1090"};
    case Kind::WebSocket:
    case Kind::WebTunnel:
      return {"T1572", "T1090", "T1071.001"};
    case Kind::Agent:
      return {"T1090", "T1572"};
    case Kind::Relay:
      return {"T1090.001"};
    case Kind::Fronting:
      return {"T1090.004"};
    case Kind::PacketTunnel:
    case Kind::ReversedSsh:
    case Kind::None:
      break;
  }
  return {"T1572"};
}

std::string sentence_of(const Case& c) {
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string server = support::server_text(c.flow);
  constexpr std::size_t kWords = 160;  // Of addresses in full.
  const std::string name = quote(c.name, kWords);
  const std::uint64_t up = c.totals.to_server;
  const std::uint64_t down = c.totals.to_client;
  switch (c.kind) {
    case Kind::Socks:
      return fmt::format("{} uses {} as a {} proxy that nobody configured; {} bytes out, {} in", client, server, name, up, down);
    case Kind::HttpProxy:
      return fmt::format("{} asks {} as a proxy for \"{}\"", client, server, name);
    case Kind::Tor:
      return fmt::format("{} talks to {} as Tor does ({})", client, server, name);
    case Kind::Vpn:
      return fmt::format("{} speaks {} to {}: whatever goes inside cannot be seen; {} bytes out, {} in", client, name, server, up, down);
    case Kind::WebSocket:
      return fmt::format("a program on {} turned an HTTP connection to {} into a two-way channel", client, server);
    case Kind::WebTunnel:
      return fmt::format("{} sent {} requests to one script of {}, {} bytes out, {} in, as tunnels through a web server do", client, c.totals.flows,
                         server, up, down);
    case Kind::Agent:
      return fmt::format("{} holds connections to {} open as the inner end of a reverse proxy does; {} so far", client, server, c.totals.flows);
    case Kind::Relay:
      return fmt::format("{}; {} bursts so far", name, c.totals.flows);
    case Kind::Fronting:
      return fmt::format("{} asks {} for \"{}\", which is another site than the one on the envelope", client, server, name);
    case Kind::PacketTunnel:
      return fmt::format("{} and {} exchange packets inside packets ({})", client, server, name);
    case Kind::ReversedSsh:
      return fmt::format("in an SSH session of {} the server {} types and the client answers: a way back in; {} bytes out, {} in", client, server, up,
                         down);
    case Kind::None:
      break;
  }
  return {};
}

}  // namespace

Finding make_finding(const Case& c) {
  Finding f;
  f.time = c.time;
  f.reason = {static_cast<std::uint8_t>(c.kind), title_of(c.kind)};
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.techniques = techniques_of(c);
  f.indicators = c.verdict.indicators;
  f.evidence = c.evidence;
  f.evidence.emplace_back("direction", std::string(direction_name(c.around.direction)));
  if (!c.name.empty()) f.evidence.emplace_back("carrier", quote(c.name));
  f.sentence = sentence_of(c);
  f.first_seen = c.totals.first;
  f.last_seen = c.totals.last;
  f.flows = c.totals.flows;
  f.bytes_to_server = c.totals.to_server;
  f.bytes_to_client = c.totals.to_client;
  return f;
}

}  // namespace sekisho::detectors::proxy
