// Vendors of remote management and remote control: the names of their relays, DPI's labels, the ports of their own. Data, not code.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sekisho::detectors::remote_access {

struct Vendor {
  std::string_view name;
  std::span<const std::string_view> suffixes;  ///< Domains of their services; label boundaries, apex included.
  std::span<const std::string_view> labels;    ///< DPI's.
  std::span<const std::uint16_t> ports;        ///< A hint only: a server's port is its own choice.
  bool editor = false;                         ///< A tunnel to an editor or a terminal (T1219.001), not a desktop.
};

std::span<const Vendor> vendors();
/// The vendor whose service @p name is; nullptr for none.
const Vendor* vendor_of_name(std::string_view name);
const Vendor* vendor_of_label(std::string_view label);
const Vendor* vendor_of_port(std::uint16_t port);

/// True where @p name is what people visit rather than what a program calls: the bare domain, www, support pages.
bool is_web_site(std::string_view name);

}  // namespace sekisho::detectors::remote_access
