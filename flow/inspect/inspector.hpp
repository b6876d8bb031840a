// Looks into the payload of flows: DPI for the label, our own parsers for observations. Joins flow/dpi and flow/parse,
// so that the flow table knows neither.
//
// Keeps    per flow under inspection its DPI state and at most 8 KiB of ordered bytes a direction, from a pool with a
//          hard cap; nothing once a flow is done.
// Threads  one inspector per worker, no locks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "flow/base/counters.hpp"
#include "flow/base/hash.hpp"
#include "flow/dpi/classifier.hpp"
#include "flow/model/flow_event.hpp"
#include "flow/packet/packet_view.hpp"

namespace sekisho::inspect {

struct InspectorOptions {
  std::size_t max_flows = 65'536;                     ///< Flows inspected at once; more are labelled by port and counted.
  std::size_t stream_bytes = 8'192;                   ///< Ordered bytes kept per direction for hello and head parsers.
  std::size_t stream_budget = std::size_t{64} << 20;  ///< All streams together; past it a stream is given up and counted.
};

/// What inspection has found out about one flow; lives in the flow's entry.
struct Inspected {
  model::AppLabel label;
  std::string server_name;  ///< SNI, HTTP Host or CONNECT target.
  std::uint64_t risks = 0;
  bool classified = false;  ///< DPI has decided; the label is final.
};

/// Takes observations; the table stamps them with time, flow and index.
class ObservationSink {
 public:
  virtual ~ObservationSink() = default;
  virtual void observe(model::FlowEventBody&& body) = 0;
};

class Inspector {
 public:
  /// 0 is none.
  using Handle = std::uint32_t;

  Inspector(std::unique_ptr<dpi::Classifier> classifier, const InspectorOptions& options, Counters& counters, HashSeed seed);
  ~Inspector();

  /// Starts inspecting a flow; the table calls it at the first packet with payload (ICMP and other transports: at the first packet).
  /// 0 where the cap is reached (counted); @p about then holds a label by port.
  Handle open(const model::FlowRef& flow, Inspected& about);
  /// One packet of the flow, with or without payload. True while more packets are wanted; on false the table calls close().
  /// Flows whose observations never end (DNS, ICMP, HTTP) may want packets all their life; they cost no DPI state by then.
  bool packet(Handle handle, const model::FlowRef& flow, const packet::PacketView& packet, bool from_client, Inspected& about, ObservationSink& sink);
  /// Ends the inspection and frees its state; sets about.classified. Exactly once per open() that did not return 0.
  void close(Handle handle, const model::FlowRef& flow, bool bidirectional, Inspected& about, ObservationSink& sink);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sekisho::inspect
