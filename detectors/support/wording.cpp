#include "detectors/support/wording.hpp"

#include <cmath>

#include "flow/model/transport.hpp"

namespace sekisho::detectors::support {
namespace {

std::string transport_word(model::Transport t) {
  switch (t) {
    case model::Transport::Tcp:
      return "tcp";
    case model::Transport::Udp:
      return "udp";
    case model::Transport::Sctp:
      return "sctp";
    case model::Transport::Icmp:
    case model::Transport::Icmpv6:
      return "icmp";
  }
  return model::transport_name(t);
}

}  // namespace

std::string server_text(const model::FlowRef& flow) {
  const model::Endpoint& server = flow.endpoints.server;
  const std::string address = server.address.to_string();
  const std::string word = transport_word(flow.transport);
  if (!model::has_ports(flow.transport)) return address + " (" + word + ")";
  const std::string place = ":" + std::to_string(server.port) + "/" + word;
  return server.address.is_v4() ? address + place : "[" + address + "]" + place;
}

double rounded(double x) { return std::round(x * 1000) / 1000; }

}  // namespace sekisho::detectors::support
