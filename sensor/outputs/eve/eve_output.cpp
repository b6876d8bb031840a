#include "sensor/outputs/eve/eve_output.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "flow/base/bounded_map.hpp"
#include "sensor/outputs/eve/event_writer.hpp"
#include "sensor/outputs/file_sink.hpp"

namespace sekisho::outputs::eve {
namespace {

constexpr std::size_t kMostHandshakes = 4096;  // waiting for their next part, about 2 KiB each; a later part of one pushed out is written alone
constexpr std::size_t kMostAlerted = 65'536;   // flows remembered for `alerted`, 32 bytes each; one pushed out counts as not alerted

enum Type : std::uint32_t { kAlert = 1, kFlow = 2, kDns = 4, kTls = 8, kHttp = 16, kDhcp = 32, kStats = 64 };
constexpr std::array<std::pair<std::string_view, Type>, 7> kTypes{
    {{"alert", kAlert}, {"flow", kFlow}, {"dns", kDns}, {"tls", kTls}, {"http", kHttp}, {"dhcp", kDhcp}, {"stats", kStats}}};

Result<std::uint32_t> parse_types(const std::vector<std::string>& names) {
  std::uint32_t types = 0;
  for (const std::string& name : names) {
    const auto row = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& r) { return r.first == name; });
    if (row == kTypes.end()) return Error{fmt::format("EVE has no event type \"{}\"; expected alert, flow, dns, tls, http, dhcp or stats", name)};
    types |= row->second;
  }
  return types;
}

struct FlowIdHash {
  std::size_t operator()(model::FlowId id) const { return mix(static_cast<std::uint64_t>(id), 0); }  // ids are hashes already
};

class EveOutput final : public Output {
 public:
  EveOutput(Origin origin, std::uint32_t types, std::unique_ptr<FileSink> sink)
      : writer_(std::move(origin)), types_(types), sink_(std::move(sink)), handshakes_(kMostHandshakes), alerted_(kMostAlerted) {}

  std::string_view name() const override { return "eve"; }
  Interest interest() const override;
  void write(const Record& record) override;
  void flush() override { sink_->flush(); }
  void finish() override;
  void reopen() override { sink_->reopen(); }
  bool healthy() const override { return sink_->healthy(); }

 private:
  bool wants(Type type) const { return (types_ & type) != 0; }
  void line(std::string_view text, Timestamp time, Rank rank = Rank::Ordinary) { sink_->append(text, time, rank); }
  void take(const alerts::Alert& alert);
  void take(const model::FlowEvent& event);
  void take(const StatsEvent& stats) {
    if (wants(kStats)) line(writer_.stats(stats), stats.time);
  }
  void flow_record(Timestamp time, const model::FlowRecord& record, RecordKind kind);
  void write_ready(Timestamp time);

  EventWriter writer_;
  std::uint32_t types_;
  std::unique_ptr<FileSink> sink_;
  TlsJoiner handshakes_;
  std::vector<TlsHandshake> ready_;
  BoundedMap<model::FlowId, bool, FlowIdHash> alerted_;
};

Interest EveOutput::interest() const {
  using namespace model;
  Interest interest;
  // Flow records say whether their flow was alerted, so they need the alerts too.
  interest.alerts = wants(kAlert) || wants(kFlow);
  interest.stats = wants(kStats);
  constexpr std::uint32_t kRecords = event_bit<FlowMilestone>() | event_bit<FlowEnded>();
  if (wants(kFlow)) interest.events |= kRecords;
  if (wants(kDns)) interest.events |= event_bit<DnsMessage>();
  if (wants(kTls)) interest.events |= event_bit<TlsClientHello>() | event_bit<TlsServerHello>() | event_bit<TlsCertificate>() | kRecords;
  if (wants(kHttp)) interest.events |= event_bit<HttpTransaction>();
  if (wants(kDhcp)) interest.events |= event_bit<DhcpLease>();
  return interest;
}

void EveOutput::write(const Record& record) {
  std::visit([this](const auto& r) { take(r); }, record);
}

void EveOutput::take(const alerts::Alert& alert) {
  if (wants(kFlow)) alerted_.touch(alert.finding.flow.id) = true;
  if (wants(kAlert)) line(writer_.alert(alert), alert.finding.time, Rank::Alert);
}

void EveOutput::flow_record(Timestamp time, const model::FlowRecord& record, RecordKind kind) {
  if (!wants(kFlow)) return;
  line(writer_.flow(time, record, kind, alerted_.find(record.ref.id) != nullptr), time);
  if (kind == RecordKind::Final) alerted_.erase(record.ref.id);
}

void EveOutput::take(const model::FlowEvent& event) {
  if (wants(kTls)) {
    handshakes_.take(event, ready_);
    write_ready(event.time);
  }
  if (const auto* ended = std::get_if<model::FlowEnded>(&event.body)) {
    flow_record(event.time, ended->record, RecordKind::Final);
  } else if (const auto* milestone = std::get_if<model::FlowMilestone>(&event.body)) {
    flow_record(event.time, milestone->record, RecordKind::Interim);
  } else if (const auto* dns = std::get_if<model::DnsMessage>(&event.body); dns != nullptr && wants(kDns)) {
    line(writer_.dns(event.time, event.flow, *dns), event.time);
  } else if (const auto* http = std::get_if<model::HttpTransaction>(&event.body); http != nullptr && wants(kHttp)) {
    line(writer_.http(event.time, event.flow, *http), event.time);
  } else if (const auto* lease = std::get_if<model::DhcpLease>(&event.body); lease != nullptr && wants(kDhcp)) {
    line(writer_.dhcp(event.time, event.flow, *lease), event.time);
  }
}

void EveOutput::write_ready(Timestamp time) {
  for (const TlsHandshake& handshake : ready_) line(writer_.tls(handshake), std::max(time, handshake.time));
  ready_.clear();
}

void EveOutput::finish() {
  handshakes_.drain(ready_);
  write_ready({});
  sink_->finish();
}

}  // namespace

Result<std::unique_ptr<Output>> make_eve_output(const EveOptions& options, const std::vector<std::string>& names, Counters& counters) {
  const auto types = parse_types(options.types);
  if (!types) return types.error();
  auto sink = FileSink::open({options.path, options.rotate_size, options.rotate_age, options.rotate_keep, "eve"}, counters);
  if (!sink) return sink.error();
  return std::make_unique<EveOutput>(Origin{options.sensor_name, options.community_id_seed, &names, options.pcap_names}, *types, std::move(*sink));
}

}  // namespace sekisho::outputs::eve
