#include "detectors/dga/dga.hpp"

#include <algorithm>
#include <array>

#include "detectors/dga/lexical.hpp"
#include "detectors/dga/report.hpp"

namespace sekisho::detectors::dga {
namespace {

constexpr std::array<std::string_view, 2> kTechniques{"T1568", "T1568.002"};
constexpr std::uint8_t kNameError = 3;
constexpr std::array<std::uint16_t, 3> kLocalPorts{137, 5353, 5355};  // NetBIOS, mDNS, LLMNR: names of neighbours.
constexpr std::uint16_t kInternet = 1;
constexpr Duration kForget = 1h;
constexpr std::uint32_t kFewest = 3;  // Below so many that count there is nothing to judge.

bool is_local(const model::FlowRef& flow) {
  return std::find(kLocalPorts.begin(), kLocalPorts.end(), flow.endpoints.server.port) != kLocalPorts.end();
}

bool has_address(const model::DnsMessage& message) {
  return std::any_of(message.answers.begin(), message.answers.end(), [](const model::DnsRecord& r) { return !r.address.is_unspecified(); });
}

}  // namespace

Dga::Dga(const Params& params, HashSeed seed) : params_(params), seed_(seed), clients_(params.max_clients) {}

void Dga::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const Scene scene{event, context, sink};
  if (const auto* m = std::get_if<model::DnsMessage>(&event.body)) {
    message(*m, scene);
  } else if (std::holds_alternative<model::FlowEstablished>(event.body)) {
    connection(scene);
  }
}

void Dga::message(const model::DnsMessage& message, const Scene& scene) {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  if (message.opcode != 0 || message.query_class != kInternet || is_local(scene.event.flow) || is_unregistrable(message.query)) return;
  // What a server at home is asked from outside are others' names, and a resolver asks for all its clients.
  if (scene.context.direction(ends) == Direction::Inbound || scene.context.is_resolver(ends.client.address)) return;

  const Chosen chosen = chosen_label(message.query, scene.context.registered_domain(message.query));
  Client& client = clients_.touch(ends.client.address.hash(seed_));
  Domain& domain = client.activity.domain(keyed_hash(chosen.domain, seed_), scene.event.time, params_.window);
  if (domain.label == 0) {
    domain.name.assign(chosen.domain);
    domain.label = static_cast<std::uint8_t>(std::max<std::size_t>(1, chosen.label.size()));
    domain.cost = static_cast<float>(cost(chosen.label));
    domain.random =
        chosen.label.size() >= params_.label_size && static_cast<double>(domain.cost) >= params_.cost && !chosen.label.starts_with("xn--");
  }
  if (!message.response) return;
  const Outcome before = domain.outcome;
  if (message.rcode == kNameError && before == Outcome::Asked) {
    domain.outcome = Outcome::Missing;
    if (domain.random) client.activity.more_worth();
  } else if (message.rcode == 0 && has_address(message)) {
    domain.outcome = Outcome::Answered;
    if (before != Outcome::Answered) resolved(client, domain, message.query, scene);
  }
  if (domain.outcome != before) judge_client(client, scene);
}

void Dga::resolved(Client& client, const Domain& domain, std::string_view name, const Scene& scene) const {
  const Timestamp now = scene.event.time;
  const Counts counts = client.activity.counts(now, params_.window);
  if (!is_burst(counts, params_) || now - counts.last_missing > params_.success_within) return;
  if (client.success.resolved && now - client.found_at <= params_.window && client.success.random) return;  // The first that fits is it.
  client.success = {true, domain.random, false};
  client.found = {std::string(name), std::string(scene.context.registered_domain(name)), NameSource::Dns};
  client.found_at = now;
}

void Dga::connection(const Scene& scene) {
  Client* client = clients_.find(scene.event.flow.endpoints.client.address.hash(seed_));
  if (client == nullptr) return;
  const Object object = scene.context.object_of(scene.event.flow, {});
  if (object.domain.empty()) return;
  client->activity.connect(keyed_hash(object.domain, seed_));
  if (!client->success.resolved || client->success.connected) return;
  if (scene.event.time - client->found_at > params_.success_within) return;
  if (object.name != client->found.name) return;
  client->success.connected = true;
  judge_client(*client, scene);
}

void Dga::judge_client(Client& client, const Scene& scene) const {
  const Timestamp now = scene.event.time;
  const Counts counts = client.activity.counts(now, params_.window);
  const bool paced = may_be_paced(counts, params_);
  if ((!paced && std::max(counts.random, counts.long_missing) < kFewest) || client.activity.day_names() > params_.crawler_names) return;
  if (client.success.resolved && now - client.found_at > params_.window) client.success = {};
  Verdict verdict = judge(counts, client.success, params_);
  if (verdict.score == 0 && paced) verdict = judge_pace(counts, client.activity.pace(now, params_.window), params_);
  if (verdict.score < params_.report_at || !worth_saying(client, verdict.score, now)) return;
  if (client.burst.name.empty()) {
    // One object for the whole burst, so that it is one incident: its first name.
    client.activity.for_each(now, params_.window, [&](const Domain& d) {
      if (client.burst.name.empty() && (d.random || d.outcome == Outcome::Missing || verdict.kind == Kind::InTurn)) {
        client.burst = {std::string(d.name.view()), std::string(d.name.view()), NameSource::Dns};
      }
    });
  }
  const Object& object = verdict.kind == Kind::Success ? client.found : client.burst;
  scene.sink.finding(make_finding({verdict, client.activity, counts, scene.event.flow, object, now, params_.window}));
}

bool Dga::worth_saying(Client& client, int score, Timestamp now) const {
  constexpr int kRise = 10;
  if (client.said > 0 && now - client.said_at > params_.repeat) {
    client.said = 0;
    client.burst = {};
  }
  if (client.said > 0 && score < client.said + kRise) return false;
  client.said = score;
  client.said_at = now;
  return true;
}

void Dga::on_tick(Timestamp now, const Context&, FindingSink&) {
  clients_.expire([&](std::uint64_t, const Client& c) { return c.activity.last() < now - kForget; });
}

Result<void> Dga::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage Dga::usage() const { return usage_of(clients_); }

extern const DetectorInfo kDetector{
    .name = "dga",
    .summary = "A client tries one generated domain after another until one exists",
    .number = 9,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::DnsMessage>() | model::event_bit<model::FlowEstablished>(),
    .create = &create_detector<Dga, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::dga
