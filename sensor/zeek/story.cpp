// A row of conn.log is written when the connection is over; what a sensor would have said while it was open is told here at the times it
// would have said it. Counts of the moments between are not in the log: they grow evenly from none to all.
#include "sensor/zeek/story.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "sensor/zeek/services.hpp"

namespace sekisho::zeek {
namespace {

// Names come with the first exchange; a connection whose rows in other logs have none by then is classified without.
constexpr Duration kSettled = 10s;

/// The age of a milestone: 1, 5, 10, 15, 30 min, then every hour (flow/model/flow_event.hpp).
Duration milestone(std::uint16_t index) {
  constexpr std::array<Duration, 5> kFirst{1min, 5min, 10min, 15min, 30min};
  return index < kFirst.size() ? kFirst[index] : Duration(std::chrono::hours(index - kFirst.size() + 1));
}

std::uint16_t milestones_within(Duration age) {
  std::uint16_t reached = 0;
  while (reached < UINT16_MAX && milestone(reached) <= age) ++reached;
  return reached;
}

void scale(model::Volume& v, double share) {
  for (std::uint64_t* count : {&v.packets, &v.bytes, &v.payload, &v.payload_packets})
    *count = static_cast<std::uint64_t>(static_cast<double>(*count) * share);
}

}  // namespace

Story::Story(std::size_t connections, Counters& counters)
    : flows_(connections),
      repeated_(counters.counter("sekisho_zeek_repeated_rows_total", "Rows of a connection whose end was told before")),
      forgotten_(counters.counter("sekisho_zeek_forgotten_connections_total", "Connections left out of the memory that joins logs by uid")) {}

Story::Known& Story::known(const Telling& telling) {
  Known& flow = flows_.touch(telling.entry.uid);
  forgotten_.set(flows_.evictions());
  if (!std::exchange(flow.begun, true)) {
    flow.ref = telling.entry.flow;
    flow.ref.interface = telling.interface;
  }
  return flow;
}

bool Story::tell(Telling& telling, Timestamp now, Events& events) {
  Known& flow = known(telling);
  if (const auto* connection = std::get_if<Connection>(&telling.entry.body)) return tell(*connection, telling, flow, now, events);
  if (auto* handshake = std::get_if<Handshake>(&telling.entry.body)) {
    const bool quic = handshake->client.quic;
    const bool dtls = !quic && flow.ref.transport == model::Transport::Udp;
    const std::string server_name = handshake->client.server_name;
    say(flow, now, std::move(handshake->client), events);
    if (handshake->server) say(flow, now, std::move(*handshake->server), events);
    if (handshake->certificate) say(flow, now, std::move(*handshake->certificate), events);
    name(flow, server_name, sure_label(quic ? "QUIC" : dtls ? "DTLS" : "TLS", "Web"), now, events);
    return false;
  }
  if (auto* transaction = std::get_if<model::HttpTransaction>(&telling.entry.body)) {
    const std::string server_name = transaction->connect_target.empty() ? transaction->host : transaction->connect_target;
    say(flow, now, std::move(*transaction), events);
    name(flow, server_name, sure_label("HTTP", "Web"), now, events);
    return false;
  }
  auto& lookup = std::get<Lookup>(telling.entry.body);
  if (telling.step++ == 0) {
    say(flow, now, std::move(lookup.query), events);
    telling.due = lookup.answered;
    return lookup.response.has_value();
  }
  say(flow, now, std::move(*lookup.response), events);
  return false;
}

bool Story::tell(const Connection& connection, Telling& telling, Known& flow, Timestamp now, Events& events) {
  const model::FlowRecord& record = connection.record;
  if (flow.ended) {
    repeated_.add();
    return false;
  }
  if (telling.step == 0) {
    begin(connection, flow, now, events);
  } else if (telling.step == 1) {
    classify(connection, flow, now, events);
  }
  const Duration age = record.duration();
  if (++telling.step == 1) {
    telling.due = std::min(record.last, record.ref.start + kSettled);
    return true;
  }
  // Milestones of a record that is a snapshot are not made up: the one that it stands for is told as it is.
  if (connection.open) {
    if (telling.step == 2) {
      telling.due = record.last;
      return true;
    }
    const std::uint16_t reached = milestones_within(age);
    if (reached > flow.milestones) {
      flow.milestones = reached;
      say(flow, now, model::FlowMilestone{milestone(static_cast<std::uint16_t>(reached - 1)), told(connection, flow, age)}, events);
    }
    if (flow.open == nullptr || flow.open->last < record.last) flow.open = std::make_unique<model::FlowRecord>(told(connection, flow, age));
    return false;
  }
  if (telling.step > 2) {
    if (now >= record.last) {
      end(connection, flow, now, events);
      return false;
    }
    const Duration reached = milestone(flow.milestones);
    if (record.ref.start + reached <= now) {
      ++flow.milestones;
      say(flow, now, model::FlowMilestone{reached, told(connection, flow, reached)}, events);
    }
  }
  telling.due = std::min(record.last, record.ref.start + milestone(flow.milestones));
  return true;
}

void Story::begin(const Connection& connection, Known& flow, Timestamp now, Events& events) {
  flow.ref.midstream = connection.record.ref.midstream;
  flow.ref.client_guessed = connection.record.ref.client_guessed;
  if (!flow.label.sure()) flow.label = connection.record.label;
  if (!connection.established || std::exchange(flow.established, true)) return;
  say(flow, now, model::FlowEstablished{}, events);
}

void Story::classify(const Connection& connection, Known& flow, Timestamp now, Events& events) {
  const model::FlowRecord& record = connection.record;
  if (record.to_server.payload + record.to_client.payload == 0 || std::exchange(flow.classified, true)) return;
  say(flow, now, model::FlowClassified{told(connection, flow, std::min(record.duration(), kSettled))}, events);
}

void Story::end(const Connection& connection, Known& flow, Timestamp now, Events& events) {
  flow.ended = true;
  flow.open.reset();
  say(flow, now, model::FlowEnded{told(connection, flow, connection.record.duration())}, events);
}

/// What ssl.log and http.log say of a connection as a whole; the first name stays.
void Story::name(Known& flow, const std::string& server_name, model::AppLabel label, Timestamp now, Events& events) {
  if (flow.server_name.empty()) flow.server_name = server_name;
  if (!flow.label.sure()) flow.label = label;
  if (std::exchange(flow.classified, true)) return;
  model::FlowRecord record;
  record.ref = flow.ref;
  record.last = record.last_payload = now;
  record.state = model::FlowState::Established;
  record.label = flow.label;
  record.server_name = flow.server_name;
  say(flow, now, model::FlowClassified{std::move(record)}, events);
}

/// The connection's record when it was @p age old.
model::FlowRecord Story::told(const Connection& connection, const Known& flow, Duration age) {
  model::FlowRecord r = connection.record;
  r.ref = flow.ref;
  r.label = flow.label;
  r.server_name = flow.server_name;
  if (age >= connection.record.duration()) return r;
  const double share = seconds(age) / seconds(connection.record.duration());
  scale(r.to_server, share);
  scale(r.to_client, share);
  r.active_seconds = static_cast<std::uint32_t>(r.active_seconds * share);
  r.last = r.last_payload = connection.record.ref.start + age;
  r.reason = model::EndReason::Active;
  if (connection.established) r.state = model::FlowState::Established;
  return r;
}

void Story::say(Known& flow, Timestamp now, model::FlowEventBody body, Events& events) {
  events.push_back({now, flow.ref, flow.events++, std::move(body)});
}

void Story::finish(Timestamp now, Events& events) {
  std::vector<std::tuple<Timestamp, model::FlowId, Known*>> open;
  flows_.for_each([&](std::uint64_t, Known& flow) {
    if (flow.open != nullptr) open.emplace_back(flow.ref.start, flow.ref.id, &flow);
  });
  std::sort(open.begin(), open.end());
  for (const auto& [start, id, flow] : open) {
    model::FlowRecord record = std::move(*flow->open);
    record.reason = model::EndReason::Shutdown;
    flow->ended = true;
    flow->open.reset();
    say(*flow, now, model::FlowEnded{std::move(record)}, events);
  }
}

}  // namespace sekisho::zeek
