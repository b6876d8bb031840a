// A channel is judged when its certificate comes, so that it is told while it lasts, and at the end of its flow, so that what other detectors
// found meanwhile stands beside it; a hello without a certificate only then.
#include "detectors/encrypted_channel/encrypted_channel.hpp"

#include <algorithm>
#include <array>

#include "detectors/api/naming.hpp"
#include "detectors/support/flow_key.hpp"

namespace sekisho::detectors::encrypted_channel {
namespace {

constexpr Duration kForget = 24h;
constexpr Duration kCrowdWindow = 1h;
constexpr std::uint32_t kPopular = 10;  // clients: more than one infection, fewer than a site's own service has

constexpr std::array<std::string_view, 4> kTechniques{"T1573", "T1573.002", "T1071.001", "T1095"};

}  // namespace

EncryptedChannel::EncryptedChannel(const Params& params, HashSeed seed)
    : params_(params), seed_(seed), open_(params.max_keys), channels_(params.max_keys), crowds_(params.max_keys) {}

void EncryptedChannel::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (context.is_local_scope(ends.server.address) || context.is_local_scope(ends.client.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* hello = std::get_if<model::TlsClientHello>(&event.body)) {
    on(*hello, scene);
  } else if (std::holds_alternative<model::TlsServerHello>(event.body)) {
    if (Open* open = open_.find(support::flow_key(event.flow, seed_))) open->handshake.reply = true;
  } else if (const auto* certificate = std::get_if<model::TlsCertificate>(&event.body)) {
    on(*certificate, scene);
  } else if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    on_record(classified->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    on_record(end->record, scene);
    open_.erase(support::flow_key(event.flow, seed_));
  }
}

void EncryptedChannel::on(const model::TlsClientHello& hello, const Scene& scene) {
  if (hello.quic) return;  // Its certificate is never in the clear, and its versions are all new.
  Open& open = open_.touch(support::flow_key(scene.event.flow, seed_));
  open.handshake.time = scene.event.time;
  open.handshake.hello = true;
  open.server_name = is_numeric_host(hello.server_name) ? std::string() : hello.server_name;
  open.handshake.server_name = !open.server_name.empty() || hello.encrypted_hello;
  open.handshake.alpn = !hello.alpn.empty();
  open.handshake.version = hello.version;
}

void EncryptedChannel::on(const model::TlsCertificate& certificate, const Scene& scene) {
  Open& open = open_.touch(support::flow_key(scene.event.flow, seed_));
  open.handshake.time = scene.event.time;
  open.handshake.reply = true;
  open.handshake.certificate = read_certificate(certificate, open.server_name, scene.event.time);
  look(open, nullptr, scene);
}

void EncryptedChannel::on_record(const model::FlowRecord& record, const Scene& scene) {
  const bool over = record.reason != model::EndReason::Active;
  if (Open* open = open_.find(support::flow_key(record.ref, seed_))) {
    // Before the end a certificate may still come.
    if (over) look(*open, &record, scene);
    return;
  }
  if (!record.label.sure() && record.to_server.payload > 0 && record.to_client.payload > 0 && begins_as_noise(record)) look_at_noise(record, scene);
}

Surroundings EncryptedChannel::surroundings(const Object& object, const Scene& scene) const {
  const model::Endpoints& ends = scene.event.flow.endpoints;
  Surroundings s;
  s.direction = scene.context.direction(ends);
  s.port = ends.server.port;
  for (const std::string_view kind : {"proxy", "vpn", "monitoring", "backup", "remote_access"}) {
    s.sanctioned = s.sanctioned || scene.context.is_sanctioned(kind, ends.server.address, object.name);
  }
  const Prevalence known = scene.context.prevalence(object);
  s.popular = known.known && known.clients >= kPopular;
  return s;
}

void EncryptedChannel::look(Open& open, const model::FlowRecord* record, const Scene& scene) {
  const Object object = scene.context.object_of(scene.event.flow, open.server_name);
  const Surroundings around = surroundings(object, scene);
  const Verdict verdict = judge_handshake(open.handshake, around, params_);
  if (verdict.rule == Rule::None || verdict.score < params_.report_at) return;
  Channel& channel = channel_of(object, scene);
  if (!open.told) ++channel.flows;
  open.told = true;
  if (!worth_saying(channel, verdict.score, record != nullptr, scene.event.time)) return;
  scene.sink.finding(
      make_finding({verdict, open.handshake, around, scene.event.flow, object, record, channel.flows, channel.first, scene.event.time}));
}

void EncryptedChannel::look_at_noise(const model::FlowRecord& record, const Scene& scene) {
  const model::FlowRef& flow = record.ref;
  const Object object = scene.context.object_of(flow, record.server_name);
  const Surroundings around = surroundings(object, scene);
  const Verdict verdict = judge_noise(record, around, params_);
  if (verdict.rule == Rule::None || verdict.score < params_.report_at) return;
  Crowd& crowd = crowds_.touch(flow.endpoints.client.address.hash(seed_));
  if (scene.event.time - crowd.since > kCrowdWindow) {
    crowd.servers.clear();
    crowd.since = scene.event.time;
  }
  crowd.servers.add(flow.endpoints.server.address.hash(seed_));
  if (crowd.servers.count() >= params_.crowd) return;  // peers encrypt what they say to one another
  Channel& channel = channel_of(object, scene);
  const bool over = record.reason != model::EndReason::Active;
  if (!over || channel.flows == 0) ++channel.flows;
  if (!worth_saying(channel, verdict.score, over, scene.event.time)) return;
  scene.sink.finding(make_finding({verdict, {}, around, flow, object, &record, channel.flows, channel.first, scene.event.time}));
}

EncryptedChannel::Channel& EncryptedChannel::channel_of(const Object& object, const Scene& scene) {
  Channel& channel = channels_.touch(mix(scene.event.flow.endpoints.client.address.hash(seed_), keyed_hash(object.name, seed_)));
  if (channel.flows == 0) channel.first = scene.event.flow.start;
  channel.last = scene.event.time;
  return channel;
}

bool EncryptedChannel::worth_saying(Channel& channel, int score, bool at_end, Timestamp now) const {
  const bool due = channel.said == 0 || score > channel.said || now - channel.said_at >= params_.repeat;
  if (!due && !(at_end && channel.flows <= 1)) return false;
  channel.said = score;
  channel.said_at = now;
  return true;
}

void EncryptedChannel::on_tick(Timestamp now, const Context&, FindingSink&) {
  open_.expire([&](std::uint64_t, const Open& o) { return o.handshake.time < now - kForget; });
  channels_.expire([&](std::uint64_t, const Channel& c) { return c.last < now - kForget; });
  crowds_.expire([&](std::uint64_t, const Crowd& c) { return c.since < now - kForget; });
}

Result<void> EncryptedChannel::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage EncryptedChannel::usage() const { return usage_of(open_, channels_, crowds_); }

extern const DetectorInfo kDetector{
    .name = "encrypted_channel",
    .summary = "Certificates, hellos and ciphers that are odd in themselves, or a control framework's",
    .number = 15,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::TlsClientHello>() | model::event_bit<model::TlsServerHello>() | model::event_bit<model::TlsCertificate>() |
             model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowEnded>(),
    .create = &create_detector<EncryptedChannel, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::encrypted_channel
