// What tool for remote control a flow belongs to: by its first bytes, by DPI, by the vendor's names, by a kit's own certificate. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "flow/model/flow_record.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::remote_access {

enum class Kind : std::uint8_t {
  None,
  Desktop,   ///< A protocol that shows a screen: RDP, VNC, Citrix, Radmin, SPICE.
  Terminal,  ///< A shell without encryption: Telnet, rsh, rlogin.
  Vendor,    ///< A vendor's relay or agent.
  Editor,    ///< A tunnel to an editor or terminal through somebody's cloud.
  Kit,       ///< A kit for controlling machines behind their owners' backs, by its own certificate.
};

enum class Sign : std::uint8_t { Bytes, Label, Name, Certificate, Port };
std::string_view sign_name(Sign sign);  // "first bytes", "DPI", "name", "certificate", "port"

struct Tool {
  Kind kind = Kind::None;
  std::string name;  ///< "RDP", "TeamViewer"; as `allowed` spells it.
  Sign sign = Sign::Bytes;
  bool web_site = false;  ///< The vendor's pages rather than its service.
};

/// @p object what the server is called; empty or an address where nobody named it.
Tool tool_of(const model::FlowRecord& record, std::string_view object);
/// The name that a kit's builder wrote into the certificate it made: self-signed, "CN=<word> Server" or "… Server CA" and nothing else.
/// Empty for every other certificate.
std::string kit_of(const model::TlsCertificate& certificate);

}  // namespace sekisho::detectors::remote_access
