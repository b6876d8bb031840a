// The link types the decoder understands, so that a capture of another kind is refused by name instead of yielding nothing.
#pragma once

namespace sekisho::packet {

/// libpcap's DLT_* numbers (flow/ does not include libpcap). Numbers that differ between systems stand with all their values.
enum LinkType : int {
  kNull = 0,  ///< BSD loopback: address family in the byte order of whoever captured.
  kEthernet = 1,
  kPpp = 9,
  kRaw = 12,  ///< Bare IP; 12 and 14 in memory, 101 in files.
  kRawOpenBsd = 14,
  kPppSerial = 50,
  kPppEther = 51,  ///< PPPoE without the Ethernet header.
  kRawFile = 101,
  kCiscoHdlc = 104,
  kLoop = 108,      ///< OpenBSD loopback: as kNull, in network order.
  kLinuxSll = 113,  ///< Linux "any" device, old form.
  kIpv4 = 228,
  kIpv6 = 229,
  kLinuxSll2 = 276,
};

bool is_known_link_type(int link_type);

}  // namespace sekisho::packet
