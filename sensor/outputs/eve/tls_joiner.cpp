#include "sensor/outputs/eve/tls_joiner.hpp"

#include <utility>

namespace sekisho::outputs::eve {
namespace {

constexpr std::uint16_t kTls13 = 0x0304;

// Up to TLS 1.2 a full handshake shows the certificate; a resumed one and TLS 1.3 do not.
bool complete(const TlsHandshake& h) {
  if (h.certificate) return true;
  if (h.server) return h.server->resumed || h.server->version >= kTls13;
  return h.client && h.client->quic;
}

}  // namespace

void TlsJoiner::release(model::FlowId flow, std::vector<TlsHandshake>& ready) {
  const auto it = index_.find(flow);
  if (it == index_.end()) return;
  ready.push_back(std::move(*it->second));
  waiting_.erase(it->second);
  index_.erase(it);
}

TlsHandshake& TlsJoiner::waiting(const model::FlowEvent& event, std::vector<TlsHandshake>& ready) {
  const auto it = index_.find(event.flow.id);
  if (it == index_.end()) {
    if (waiting_.size() >= capacity_) release(waiting_.front().flow.id, ready);
    waiting_.push_back({event.time, event.flow, {}, {}, {}});
    index_.emplace(event.flow.id, std::prev(waiting_.end()));
    return waiting_.back();
  }
  it->second->time = event.time;
  return *it->second;
}

void TlsJoiner::take(const model::FlowEvent& event, std::vector<TlsHandshake>& ready) {
  const model::FlowId id = event.flow.id;
  if (const auto* client = std::get_if<model::TlsClientHello>(&event.body)) {
    release(id, ready);  // an earlier handshake in this flow will not go on
    waiting(event, ready).client = *client;
  } else if (const auto* server = std::get_if<model::TlsServerHello>(&event.body)) {
    waiting(event, ready).server = *server;
  } else if (const auto* certificate = std::get_if<model::TlsCertificate>(&event.body)) {
    waiting(event, ready).certificate = *certificate;
  } else if (std::holds_alternative<model::FlowMilestone>(event.body) || std::holds_alternative<model::FlowEnded>(event.body)) {
    release(id, ready);
    return;
  } else {
    return;
  }
  if (complete(*index_.find(id)->second)) release(id, ready);
}

void TlsJoiner::drain(std::vector<TlsHandshake>& ready) {
  for (TlsHandshake& h : waiting_) ready.push_back(std::move(h));
  waiting_.clear();
  index_.clear();
}

}  // namespace sekisho::outputs::eve
