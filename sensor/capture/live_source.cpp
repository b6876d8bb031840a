#include "sensor/capture/live_source.hpp"

#include <algorithm>

#include <poll.h>

#include "sensor/capture/link_state.hpp"

namespace sekisho::capture {
namespace {

constexpr int kBatch = 256;                          // packets a poll
constexpr std::chrono::seconds kLook{1};             // between looks at drops and links
constexpr std::chrono::seconds kFirstBackoff{1};     // between attempts to reopen a link that is up
constexpr std::chrono::seconds kLongestBackoff{16};  // a link that cannot be opened for long needs an operator, not more attempts

}  // namespace

LiveSource::LiveSource(const LiveOptions& options, unsigned worker, Counters& counters)
    : options_(options),
      first_worker_(worker == 0),
      counters_(counters),
      kernel_drops_(counters.counter("sekisho_capture_kernel_drops_total", "Packets lost because the ring was full")),
      interface_drops_(counters.counter("sekisho_capture_interface_drops_total", "Packets lost by interfaces and their drivers")),
      reopens_(counters.counter("sekisho_capture_reopens_total", "Interfaces opened again after they went away")),
      links_up_(counters.gauge("sekisho_capture_interfaces_up", "Interfaces that are up and being captured")) {
  for (std::size_t i = 0; i < options_.interfaces.size(); ++i) {
    Link& link = links_.emplace_back();
    link.name = options_.interfaces[i];
    link.number = static_cast<std::uint16_t>(i);
  }
}

Result<void> LiveSource::start(std::vector<std::optional<int>>& groups) {
  for (Link& link : links_) {
    link.group = groups[link.number];
    if (auto opened = open(link); !opened) return opened.error();
    groups[link.number] = link.group;
  }
  if (first_worker_) links_up_.set(static_cast<double>(links_.size()));
  return {};
}

Result<void> LiveSource::open(Link& link) {
  auto handle = open_interface(options_, link.name);
  if (!handle) return handle.error();
  if (options_.workers > 1) {
    auto group = join_fanout(handle->get(), link.group);
    if (!group) return Error{"interface " + link.name + ": " + group.error().message};
    link.group = *group;
  }
  link.handle = std::move(*handle);
  link.descriptor = pcap_get_selectable_fd(link.handle.get());
  link.index = link_state(link.name).index;
  link.link_type = pcap_datalink(link.handle.get());
  link.fraction = pcap_get_tstamp_precision(link.handle.get()) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
  link.kernel_drops = link.interface_drops = 0;
  return {};
}

void LiveSource::close(Link& link) {
  count_drops(link);
  link.handle.reset();
  link.descriptor = -1;
  link.header = nullptr;
  link.backoff = kFirstBackoff;
}

void LiveSource::count_drops(Link& link) {
  pcap_stat now{};
  if (link.handle == nullptr || pcap_stats(link.handle.get(), &now) != 0) return;
  // Differences of 32-bit totals: right also where they wrap.
  kernel_drops_.add(now.ps_drop - link.kernel_drops);
  link.kernel_drops = now.ps_drop;
  if (first_worker_) interface_drops_.add(now.ps_ifdrop - link.interface_drops);
  link.interface_drops = now.ps_ifdrop;
}

void LiveSource::look_after(Clock::time_point now) {
  if (now < next_look_) return;
  next_look_ = now + kLook;
  double up = 0;
  for (Link& link : links_) {
    const LinkState state = link_state(link.name);
    // A link that is merely down keeps its handle: packets flow again as soon as it is up.
    if (link.handle != nullptr && state.index != link.index) close(link);
    if (link.handle == nullptr && state.up) reopen(link, now);
    count_drops(link);
    if (link.handle != nullptr && state.up) ++up;
  }
  if (first_worker_) links_up_.set(up);
}

void LiveSource::reopen(Link& link, Clock::time_point now) {
  if (now < link.next_attempt) return;
  if (open(link)) {
    reopens_.add();
    return;
  }
  link.next_attempt = now + link.backoff;
  link.backoff = std::min<Clock::duration>(link.backoff * 2, kLongestBackoff);
}

PacketSource::Status LiveSource::poll(PacketSink& sink, std::chrono::milliseconds wait) {
  look_after(Clock::now());
  if (deliver(sink) > 0) return Status::More;
  wait_for_packets(wait);
  return deliver(sink) > 0 ? Status::More : Status::Idle;
}

void LiveSource::wait_for_packets(std::chrono::milliseconds wait) {
  std::vector<pollfd> waiting;
  for (const Link& link : links_) {
    if (link.descriptor >= 0) waiting.push_back({.fd = link.descriptor, .events = POLLIN, .revents = 0});
  }
  (void)::poll(waiting.data(), waiting.size(), static_cast<int>(wait.count()));
}

int LiveSource::deliver(PacketSink& sink) { return links_.size() == 1 ? deliver_one_link(links_.front(), sink) : deliver_merged(sink); }

void LiveSource::hand_over(const Link& link, const pcap_pkthdr& header, const std::uint8_t* bytes, PacketSink& sink) {
  packet::RawPacket raw = raw_packet(header, bytes, link.fraction);
  raw.link_type = link.link_type;
  raw.interface = link.number;
  counters_.add(header);
  sink.packet(raw);
}

int LiveSource::deliver_one_link(Link& link, PacketSink& sink) {
  if (link.handle == nullptr) return 0;
  struct Context {
    LiveSource& self;
    Link& link;
    PacketSink& sink;
    int delivered = 0;
  } context{*this, link, sink};
  const auto take = [](u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
    Context& to = *reinterpret_cast<Context*>(user);
    ++to.delivered;
    to.self.hand_over(to.link, *header, bytes, to.sink);
  };
  if (pcap_dispatch(link.handle.get(), kBatch, take, reinterpret_cast<u_char*>(&context)) < 0) close(link);
  return context.delivered;
}

void LiveSource::fetch(Link& link) {
  if (link.header != nullptr || link.dry || link.handle == nullptr) return;
  pcap_pkthdr* header = nullptr;
  const int got = pcap_next_ex(link.handle.get(), &header, &link.bytes);
  if (got == 1) {
    link.header = header;
    return;
  }
  link.dry = true;
  if (got < 0) close(link);
}

int LiveSource::deliver_merged(PacketSink& sink) {
  for (Link& link : links_) link.dry = false;
  for (int delivered = 0; delivered < kBatch; ++delivered) {
    Link* earliest = nullptr;
    for (Link& link : links_) {
      fetch(link);
      if (link.header == nullptr) continue;
      if (earliest == nullptr || packet_time(*link.header, link.fraction) < packet_time(*earliest->header, earliest->fraction)) earliest = &link;
    }
    if (earliest == nullptr) return delivered;
    const pcap_pkthdr header = *earliest->header;
    earliest->header = nullptr;
    hand_over(*earliest, header, earliest->bytes, sink);
  }
  return kBatch;
}

}  // namespace sekisho::capture
