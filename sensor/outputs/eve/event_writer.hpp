// Turns records into EVE lines. Pure: the same record gives the same bytes.
// A returned view ends with a newline and holds until the next call.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flow/model/community_id.hpp"
#include "sensor/outputs/eve/tls_joiner.hpp"
#include "sensor/outputs/json_writer.hpp"
#include "sensor/outputs/output.hpp"

namespace sekisho::outputs::eve {

struct Origin {
  std::string sensor_name;                          ///< EVE's `host`; empty leaves it out.
  std::uint16_t community_id_seed = 0;              ///< As every other tool of the same site.
  const std::vector<std::string>* names = nullptr;  ///< Interfaces or captures by FlowRef::interface.
  bool pcap_names = false;                          ///< They are captures.
};

/// How a flow record came about.
enum class RecordKind : std::uint8_t { Interim, Final };

class EventWriter {
 public:
  explicit EventWriter(Origin origin) : origin_(std::move(origin)), ids_(origin_.community_id_seed, kRememberedIds) {}

  std::string_view alert(const alerts::Alert& alert);
  /// @p alerted whether an alert about the flow has been written.
  std::string_view flow(Timestamp time, const model::FlowRecord& record, RecordKind kind, bool alerted);
  std::string_view dns(Timestamp time, const model::FlowRef& flow, const model::DnsMessage& message);
  std::string_view tls(const TlsHandshake& handshake);
  std::string_view http(Timestamp time, const model::FlowRef& flow, const model::HttpTransaction& transaction);
  std::string_view dhcp(Timestamp time, const model::FlowRef& flow, const model::DhcpLease& lease);
  std::string_view stats(const StatsEvent& stats);

 private:
  /// What every record of a flow begins and ends with.
  void begin(Timestamp time, const model::FlowRef& flow, std::string_view event_type, std::string_view app_proto);
  std::string_view end(const model::FlowRef& flow);
  void tcp(const model::FlowRecord& record);
  void mitre_metadata(const alerts::Alert& alert);
  void incident(const alerts::IncidentView& incident);
  void c2(const alerts::Alert& alert);
  void evidence(const alerts::Alert& alert);
  void evidence_value(std::string_view key, const detectors::EvidenceValue& value);
  void indicators(const std::vector<detectors::Indicator>& list, std::string_view prefix);
  void dns_records(const std::vector<model::DnsRecord>& records);
  void dns_grouped(const std::vector<model::DnsRecord>& records);
  void dns_data(const model::DnsRecord& record);
  void tls_client(const model::TlsClientHello& hello);
  void tls_certificate(const model::TlsCertificate& certificate);
  void texts(Key key, Key flag, const std::vector<std::string>& list);

  static constexpr std::size_t kRememberedIds = 4096;  // flows, 68 bytes each: a burst's messages share one id

  Origin origin_;
  JsonWriter json_;
  model::CommunityIds ids_;
};

}  // namespace sekisho::outputs::eve
