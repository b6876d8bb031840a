#include "detectors/tool_transfer/tool_transfer.hpp"

#include <algorithm>
#include <array>

#include "detectors/tool_transfer/report.hpp"

namespace sekisho::detectors::tool_transfer {
namespace {

constexpr Duration kForget = 24h;
constexpr std::array<std::string_view, 2> kTechniques{"T1105", "T1001.003"};

bool is_web_port(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 5> kWeb{80, 443, 8000, 8080, 8443};
  return std::find(kWeb.begin(), kWeb.end(), port) != kWeb.end();
}

}  // namespace

ToolTransfer::ToolTransfer(const Params& params, HashSeed seed) : params_(params), seed_(seed), said_(params.max_keys) {}

void ToolTransfer::on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) {
  const model::Endpoints& ends = event.flow.endpoints;
  if (event.flow.transport != model::Transport::Tcp || context.is_local_scope(ends.server.address)) return;
  const Scene scene{event, context, sink};
  if (const auto* t = std::get_if<model::HttpTransaction>(&event.body)) {
    on(*t, scene);
  } else if (const auto* classified = std::get_if<model::FlowClassified>(&event.body)) {
    look(classified->record, scene);
  } else if (const auto* end = std::get_if<model::FlowEnded>(&event.body)) {
    look(end->record, scene);
  }
}

void ToolTransfer::on(const model::HttpTransaction& t, const Scene& scene) {
  Transfer x = transfer_of(t);
  if (x.kind == Kind::None) return;
  const model::FlowRef& flow = scene.event.flow;
  const Object object = scene.context.object_of(flow, t.host);
  surround(x, object, scene);
  x.odd_port = !is_web_port(flow.endpoints.server.port);
  const Verdict verdict = judge(x, params_);
  if (!worth_saying(flow, x.kind, verdict.score, scene.event.time)) return;
  model::AppLabel label;
  label.app = "HTTP";
  label.confidence = model::Confidence::Dpi;
  const std::uint64_t size = std::max(t.response_length, t.response_body.bytes);
  const Bytes first = Bytes(t.response_body.first).first(t.response_body.first_size);
  scene.sink.finding(make_finding({verdict, x, flow, object, label, scene.event.time, size, false, first}, &t));
}

void ToolTransfer::look(const model::FlowRecord& record, const Scene& scene) {
  const Bytes down = Bytes(record.first_to_client).first(record.first_to_client_size);
  const Bytes up = Bytes(record.first_to_server).first(record.first_to_server_size);
  Transfer x;
  x.raw = true;
  x.kind = raw_kind_of(down);
  const bool to_server = x.kind == Kind::None;
  if (to_server) x.kind = raw_kind_of(up);
  if (x.kind != Kind::Program) return;  // archives and scripts go by FTP and file services all day
  const Object object = scene.context.object_of(record.ref, record.server_name);
  surround(x, object, scene);
  x.numeric_host = object.source == NameSource::Address;
  x.update = false;
  x.bare = !record.label.sure();
  const Verdict verdict = judge(x, params_);
  if (!worth_saying(record.ref, x.kind, verdict.score, scene.event.time)) return;
  const model::AppLabel label = record.label.sure() ? record.label : model::AppLabel{};
  const std::uint64_t size = to_server ? record.to_server.payload : record.to_client.payload;
  scene.sink.finding(make_finding({verdict, x, record.ref, object, label, scene.event.time, size, to_server, to_server ? up : down}, nullptr));
}

void ToolTransfer::surround(Transfer& transfer, const Object& object, const Scene& scene) const {
  constexpr std::uint32_t kCommon = 10;
  const model::FlowRef& flow = scene.event.flow;
  transfer.internal = scene.context.direction(flow.endpoints) == Direction::Internal;
  const Prevalence prevalence = scene.context.prevalence(object);
  transfer.common = prevalence.known && prevalence.clients >= kCommon;
  for (const std::string_view kind : {"backup", "monitoring", "update"}) {
    transfer.sanctioned = transfer.sanctioned || scene.context.is_sanctioned(kind, flow.endpoints.server.address, object.name);
  }
}

bool ToolTransfer::worth_saying(const model::FlowRef& flow, Kind kind, int score, Timestamp now) {
  constexpr int kRise = 10;
  if (score < params_.report_at) return false;
  const std::uint64_t pair = mix(flow.endpoints.client.address.hash(seed_), flow.endpoints.server.address.hash(seed_));
  Said& said = said_.touch(mix(pair, static_cast<std::uint64_t>(kind)));
  if (said.score > 0 && score < said.score + kRise && now - said.at < params_.repeat) return false;
  said = {now, score};
  return true;
}

void ToolTransfer::on_tick(Timestamp now, const Context&, FindingSink&) {
  said_.expire([&](std::uint64_t, const Said& s) { return s.at < now - kForget; });
}

Result<void> ToolTransfer::reconfigure(const ConfigView& config) { return renew(params_, config); }

StateUsage ToolTransfer::usage() const { return usage_of(said_); }

extern const DetectorInfo kDetector{
    .name = "tool_transfer",
    .summary = "A program, script or archive reaches a host from where none should come, or under a false name",
    .number = 17,
    .techniques = kTechniques,
    .maturity = "experimental",
    .reads = model::event_bit<model::HttpTransaction>() | model::event_bit<model::FlowClassified>() | model::event_bit<model::FlowEnded>(),
    .create = &create_detector<ToolTransfer, Params>,
    .parameters = &Params::keys,
};

}  // namespace sekisho::detectors::tool_transfer
