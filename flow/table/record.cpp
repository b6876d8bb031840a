#include <algorithm>

#include "flow/table/impl.hpp"

namespace sekisho::table {
namespace {

model::Volume volume(const HalfOpen& f, const Established* e, Side side) {
  model::Volume v;
  v.packets = f.packets[at(side)];
  v.bytes = f.bytes[at(side)];
  v.tcp_flags = f.tcp_flags[at(side)];
  if (e != nullptr) {
    v.payload = e->payload[at(side)];
    v.payload_packets = e->payload_packets[at(side)];
    v.retransmitted = e->retransmitted[at(side)];
  } else if (f.has_payload && f.first_side == side) {
    v.payload = f.first_size;
    v.payload_packets = 1;
  }
  return v;
}

}  // namespace

model::FlowRecord FlowTable::Impl::record(const HalfOpen& f, model::EndReason reason) const {
  const Established* e = f.promoted ? static_cast<const Established*>(&f) : nullptr;
  model::FlowRecord r;
  r.ref = f.ref;
  r.last = f.last;
  r.last_payload = f.has_payload ? f.last_payload : f.ref.start;
  r.to_server = volume(f, e, Side::Client);
  r.to_client = volume(f, e, Side::Server);
  r.state = f.state;
  r.reason = reason;
  r.conn_state = conn_state(f);
  r.history = f.history.text();
  if (f.about != 0) {
    const inspect::Inspected& about = abouts_[f.about - 1];
    r.label = about.label;
    r.server_name = about.server_name;
    r.risks = about.risks;
  } else {
    r.label = labels_[f.label];
    r.server_name = f.server_name.view();
    r.risks = f.risks;
  }
  r.active_seconds = e != nullptr ? e->active_seconds : (f.has_payload ? 1U : 0U);
  if (e != nullptr) r.longest_silence = e->longest_silence;
  const bool client_first = f.first_side == Side::Client;
  (client_first ? r.first_to_server : r.first_to_client) = f.first;
  (client_first ? r.first_to_server_size : r.first_to_client_size) = f.first_kept;
  (client_first ? r.shape_to_server : r.shape_to_client) = f.first_shape;
  (client_first ? r.first_segment_to_server : r.first_segment_to_client) = f.first_size;
  if (e != nullptr) {
    (client_first ? r.shape_to_client : r.shape_to_server) = e->reply_shape;
    (client_first ? r.first_segment_to_client : r.first_segment_to_server) = e->reply_size;
    (client_first ? r.first_to_client : r.first_to_server) = e->reply;
    (client_first ? r.first_to_client_size : r.first_to_server_size) = e->reply_kept;
  }
  return r;
}

}  // namespace sekisho::table
