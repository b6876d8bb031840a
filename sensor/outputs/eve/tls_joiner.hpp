// Puts the parts of a TLS handshake, which arrive as events of their own, into the one record that EVE readers expect.
//
// Keeps    handshakes that wait for their next part, at most `capacity`; past that the oldest is written as far as it got.
// Time     none of its own: a handshake carries the time of its latest part.
// Threads  the output's.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <vector>

#include "flow/model/flow_event.hpp"

namespace sekisho::outputs::eve {

struct TlsHandshake {
  Timestamp time;
  model::FlowRef flow;
  std::optional<model::TlsClientHello> client;
  std::optional<model::TlsServerHello> server;
  std::optional<model::TlsCertificate> certificate;
};

class TlsJoiner {
 public:
  explicit TlsJoiner(std::size_t capacity) : capacity_(capacity > 0 ? capacity : 1) {}

  /// Takes a part of a handshake, or a sign that no more will come (the flow's milestone or end); ignores other events.
  /// What is complete is appended to @p ready.
  void take(const model::FlowEvent& event, std::vector<TlsHandshake>& ready);
  /// All that still wait, oldest first.
  void drain(std::vector<TlsHandshake>& ready);
  std::size_t size() const { return waiting_.size(); }

 private:
  using Waiting = std::list<TlsHandshake>;
  TlsHandshake& waiting(const model::FlowEvent& event, std::vector<TlsHandshake>& ready);
  void release(model::FlowId flow, std::vector<TlsHandshake>& ready);

  std::size_t capacity_;
  Waiting waiting_;                                   // oldest first
  std::map<model::FlowId, Waiting::iterator> index_;  // a tree: nobody can choose keys that collide
};

}  // namespace sekisho::outputs::eve
