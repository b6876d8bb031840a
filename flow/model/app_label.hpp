// What DPI says a flow is, as plain values with canonical names that do not change with the nDPI version.
#pragma once

#include <cstdint>
#include <string_view>

#include "flow/base/inline_string.hpp"

namespace sekisho::model {

/// How a label was found. Only Dpi may carry a finding: the others depend on caches, ports or address lists.
enum class Confidence : std::uint8_t { Unknown, Port, Address, Cache, Partial, Dpi };
/// "unknown", "port", "address", "cache", "partial", "dpi".
constexpr std::string_view confidence_name(Confidence c) {
  constexpr std::string_view kNames[] = {"unknown", "port", "address", "cache", "partial", "dpi"};
  return kNames[static_cast<unsigned>(c)];
}

/// nDPI's names as of 4.2, upper/lower case kept: "TLS", "HTTP", "SSH", "DNS", "QUIC", "BitTorrent".
using ProtocolName = InlineString<23>;

struct AppLabel {
  ProtocolName master;        ///< The carrying protocol ("TLS" for TLS.Google); empty if app stands alone.
  ProtocolName app;           ///< The application ("Google"; "TLS" for plain TLS); empty while unknown.
  InlineString<23> category;  ///< nDPI's category: "Web", "VPN", "RemoteAccess", …; empty while unknown.
  Confidence confidence = Confidence::Unknown;

  bool known() const { return !app.empty(); }
  /// True where packet contents decided.
  bool sure() const { return known() && confidence == Confidence::Dpi; }
  /// The wire protocol: "TLS" for TLS.Google and for TLS; empty while unknown.
  std::string_view protocol() const { return master.empty() ? app.view() : master.view(); }
  bool is(std::string_view name) const { return app == name || master == name; }
};

}  // namespace sekisho::model
