// A flow has a place in the pool while something about it needs memory: DPI, a stream, a half-read QUIC hello. DNS, DHCP and ICMP messages
// speak for themselves, so DPI is asked about their flows only where one cannot be read; with the first one that is, they give the place
// back and go on without, however many there are: the handle alone says what to do with a packet.
#include "flow/inspect/inspector.hpp"

#include <algorithm>
#include <utility>

#include "flow/dpi/slot_pool.hpp"
#include "flow/inspect/datagrams.hpp"
#include "flow/inspect/metrics.hpp"
#include "flow/inspect/tcp_inspection.hpp"
#include "flow/parse/quic.hpp"

namespace sekisho::inspect {
namespace {

/// How the packets of a flow are read; the upper bits of a handle.
enum class Way : std::uint8_t { Other = 1, Tcp, Udp, Dns, Dhcp, Icmp };

Way way_of(const model::FlowRef& flow) {
  constexpr std::uint16_t kDns = 53, kDhcpServer = 67, kDhcpClient = 68, kMdns = 5353, kLlmnr = 5355;
  if (flow.transport == model::Transport::Tcp) return Way::Tcp;
  if (model::is_icmp(flow.transport)) return Way::Icmp;
  if (flow.transport != model::Transport::Udp) return Way::Other;
  // The server is a guess where the flow was joined late.
  for (const std::uint16_t port : {flow.endpoints.server.port, flow.endpoints.client.port}) {
    if (port == kDns || port == kMdns || port == kLlmnr) return Way::Dns;
    if (port == kDhcpServer || port == kDhcpClient) return Way::Dhcp;
  }
  return Way::Udp;
}

Protocol dns_of(const model::FlowRef& flow) {
  const Protocol of_server = dns_of_port(flow.endpoints.server.port);
  return of_server != Protocol::Dns ? of_server : dns_of_port(flow.endpoints.client.port);
}

/// A flow of this way needs neither DPI nor a place once one of its messages has been read.
constexpr bool is_stateless(Way way) { return way == Way::Dns || way == Way::Dhcp || way == Way::Icmp; }

constexpr unsigned kPlaceBits = 28;
constexpr Inspector::Handle handle_of(Way way, std::uint32_t place) { return static_cast<std::uint32_t>(way) << kPlaceBits | place; }
constexpr Way way_of(Inspector::Handle handle) { return static_cast<Way>(handle >> kPlaceBits); }
/// Counted from 1; 0 is none.
constexpr std::uint32_t place_of(Inspector::Handle handle) { return handle & ((1U << kPlaceBits) - 1); }

/// Datagrams without a message of their port's protocol before the flow is taken for something else.
constexpr unsigned kMostAlien = 8;
/// A QUIC connection begins with an Initial, a conversation in DNS with a question: what has not shown by then is neither.
constexpr unsigned kMostOpening = 4;
/// A question that nobody has answered after so many packets has told DPI all it will.
constexpr unsigned kMostUnanswered = 4;

/// A flow that has a place.
struct Place {
  model::FlowId owner{};
  Timestamp last;
  dpi::Inspection dpi = dpi::Inspection::None;
  Protocol proven = Protocol::None;
  std::uint8_t datagrams = 0;  // with payload; stops at its largest number
  bool taken = false;
  bool dpi_asked = false;                         // DPI was, or is, looking at it
  bool from_client = false, from_server = false;  // packets seen
  bool answered = false;                          // DNS: a response was seen
  bool loose = false;                             // DNS: what was read may still be something else
  bool own_done = false;                          // our parsers want no more
  bool settled = false;                           // the label is final
  dpi::Verdict verdict;                           // once DPI is over
  std::unique_ptr<TcpInspection> tcp;
  std::unique_ptr<parse::QuicClientHello> quic;
};

}  // namespace

class Inspector::Impl {
 public:
  Impl(std::unique_ptr<dpi::Classifier> classifier, const InspectorOptions& options, Counters& counters, HashSeed seed)
      : classifier_(std::move(classifier)),
        options_(options),
        seed_(seed),
        metrics_(counters),
        budget_(options.stream_budget, metrics_),
        places_(std::min<std::size_t>(options.max_flows, (1U << kPlaceBits) - 1)) {
    metrics_.flows_limit.set(static_cast<double>(options.max_flows));
  }

  Handle open(const model::FlowRef& flow, Inspected& about);
  bool packet(Handle handle, const Sight& sight);
  void close(Handle handle, const model::FlowRef& flow, bool bidirectional, Inspected& about, ObservationSink& sink);

 private:
  Place* find(Handle handle, const model::FlowRef& flow);
  bool make_room();
  void leave(std::uint32_t place);
  bool read(Place& place, Way way, const Sight& sight);
  void read_datagram(Place& place, Way way, const Sight& sight);
  void read_udp(Place& place, const Sight& sight);
  void read_quic(Place& place, const Sight& sight);
  void ask_dpi(Place& place);
  void feed_dpi(Place& place, Way way, const Sight& sight);
  void end_dpi(Place& place);
  void settle(Place& place, const model::FlowRef& flow, Inspected& about);
  bool go_on_without_place(Way way, const Sight& sight);

  std::unique_ptr<dpi::Classifier> classifier_;
  InspectorOptions options_;
  HashSeed seed_;
  Metrics metrics_;
  StreamBudget budget_;
  parse::TlsMemory tls_memory_;
  dpi::SlotPool<Place> places_;
  std::uint32_t hand_ = 0;  // where the next flow to leave is looked for
};

Inspector::Handle Inspector::Impl::open(const model::FlowRef& flow, Inspected& about) {
  const Way way = way_of(flow);
  if (places_.full() && !make_room()) {
    if (is_stateless(way)) return handle_of(way, 0);
    metrics_.cut_short(CutShort::Refused);
    about.label = classifier_->by_port(flow.transport, flow.endpoints.server.port);
    return 0;
  }
  const std::uint32_t slot = places_.take();
  Place& place = places_[slot];
  place.owner = flow.id;
  place.last = flow.start;
  place.taken = true;
  if (!is_stateless(way)) ask_dpi(place);
  if (way == Way::Tcp) place.tcp = std::make_unique<TcpInspection>(options_.stream_bytes, metrics_, budget_, tls_memory_);
  metrics_.flows.set(static_cast<double>(places_.used()));
  return handle_of(way, slot + 1);
}

/// The place of @p flow; null where it has none, or had to give it up.
Place* Inspector::Impl::find(Handle handle, const model::FlowRef& flow) {
  const std::uint32_t number = place_of(handle);
  if (number == 0) return nullptr;
  Place& place = places_[number - 1];
  return place.taken && place.owner == flow.id ? &place : nullptr;
}

/// Takes the place of a flow whose label is known and that has been silent longest among some: it loses later observations, not its label.
bool Inspector::Impl::make_room() {
  constexpr unsigned kSample = 16;
  std::uint32_t oldest = 0;
  bool found = false;
  for (unsigned i = 0; i < kSample && i < places_.touched(); ++i) {
    hand_ = hand_ + 1 < places_.touched() ? hand_ + 1 : 0;
    const Place& place = places_[hand_];
    if (!place.taken || !place.settled || (found && place.last >= places_[oldest].last)) continue;
    oldest = hand_;
    found = true;
  }
  if (!found) return false;
  metrics_.cut_short(CutShort::Crowded);
  leave(oldest);
  return true;
}

void Inspector::Impl::leave(std::uint32_t place) {
  places_[place] = Place{};
  places_.give_back(place);
  metrics_.flows.set(static_cast<double>(places_.used()));
}

bool Inspector::Impl::packet(Handle handle, const Sight& sight) {
  const Way way = way_of(handle);
  Place* place = find(handle, sight.flow);
  if (place == nullptr) return go_on_without_place(way, sight);
  place->last = sight.packet.time;
  (sight.from_client ? place->from_client : place->from_server) = true;
  const bool fresh = read(*place, way, sight);
  if (fresh) feed_dpi(*place, way, sight);
  settle(*place, sight.flow, sight.about);
  if (is_stateless(way) && place->settled && place->proven != Protocol::None) {
    leave(place_of(handle) - 1);
    return true;
  }
  return place->dpi != dpi::Inspection::None || !place->own_done;
}

/// Shows the packet to our parsers. False where it repeats what was there before.
bool Inspector::Impl::read(Place& place, Way way, const Sight& sight) {
  if (way == Way::Tcp) {
    const bool fresh = place.tcp->packet(sight);
    place.proven = place.tcp->proven();
    place.own_done = !place.tcp->wants_more();
    return fresh;
  }
  if (way == Way::Other) {
    place.own_done = true;
  } else if (!sight.packet.fragment) {
    read_datagram(place, way, sight);
  }
  return true;
}

void Inspector::Impl::read_datagram(Place& place, Way way, const Sight& sight) {
  if (way == Way::Icmp) {
    say_icmp(sight, metrics_, seed_);
    place.proven = sight.flow.transport == model::Transport::Icmpv6 ? Protocol::Icmpv6 : Protocol::Icmp;
    return;
  }
  if (sight.packet.payload.empty()) return;
  if (place.datagrams < UINT8_MAX) ++place.datagrams;
  if (way == Way::Udp) return read_udp(place, sight);
  if (way == Way::Dns) {
    const Said said = say_dns(sight, dns_of(sight.flow), metrics_);
    if (said != Said::Nothing) place.proven = dns_of(sight.flow);
    if (said == Said::Response) place.answered = true;
    place.loose = said == Said::Loose;
  } else if (say_dhcp(sight, metrics_)) {
    place.proven = Protocol::Dhcp;
  }
  place.own_done = place.proven == Protocol::None && place.datagrams >= kMostAlien;
}

void Inspector::Impl::read_udp(Place& place, const Sight& sight) {
  constexpr std::uint16_t kNetBiosNames = 137;  // messages like DNS's, about another kind of names
  if (place.own_done) return;
  if (place.proven == Protocol::Dns) {
    if (say_dns(sight, Protocol::Dns, metrics_) == Said::Response) place.answered = true;
    return;
  }
  const bool initial = place.quic == nullptr && sight.from_client && parse::looks_like_quic_initial(sight.packet.payload);
  if (initial) place.quic = std::make_unique<parse::QuicClientHello>();
  if (place.quic != nullptr) return read_quic(place, sight);
  if (sight.flow.endpoints.server.port == kNetBiosNames) {
    say_netbios(sight, metrics_);
  } else {
    const Said said = say_unexpected_dns(sight, metrics_);
    if (said != Said::Nothing) place.proven = Protocol::Dns;
    place.answered = said == Said::Response;
  }
  place.own_done = place.proven == Protocol::None && place.datagrams >= kMostOpening;
}

void Inspector::Impl::read_quic(Place& place, const Sight& sight) {
  if (!sight.from_client) return;
  model::TlsClientHello hello;
  const parse::Progress progress = place.quic->datagram(sight.packet.payload, hello);
  if (progress == parse::Progress::NeedMore) return;
  if (progress == parse::Progress::Done) {
    place.proven = Protocol::Quic;
    if (sight.about.server_name.empty()) sight.about.server_name = hello.server_name;
    metrics_.observed(Protocol::Quic);
    sight.sink.observe(std::move(hello));
  } else {
    metrics_.unparsed(Protocol::Quic);
  }
  place.own_done = true;
  place.quic.reset();
}

void Inspector::Impl::ask_dpi(Place& place) {
  place.dpi = classifier_->open();
  place.dpi_asked = true;
}

void Inspector::Impl::feed_dpi(Place& place, Way way, const Sight& sight) {
  if (!place.dpi_asked && (place.proven == Protocol::None || place.loose)) ask_dpi(place);
  if (place.dpi == dpi::Inspection::None) return;
  // Bare acknowledgements help DPI guess at protocols that nobody has recognised yet, and only then.
  if (sight.packet.payload.empty() && place.proven != Protocol::None && way != Way::Icmp) return;
  constexpr std::uint16_t kHttps = 443;  // on others the port may be part of what DPI calls it
  const bool named = place.proven == Protocol::Tls && sight.flow.endpoints.server.port == kHttps && !sight.about.server_name.empty();
  if (named && classifier_->names_tls(place.dpi, sight.about.server_name)) return end_dpi(place);
  bool enough = classifier_->feed(place.dpi, sight.packet, sight.from_client);
  switch (place.proven) {
    case Protocol::None:
    case Protocol::Http:  // DPI looks into the response
    case Protocol::Ssh:   // and at the key exchange
      break;
    case Protocol::Tls:
      // The name in the hello says whose service it is. Without one the certificate may, which DPI then has to see.
      enough |= place.own_done || !sight.about.server_name.empty();
      break;
    case Protocol::Dns:
    case Protocol::Mdns:
    case Protocol::Llmnr:
      enough |= place.answered || place.datagrams >= kMostUnanswered;
      break;
    case Protocol::Quic:
    case Protocol::Dhcp:
    case Protocol::Icmp:
    case Protocol::Icmpv6:
    case Protocol::Netbios:
      enough = true;
      break;
  }
  if (enough) end_dpi(place);
}

void Inspector::Impl::end_dpi(Place& place) {
  place.verdict = classifier_->close(std::exchange(place.dpi, dpi::Inspection::None), place.from_client && place.from_server);
}

/// Decides the label once nothing better can come: DPI's where contents decided, else what our parsers have read, else a guess.
void Inspector::Impl::settle(Place& place, const model::FlowRef& flow, Inspected& about) {
  if (place.settled || place.dpi != dpi::Inspection::None) return;
  dpi::Verdict& verdict = place.verdict;
  const bool proven = place.proven != Protocol::None;
  // What DPI takes for a protocol that we can read waits for our own reading: the first half of a TLS hello on port 53 looks like DNS to it.
  const bool doubtful = !verdict.label.sure() || (place.tcp != nullptr && is_readable(verdict.label));
  if (doubtful && !proven && !place.own_done) return;
  if (proven && contradicts(place.proven, verdict.label)) verdict = {};
  if (proven && !verdict.label.sure()) verdict.label = label_of(place.proven);
  about.label = verdict.label.known() ? verdict.label : classifier_->by_port(flow.transport, flow.endpoints.server.port);
  about.risks = verdict.risks;
  if (about.server_name.empty()) about.server_name = std::move(verdict.server_name);
  place.settled = true;
  about.classified = true;
}

bool Inspector::Impl::go_on_without_place(Way way, const Sight& sight) {
  Protocol proven = Protocol::None;
  const bool readable = !sight.packet.fragment && (way == Way::Icmp || !sight.packet.payload.empty());
  if (!is_stateless(way)) return false;
  if (!readable) return true;
  if (way == Way::Icmp) {
    say_icmp(sight, metrics_, seed_);
    proven = sight.flow.transport == model::Transport::Icmpv6 ? Protocol::Icmpv6 : Protocol::Icmp;
  } else if (way == Way::Dhcp) {
    if (say_dhcp(sight, metrics_)) proven = Protocol::Dhcp;
  } else if (say_dns(sight, dns_of(sight.flow), metrics_) != Said::Nothing) {
    proven = dns_of(sight.flow);
  }
  if (!sight.about.classified && proven != Protocol::None) {
    sight.about.label = label_of(proven);
    sight.about.classified = true;
  }
  return true;
}

void Inspector::Impl::close(Handle handle, const model::FlowRef& flow, bool bidirectional, Inspected& about, ObservationSink& sink) {
  if (Place* place = find(handle, flow)) {
    if (place->tcp != nullptr) {
      place->tcp->end(about, sink);
      place->proven = place->tcp->proven();
    }
    place->own_done = true;
    if (place->dpi != dpi::Inspection::None) {
      place->from_client = place->from_server = bidirectional;
      end_dpi(*place);
    }
    settle(*place, flow, about);
    leave(place_of(handle) - 1);
  }
  if (!about.classified && !about.label.known()) about.label = classifier_->by_port(flow.transport, flow.endpoints.server.port);
  about.classified = true;
}

Inspector::Inspector(std::unique_ptr<dpi::Classifier> classifier, const InspectorOptions& options, Counters& counters, HashSeed seed)
    : impl_(std::make_unique<Impl>(std::move(classifier), options, counters, seed)) {}
Inspector::~Inspector() = default;

Inspector::Handle Inspector::open(const model::FlowRef& flow, Inspected& about) { return impl_->open(flow, about); }

bool Inspector::packet(Handle handle, const model::FlowRef& flow, const packet::PacketView& packet, bool from_client, Inspected& about,
                       ObservationSink& sink) {
  return impl_->packet(handle, Sight{flow, packet, from_client, about, sink});
}

void Inspector::close(Handle handle, const model::FlowRef& flow, bool bidirectional, Inspected& about, ObservationSink& sink) {
  impl_->close(handle, flow, bidirectional, about, sink);
}

}  // namespace sekisho::inspect
