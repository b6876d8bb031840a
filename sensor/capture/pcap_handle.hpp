// libpcap's handle as a value with an owner, and what files and live links share. Included by this folder's .cpp files alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include <pcap/pcap.h>

#include "flow/base/counters.hpp"
#include "flow/base/time.hpp"
#include "flow/packet/raw_packet.hpp"

namespace sekisho::capture {

struct PcapClose {
  void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using PcapHandle = std::unique_ptr<pcap_t, PcapClose>;

/// What every source counts.
struct CaptureCounters {
  explicit CaptureCounters(Counters& counters)
      : packets(counters.counter("sekisho_capture_packets_total", "Packets taken from interfaces and files")),
        bytes(counters.counter("sekisho_capture_bytes_total", "Bytes of these packets on the wire")),
        truncated(counters.counter("sekisho_capture_truncated_packets_total", "Packets captured shorter than they were on the wire")) {}
  void add(const pcap_pkthdr& header) {
    packets.add();
    bytes.add(header.len);
    if (header.caplen < header.len) truncated.add();
  }
  Counter& packets;
  Counter& bytes;
  Counter& truncated;
};

/// The time of @p header, whose fraction counts @p fraction nanoseconds a unit. Times beyond what packet time can hold are held at its ends.
inline Timestamp packet_time(const pcap_pkthdr& header, std::int64_t fraction) {
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
  const std::int64_t whole = std::min<std::int64_t>(std::max<std::int64_t>(header.ts.tv_sec, 0), kLast);
  return Timestamp{Duration{whole * 1'000'000'000 + static_cast<std::int64_t>(header.ts.tv_usec) % 1'000'000'000 * fraction}};
}

inline packet::RawPacket raw_packet(const pcap_pkthdr& header, const std::uint8_t* bytes, std::int64_t fraction) {
  packet::RawPacket raw;
  raw.time = packet_time(header, fraction);
  raw.bytes = Bytes(bytes, header.caplen);
  raw.wire_length = header.len;
  return raw;
}

/// Compiles and sets the BPF program @p filter; empty sets none. The reason where it does not compile for the handle's link type.
std::optional<std::string> set_filter(pcap_t* handle, const std::string& filter);

/// "EN10MB (Ethernet)" for a DLT_* number.
std::string link_type_name(int link_type);

}  // namespace sekisho::capture
