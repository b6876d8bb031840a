// What the flow stage says to the rest of the sensor, one value at a time, in an order that does not depend on the
// number of workers: by time, then flow, then the flow's own count of events.
#pragma once

#include <compare>
#include <cstdint>
#include <tuple>
#include <variant>

#include "flow/model/flow_record.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::model {

/// TCP: handshake complete, or data both ways in a flow joined mid-stream. Others: first reply.
struct FlowEstablished {
  MacAddress client_mac{};  ///< Of the frames that carry the flow: each host's own, or the router's before it. Zero where not known.
  MacAddress server_mac{};
};

/// DPI has decided (or given up); once per flow with payload. Counts so far are in the record.
struct FlowClassified {
  FlowRecord record;
};

/// A flow that is still open reached a milestone of its age: 1, 5, 10, 15, 30 min, then every hour.
struct FlowMilestone {
  Duration age{};
  FlowRecord record;
};

/// The one final record of a flow.
struct FlowEnded {
  FlowRecord record;
};

/// Data after at least 1 s in which neither side sent any: a beat inside one connection. Segments of one payload byte (TCP keep-alive)
/// and retransmissions do not count. A flow's first burst is sent once a second one begins, so a flow of a single burst sends none; each
/// later one when it is over: 1 s after its last data, or at the end of the flow. `time` of the event is that moment, `start` the first byte.
struct DataBurst {
  bool from_client = true;  ///< Who broke the silence.
  Timestamp start;
  std::uint32_t to_server = 0;  ///< Payload bytes within the burst.
  std::uint32_t to_client = 0;
  Duration reply_after{};   ///< Time to the other side's first byte; 0 if it sent none.
  std::uint32_t index = 0;  ///< Bursts of this flow before this one.
};

using FlowEventBody = std::variant<FlowEstablished, FlowClassified, FlowMilestone, FlowEnded, DataBurst, DnsMessage, TlsClientHello, TlsServerHello,
                                   TlsCertificate, HttpTransaction, IcmpMessage, DhcpLease, SshBanner, AddressClaim, NetbiosName>;

struct FlowEvent {
  Timestamp time;
  FlowRef flow;
  std::uint32_t index = 0;  ///< Counts this flow's events.
  FlowEventBody body;

  auto order() const { return std::tuple(time, flow.id, index); }
};

/// Where events go.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void event(FlowEvent&& event) = 0;
};

/// Bit of a body type in an interest mask (detectors/api/detector.hpp).
template <class Body, std::size_t I = 0>
constexpr std::uint32_t event_bit() {
  if constexpr (std::is_same_v<std::variant_alternative_t<I, FlowEventBody>, Body>) {
    return 1U << I;
  } else {
    return event_bit<Body, I + 1>();
  }
}
constexpr std::uint32_t event_bit(const FlowEvent& event) { return 1U << event.body.index(); }

}  // namespace sekisho::model
