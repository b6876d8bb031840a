// What is known to be periodic or long-lived for good reasons: protocols by label or port, and names. Nothing here silences: each
// detector takes the points off that suit its question, for the same protocols and names carry C2 too.
#pragma once

#include <cstdint>
#include <string_view>

#include "flow/model/app_label.hpp"
#include "flow/model/transport.hpp"

namespace sekisho::detectors::support {

enum class Habit : std::uint8_t {
  None,
  Time,           ///< NTP, PTP.
  Configuration,  ///< DHCP, mDNS, SSDP: addresses and discovery.
  Routing,        ///< BGP, VRRP.
  Industrial,     ///< Process control: polling is all it does.
  Monitoring,     ///< SNMP, syslog, flow export, RADIUS.
  Media,          ///< Calls, streams, games.
  KeepAlive,      ///< Mail, chat, remote access, VPN: sessions held open by design.
  Directory,      ///< File, directory and database services.
  Update,         ///< Software updates.
  Check,          ///< Connectivity and certificate status.
  Telemetry,      ///< Usage reports, cloud synchronisation.
};
inline constexpr std::size_t kHabits = 12;
/// "time service", "process control", …; empty for None.
std::string_view habit_name(Habit habit);

struct ProtocolHabit {
  Habit habit = Habit::None;
  bool by_port = false;  ///< Contents did not decide: the port is the server's free choice, so it should count less.
};

/// The habit of a protocol: by its label where packet contents decided it, else by the server's port.
ProtocolHabit protocol_habit(const model::AppLabel& label, model::Transport transport, std::uint16_t server_port);

/// The habit of a name: connectivity checks, certificate status, time, update and push services.
Habit name_habit(std::string_view name);

/// The habit of an HTTP user agent: package managers and certificate checks. What a client says of itself, so it may only take points off.
Habit agent_habit(std::string_view agent);

}  // namespace sekisho::detectors::support
