// EVE JSON lines, as Suricata writes them, to a file or to standard output.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sensor/outputs/output.hpp"

namespace sekisho::outputs::eve {

struct EveOptions {
  std::string path = "-";  ///< "-" is standard output.
  std::vector<std::string> types = {"alert", "flow", "dns", "tls", "http", "dhcp", "stats"};
  std::string sensor_name;  ///< EVE's `host`; empty leaves it out.
  std::uint16_t community_id_seed = 0;
  std::size_t rotate_size = 0;  ///< Bytes after which the file is renamed with a time stamp; 0 never.
  Duration rotate_age = 0s;     ///< 0 never. Packet time of records.
  unsigned rotate_keep = 10;    ///< Rotated files kept; 0 all.
  bool pcap_names = false;      ///< interface names are capture files: `pcap_filename` instead of `in_iface`.
};

/// @p names what RawPacket::interface indexes; read on the output's thread, must not change while records name new entries.
/// An Error where the file cannot be opened (exit 6).
Result<std::unique_ptr<Output>> make_eve_output(const EveOptions& options, const std::vector<std::string>& names, Counters& counters);

}  // namespace sekisho::outputs::eve
