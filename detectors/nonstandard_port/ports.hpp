// Which protocols belong to which server ports.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "detectors/nonstandard_port/opening.hpp"
#include "flow/model/app_label.hpp"
#include "flow/model/transport.hpp"

namespace sekisho::detectors::nonstandard_port {

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

/// A protocol that DPI recognises well and that has ports of its own. What is not in the table may stand anywhere.
struct Protocol {
  std::string_view label;  ///< As model::AppLabel::protocol() spells it.
  Opening opening;         ///< Its first bytes; None where they say nothing.
  int odd_points;          ///< On a port that is nobody's.
  int alien_points;        ///< On the port of another, well-known service.
  std::span<const PortRange> usual;
  std::span<const PortRange> alternate;  ///< Common choices of administrators: a few points only.
};

/// The row of a label; nullptr where the protocol has no ports of its own.
const Protocol* find_protocol(const model::AppLabel& label);
/// The protocol that usually lives on @p port, of those in the table; null for none.
const Protocol* resident(std::uint16_t port);
/// The row that these first bytes stand for; nullptr for None, Greeting and Free.
const Protocol* find_protocol(Opening opening);

enum class Place : std::uint8_t { Usual, Alternate, Odd, Alien };
/// Where @p protocol stands when its server's port is @p port.
Place place_of(const Protocol& protocol, model::Transport transport, std::uint16_t port);

/// The service that a well-known port is for: "HTTPS" of 443/tcp; empty where it is nobody's.
std::string_view owner_of(model::Transport transport, std::uint16_t port);
/// How much it says that a protocol nobody knows talks on this port; 0 where proprietary protocols are usual there.
int unknown_points(model::Transport transport, std::uint16_t port);
/// Ports that remote-control kits choose by default or by habit.
/// True where OpenVPN or WireGuard is at home.
bool is_vpn_home(const model::FlowRef& flow);
/// True where the address says the port: two neighbouring bytes of it are the port, or the first two multiplied and the third added, as APT12
/// had it. By chance: one port in ten thousand.
bool is_computed_port(const model::Endpoint& server);
bool is_shell_port(std::uint16_t port);
/// "22, 830": for evidence.
std::string ports_text(std::span<const PortRange> ranges);

}  // namespace sekisho::detectors::nonstandard_port
