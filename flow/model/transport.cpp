#include "flow/model/transport.hpp"

#include <fmt/format.h>

namespace sekisho::model {

std::string transport_name(Transport t) {
  switch (static_cast<int>(t)) {
    case 1:
      return "ICMP";
    case 6:
      return "TCP";
    case 17:
      return "UDP";
    case 47:
      return "GRE";
    case 58:
      return "IPv6-ICMP";
    case 132:
      return "SCTP";
    default:
      return fmt::format("{:03}", static_cast<int>(t));
  }
}

std::string_view tunnel_name(TunnelKind kind) {
  switch (kind) {
    case TunnelKind::None:
      return "";
    case TunnelKind::IpInIp:
      return "ipip";
    case TunnelKind::SixInFour:
      return "6in4";
    case TunnelKind::Gre:
      return "gre";
    case TunnelKind::Erspan:
      return "erspan";
    case TunnelKind::Vxlan:
      return "vxlan";
    case TunnelKind::Geneve:
      return "geneve";
    case TunnelKind::Gtpu:
      return "gtpu";
    case TunnelKind::Teredo:
      return "teredo";
  }
  return "";
}

}  // namespace sekisho::model
