// Where packets come from. A source runs on the thread that polls it; stop() alone may be called from another one.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "flow/base/counters.hpp"
#include "flow/base/result.hpp"
#include "flow/packet/raw_packet.hpp"

namespace sekisho::capture {

/// Takes packets; the bytes are borrowed for the length of the call.
class PacketSink {
 public:
  virtual ~PacketSink() = default;
  virtual void packet(const packet::RawPacket& packet) = 0;
};

class PacketSource {
 public:
  enum class Status : std::uint8_t {
    More,  ///< Packets were delivered; there may be more.
    Idle,  ///< None came within the wait (live links only).
    End,   ///< No more will come.
  };
  /// How far a file source is; zeros for live links.
  struct Progress {
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_total = 0;  ///< 0 where unknown (stdin).
  };

  virtual ~PacketSource() = default;
  /// Delivers some packets (at most a few hundred), waiting at most @p wait for the first one. Never throws.
  virtual Status poll(PacketSink& sink, std::chrono::milliseconds wait) = 0;
  /// Names behind RawPacket::interface: interfaces, or capture file paths. May grow while files are read.
  virtual const std::vector<std::string>& names() const = 0;
  virtual Progress progress() const { return {}; }
  /// Inputs that were unreadable or cut short, each with path and reason; final after End.
  virtual const std::vector<std::string>& problems() const = 0;
};

struct FileOptions {
  std::vector<std::string> paths;  ///< Files, directories (their files, sorted by name, one level), "-" for stdin.
  std::string filter;              ///< BPF; empty for all.
  double pace = 0;                 ///< 0 as fast as possible; 1 real time; N times faster than real time.
};

/// pcap (µs, ns) and pcapng files. Unreadable files of a directory are skipped and named in problems(); so are named files, but an Error
/// comes back where nothing at all can be opened or the filter does not compile. A pipe is opened without waiting for its writer.
Result<std::unique_ptr<PacketSource>> open_files(const FileOptions& options, Counters& counters);

/// Ok where @p filter is empty or compiles for a link that captures come from; else what is wrong with it.
Result<void> check_filter(const std::string& filter);

struct LiveOptions {
  std::vector<std::string> interfaces;
  std::string filter;
  int snaplen = 65'535;                           ///< Bytes per packet; shorter blinds the parsers.
  std::size_t buffer_bytes = 64UL * 1024 * 1024;  ///< Kernel ring per interface; 2 MiB lost 0.8 % at 400 kpps in our measurements.
  bool promiscuous = true;
  std::string timestamp_type;  ///< libpcap's name ("adapter", "host_hiprec"); empty for its default.
  unsigned workers = 1;        ///< More than one: sources share each interface by PACKET_FANOUT.
};

/// One source per worker. An Error names interface, its state and the exact remedy (exit 4). An interface that goes
/// down later is waited for, reopened and counted. Counts kernel and interface drops.
Result<std::vector<std::unique_ptr<PacketSource>>> open_live(const LiveOptions& options, Counters& counters);

/// What an operator should know before trusting a live capture: GRO/LRO super-packets, small snaplen, interface down; each with the command that
/// mends it.
std::vector<std::string> live_warnings(const LiveOptions& options);

/// Interfaces that could be captured, for messages ("eth1 (up)").
std::vector<std::string> interfaces();

}  // namespace sekisho::capture
