#include "detectors/multi_stage/multi_stage.hpp"

#include <algorithm>
#include <string>

#include "detectors/multi_stage/report.hpp"
#include "detectors/support/habits.hpp"

namespace sekisho::detectors::multi_stage {
namespace {

constexpr std::array<std::string_view, 1> kTechniques{"T1104"};
constexpr Duration kForget = 1h;
// Name service, time, mail and the like come after any download.
constexpr auto kServicePorts = std::to_array<std::uint16_t>({25, 53, 110, 123, 143, 465, 587, 853, 993, 995, 5222, 5223, 5228});

bool is_service(std::uint16_t port) { return std::find(kServicePorts.begin(), kServicePorts.end(), port) != kServicePorts.end(); }

bool is_update(const model::HttpTransaction& http) {
  return support::agent_habit(http.user_agent) != support::Habit::None || support::name_habit(http.host) != support::Habit::None;
}

}  // namespace

MultiStage::MultiStage(const Params& params, HashSeed seed) : params_(params), seed_(seed), clients_(params.max_clients) {}

void MultiStage::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  if (const auto* http = std::get_if<model::HttpTransaction>(&event.body)) {
    if (is_program(*http, params_) && !is_update(*http)) download(*http, event, context);
  } else if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    if (clients_.size() > 0) call(classified->record, event.time, context, sink);
  }
}

std::uint64_t MultiStage::target_of(const Object& object, const IpAddress& address) const {
  return object.domain.empty() ? address.hash(seed_) : keyed_hash(object.domain, seed_);
}

void MultiStage::download(const model::HttpTransaction& http, const model::FlowEvent& event, const Context& context) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.direction(ends) != Direction::Outbound) return;
  Download d;
  d.at = http.request_time;
  d.object = context.object_of(event.flow, http.host);
  const Prevalence crowd = context.prevalence(d.object);
  if (crowd.known && crowd.clients >= params_.crowd) return;
  d.target = target_of(d.object, ends.server.address);
  d.address = ends.server.address;
  d.port = ends.server.port;
  d.bytes = http.response_length;
  d.uri.assign(http.uri);
  d.bare = d.object.domain.empty();
  d.tool = is_tool(http.user_agent);
  Client& client = clients_.touch(ends.client.address.hash(seed_));
  client.last = event.time;
  client.downloads[client.next_download] = d;
  client.next_download = (client.next_download + 1) % client.downloads.size();
}

// The latest download within the window from somebody else, or from the same address by another protocol.
const Download* MultiStage::before(const Client& client, const model::FlowRef& flow, std::uint64_t target, const model::AppLabel& label) const {
  const Download* latest = nullptr;
  for (const Download& d : client.downloads) {
    if (d.target == 0 || flow.start < d.at || flow.start - d.at > params_.window) continue;
    const bool same = d.target == target || d.address == flow.endpoints.server.address;
    if (same && (d.port == flow.endpoints.server.port || label.is("HTTP"))) continue;
    if (latest == nullptr || d.at > latest->at) latest = &d;
  }
  return latest;
}

void MultiStage::call(const model::FlowRecord& record, Timestamp now, const Context& context, FindingSink& sink) {
  constexpr int kRise = 5;
  const model::Endpoints& ends = record.ref.endpoints;
  if (record.ref.transport != model::Transport::Tcp || record.ref.midstream || is_service(ends.server.port)) return;
  Client* client = clients_.find(ends.client.address.hash(seed_));
  if (client == nullptr || context.direction(ends) != Direction::Outbound || context.is_local_scope(ends.server.address)) return;
  const Object object = context.object_of(record.ref, record.server_name);
  const std::uint64_t target = target_of(object, ends.server.address);
  const std::uint64_t key = mix(target, ends.server.port);

  auto place = std::find_if(client->followed.begin(), client->followed.end(), [&](const Followed& f) { return f.next.target == key; });
  if (place == client->followed.end()) {
    const Download* d = before(*client, record.ref, target, record.label);
    const Prevalence crowd = context.prevalence(object);
    if (d == nullptr || (crowd.known && crowd.clients >= params_.crowd)) return;
    place = std::min_element(client->followed.begin(), client->followed.end(),
                             [](const Followed& a, const Followed& b) { return a.next.calls < b.next.calls; });
    *place = Followed();
    place->next.target = key;
    place->next.first = record.ref.start;
    place->next.download = *d;
    place->next.bare = object.domain.empty();
    place->next.same_host = d->target == target || d->address == ends.server.address;
  }
  Next& next = place->next;
  ++next.calls;
  ++client->calls;
  next.last = now;
  next.object = object;
  next.flow = record.ref;
  next.label = record.label;
  client->last = now;
  const Verdict verdict = judge(next, params_);
  if (verdict.score < params_.report_at) return;
  if (place->said > 0 && verdict.score < place->said + kRise && now - place->said_at < params_.repeat) return;
  place->said = verdict.score;
  place->said_at = now;
  sink.finding(make_finding(verdict, next, now));
}

void MultiStage::on_tick(Timestamp now, const Context&, FindingSink&) {
  clients_.expire([&](std::uint64_t, const Client& c) { return c.last < now - kForget; });
}

Result<void> MultiStage::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage MultiStage::usage() const { return usage_of(clients_); }

extern const DetectorInfo kDetector{
    .name = "multi_stage",
    .summary = "A program is fetched from one server, then another is called",
    .number = 20,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::HttpTransaction>() | model::event_bit<model::FlowClassified>(),
    .create = &create_detector<MultiStage, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::multi_stage
