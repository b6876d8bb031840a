#include "detectors/fallback/fallback.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "detectors/fallback/report.hpp"

namespace sekisho::detectors::fallback {
namespace {

constexpr std::array<std::string_view, 1> kTechniques{"T1008"};
constexpr std::uint8_t kNameError = 3;
constexpr std::uint16_t kDnsPort = 53;
// Mail exchangers and name servers are tried in turn by design; P2P knows its peers by bare address.
constexpr auto kLists = std::to_array<std::uint16_t>({25, 53, 465, 587, 853});
constexpr auto kPeers = std::to_array<std::string_view>({"BitTorrent", "eDonkey", "Gnutella", "Skype", "Syncthing", "Tor"});

bool is_list_port(std::uint16_t port) { return std::find(kLists.begin(), kLists.end(), port) != kLists.end(); }

bool is_peer(const model::AppLabel& label) {
  return std::any_of(kPeers.begin(), kPeers.end(), [&](std::string_view name) { return label.is(name); });
}

std::optional<Outcome> outcome_of(const model::FlowRecord& r) {
  if (r.ref.midstream) return {};
  if (r.to_server.payload > 0 && r.to_client.payload > 0) return Outcome::Opened;
  if (r.conn_state == "S0" || r.conn_state == "REJ" || r.conn_state == "RSTOS0") return Outcome::Failed;
  // A server that takes the question and hangs up.
  if (r.conn_state == "RSTR" && r.to_client.payload == 0) return Outcome::Failed;
  return {};
}

bool is_name(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return false;
  const std::string_view ending = text.substr(dot + 1);
  return ending != "arpa" && ending != "local" && ending != "lan" && ending != "home" && ending != "corp" && ending != "internal";
}

}  // namespace

Fallback::Fallback(const Params& params, HashSeed seed) : params_(params), seed_(seed), clients_(params.max_clients) {}

void Fallback::on_event(const model::FlowEvent& event, const Context& context, FindingSink&) {
  if (const auto* ended = std::get_if<model::FlowEnded>(&event.body)) {
    closing_ = closing_ || ended->record.reason == model::EndReason::Shutdown;
    flow(ended->record, event.time, context);
  } else if (const auto* open = std::get_if<model::FlowMilestone>(&event.body)) {
    // Failures are told when they end.
    if (open->age <= 1min && open->record.to_client.payload > 0) flow(open->record, event.time, context);
  } else if (const auto* message = std::get_if<model::DnsMessage>(&event.body)) {
    if (message->response && message->rcode == kNameError) missing(*message, event, context);
  }
}

void Fallback::flow(const model::FlowRecord& record, Timestamp now, const Context& context) {
  const model::Endpoints& ends = record.ref.endpoints;
  if (record.ref.transport != model::Transport::Tcp || is_list_port(ends.server.port) || is_peer(record.label)) return;
  // Open at its first milestone, it was told then.
  if (record.reason != model::EndReason::Active && record.duration() > 1min && record.to_client.payload > 0) return;
  const std::optional<Outcome> outcome = outcome_of(record);
  if (!outcome || context.direction(ends) != Direction::Outbound || context.is_local_scope(ends.server.address)) return;
  const std::uint64_t client_hash = ends.client.address.hash(seed_);
  const Client* known = clients_.find(client_hash);
  // What answers says something only beside what does not.
  if (*outcome == Outcome::Opened && (known == nullptr || record.ref.start - known->attempts.last_failure() > params_.window)) return;
  Target what;
  what.object = context.object_of(record.ref, record.server_name);
  const Prevalence crowd = context.prevalence(what.object);
  if (crowd.known && crowd.clients >= params_.crowd) return;
  what.named = !what.object.domain.empty();
  what.hash = what.named ? keyed_hash(what.object.domain, seed_) : ends.server.address.hash(seed_);
  what.network = ends.server.address.is_v4() ? ends.server.address.v4_bits() >> 16 : static_cast<std::uint32_t>(what.hash);
  what.flow = record.ref;
  what.label = record.label;
  const Attempt attempt{record.ref.start, what.hash, *outcome};
  note(client_hash, attempt, std::move(what), now);
}

void Fallback::missing(const model::DnsMessage& message, const model::FlowEvent& event, const Context& context) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (ends.server.port != kDnsPort || !is_name(message.query) || context.direction(ends) == Direction::Inbound ||
      context.is_resolver(ends.client.address)) {
    return;
  }
  const std::uint64_t client_hash = ends.client.address.hash(seed_);
  // Alone it is a typing error.
  if (clients_.find(client_hash) == nullptr) return;
  Target what;
  what.object = {message.query, std::string(context.registered_domain(message.query)), NameSource::Dns};
  what.hash = keyed_hash(what.object.domain, seed_);
  what.named = true;
  what.flow = event.flow;
  const Attempt attempt{event.time, what.hash, Outcome::Missing};
  note(client_hash, attempt, std::move(what), event.time);
}

void Fallback::note(std::uint64_t client_hash, const Attempt& attempt, Target&& what, Timestamp now) {
  Client& client = clients_.touch(client_hash);
  Target& place = client.attempts.target(what.hash, attempt.at);
  what.last = place.last;
  place = std::move(what);
  client.attempts.add(attempt);
  if (client.waiting) return;
  client.waiting = true;
  due_.push_back({client_hash, now + params_.settle});
}

void Fallback::judge_client(Client& client, Timestamp now, FindingSink& sink) const {
  constexpr int kRise = 10;
  const Verdict verdict = judge(client.attempts, params_);
  if (verdict.score < params_.report_at) return;
  if (client.said > 0 && verdict.score < client.said + kRise && now - client.said_at < params_.repeat) return;
  client.said = verdict.score;
  client.said_at = now;
  sink.finding(make_finding(verdict, client.attempts, now));
}

void Fallback::on_tick(Timestamp now, const Context&, FindingSink& sink) {
  while (!due_.empty() && (closing_ || due_.front().at <= now)) {
    const Due due = due_.front();
    due_.pop_front();
    Client* client = clients_.find(due.client);
    if (client == nullptr) continue;
    client->waiting = false;
    judge_client(*client, now, sink);
  }
  closing_ = false;
  clients_.expire([&](std::uint64_t, const Client& c) { return c.attempts.last() < now - 2 * params_.window && !c.waiting; });
}

Result<void> Fallback::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage Fallback::usage() const {
  StateUsage u;
  u.keys = clients_.size();
  u.max_keys = clients_.capacity();
  u.bytes = clients_.bytes() + due_.size() * sizeof(Due);
  u.evictions = clients_.evictions();
  return u;
}

extern const DetectorInfo kDetector{
    .name = "fallback",
    .summary = "A program has a list of servers: where one fails the next is tried",
    .number = 19,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::FlowEnded>() | model::event_bit<model::FlowMilestone>() | model::event_bit<model::DnsMessage>(),
    .create = &create_detector<Fallback, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::fallback
