// Packets from network interfaces: one worker's share of them. Packets of several interfaces are merged by time as far as they are there.
//
// Keeps    one ring a link, in the kernel.
// Time     the packets' own; the steady clock for waiting, for looking at drops and links once a second, and for reopening.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sensor/capture/live_open.hpp"
#include "sensor/capture/packet_source.hpp"
#include "sensor/capture/pcap_handle.hpp"

namespace sekisho::capture {

class LiveSource final : public PacketSource {
 public:
  using Clock = std::chrono::steady_clock;

  /// @p worker 0 counts what belongs to the interface as a whole.
  LiveSource(const LiveOptions& options, unsigned worker, Counters& counters);
  /// Opens all interfaces. @p groups holds one fanout group an interface, filled by the first worker and joined by the others.
  Result<void> start(std::vector<std::optional<int>>& groups);

  Status poll(PacketSink& sink, std::chrono::milliseconds wait) override;
  const std::vector<std::string>& names() const override { return options_.interfaces; }
  const std::vector<std::string>& problems() const override { return problems_; }

 private:
  struct Link {
    std::string name;
    std::uint16_t number = 0;  // RawPacket::interface
    PcapHandle handle;         // null while the interface is gone
    int descriptor = -1;
    unsigned index = 0;  // the kernel's, when it was opened
    int link_type = 0;
    std::int64_t fraction = 1;  // nanoseconds a unit of its time stamps
    std::optional<int> group;
    std::uint32_t kernel_drops = 0;  // as libpcap reported them last
    std::uint32_t interface_drops = 0;
    // Packet read but not yet delivered, when merging.
    const pcap_pkthdr* header = nullptr;
    const std::uint8_t* bytes = nullptr;
    bool dry = false;  // nothing more in this round
    Clock::duration backoff{};
    Clock::time_point next_attempt;
  };

  Result<void> open(Link& link);
  void close(Link& link);
  void look_after(Clock::time_point now);
  void count_drops(Link& link);
  void reopen(Link& link, Clock::time_point now);
  int deliver(PacketSink& sink);
  int deliver_one_link(Link& link, PacketSink& sink);
  int deliver_merged(PacketSink& sink);
  void fetch(Link& link);
  void hand_over(const Link& link, const pcap_pkthdr& header, const std::uint8_t* bytes, PacketSink& sink);
  void wait_for_packets(std::chrono::milliseconds wait);

  LiveOptions options_;
  bool first_worker_;
  CaptureCounters counters_;
  Counter& kernel_drops_;
  Counter& interface_drops_;
  Counter& reopens_;
  Gauge& links_up_;
  std::vector<Link> links_;
  std::vector<std::string> problems_;
  Clock::time_point next_look_;
};

}  // namespace sekisho::capture
