#include "detectors/dns_tunnel/report.hpp"

#include <array>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/dns_tunnel/names.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::dns_tunnel {
namespace {

using support::rounded;

// From here on what leaves is worth calling a transfer of its own.
constexpr double kTransfer = 1'000;  // Bytes an hour
// Names this short are an implant's id or a counter: what comes back is tasking, not a session.
constexpr std::uint32_t kSession = 12;  // Characters a name
constexpr int kCertain = 40;            // Of the score: medium

std::string_view title_of(Sign sign) {
  switch (sign) {
    case Sign::Names:
      return "data carried in DNS names";
    case Sign::Types:
      return "DNS tunnel by unusual record types";
    case Sign::Answers:
      return "data carried in DNS answers";
    case Sign::Handshake:
      return "encoded DNS names of unusual types";
    case Sign::Count:
      return "many encoded names below one domain";
    case Sign::Spread:
      return "unusual DNS look-ups over several domains";
    case Sign::Raw:
      return "payload on the DNS port that is no DNS";
    case Sign::None:
      break;
  }
  return "DNS tunnel";
}

Reason reason_of(const Verdict& v) { return {static_cast<std::uint8_t>(v.sign), title_of(v.sign)}; }

std::string types_text(std::uint8_t types) {
  constexpr std::array<std::string_view, 8> kNames{"CNAME", "SOA", "MX", "TXT", "SRV", "NULL", "KEY", "private"};
  std::string text;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if ((types >> i & 1) == 0) continue;
    if (!text.empty()) text += ", ";
    text += kNames[i];
  }
  return text;
}

std::string size_text(double bytes) { return bytes < 10'000 ? fmt::format("{:.0f} bytes", bytes) : fmt::format("{:.0f} kB", bytes / 1000); }

std::string whom_text(const DomainCase& c) {
  const std::string name = quote(c.object.name);
  return c.around.nameless ? fmt::format("without a domain, of {},", name) : fmt::format("below \"{}\"", name);
}

std::string domain_sentence(const DomainCase& c, const Tally& hour) {
  const DomainActivity& a = c.activity;
  std::string text =
      fmt::format("{} asked for {} new names {} in {}, {} characters long on average ({} of data)", c.event.flow.endpoints.client.address.to_string(),
                  hour.names, whom_text(c), human(std::min<Duration>(a.last() - a.first(), 1h)),
                  hour.names > 0 ? std::lround(static_cast<double>(hour.chars) / hour.names) : 0, size_text(hour.information()));
  if (hour.odd_types != 0) text += fmt::format(", types {}", types_text(hour.odd_types));
  const Replies& r = a.replies();
  if (r.with_data > 0)
    text += fmt::format("; {} {} brought {} of encoded data", r.with_data, r.with_data == 1 ? "answer" : "answers",
                        size_text(static_cast<double>(r.data_bytes)));
  return text;
}

Evidence domain_evidence(const DomainCase& c, const Tally& hour) {
  const DomainActivity& a = c.activity;
  const Tally recent = a.recent(c.event.time);
  const Replies& r = a.replies();
  std::vector<std::string> samples;
  for (const std::string& s : a.samples()) samples.push_back(quote(s));
  return {
      {"new_names_10min", static_cast<std::int64_t>(recent.names)},
      {"information_10min_bytes", rounded(recent.information())},
      {"new_names_1h", static_cast<std::int64_t>(hour.names)},
      {"information_1h_bytes", rounded(hour.information())},
      {"encoded_names_1h", static_cast<std::int64_t>(hour.encoded)},
      {"encoded_names_day", static_cast<std::int64_t>(a.day_encoded())},
      {"queries_1h", static_cast<std::int64_t>(hour.queries)},
      {"unusual_types", types_text(hour.odd_types)},
      {"unusual_type_names_1h", static_cast<std::int64_t>(hour.odd_names)},
      {"answers", static_cast<std::int64_t>(r.all)},
      {"answers_refused", static_cast<std::int64_t>(r.refused)},
      {"answers_with_data", static_cast<std::int64_t>(r.with_data)},
      {"answer_data_bytes", static_cast<std::int64_t>(r.data_bytes)},
      {"different_addresses", static_cast<std::int64_t>(r.addresses.count())},
      {"short_lived_answers", static_cast<std::int64_t>(r.short_lived)},
      {"connections_to_domain", static_cast<std::int64_t>(a.connections())},
      {"queries_in_one_flow", static_cast<std::int64_t>(a.run().queries)},
      {"direct", c.around.direct},
      {"samples", samples},
      {"direction", std::string(direction_name(c.around.direction))},
  };
}

}  // namespace

Finding domain_finding(const DomainCase& c) {
  const DomainActivity& a = c.activity;
  const Tally hour = a.hour(c.event.time);
  Finding f;
  f.time = c.event.time;
  f.reason = reason_of(c.verdict);
  f.score = c.verdict.score;
  f.flow = c.event.flow;
  f.object = c.object;
  f.techniques = {"T1071.004"};
  const bool transfer = c.verdict.up && hour.information() >= kTransfer;
  // From medium on there is no doubt that long names carry something else, even where nothing is seen to come back.
  const bool session = c.verdict.up && (c.verdict.down || c.verdict.score >= kCertain) && hour.chars >= kSession * hour.names;
  if (transfer || session) f.techniques.emplace_back("T1572");
  if (transfer && !c.verdict.down) f.techniques.emplace_back("T1048.003");
  if (c.verdict.encoded || c.verdict.down) f.techniques.emplace_back("T1132.001");
  f.indicators = c.verdict.indicators;
  f.evidence = domain_evidence(c, hour);
  f.sentence = domain_sentence(c, hour);
  f.first_seen = a.first();
  f.last_seen = a.last();
  f.flows = a.queries();
  f.bytes_to_server = a.bytes_up();
  f.bytes_to_client = a.bytes_down();
  return f;
}

Finding spread_finding(const SpreadCase& c) {
  const Spread::Summary s = c.spread.summary(c.event.time);
  Finding f;
  f.time = c.event.time;
  f.reason = reason_of(c.verdict);
  f.score = c.verdict.score;
  f.flow = c.event.flow;
  f.object = c.object;
  f.techniques = {"T1071.004"};
  f.indicators = c.verdict.indicators;
  f.evidence = {
      {"unusual_types", static_cast<std::int64_t>(s.types)},
      {"domains", static_cast<std::int64_t>(s.domains)},
      {"domains_sharing_a_label", static_cast<std::int64_t>(s.tied)},
  };
  f.sentence = fmt::format("{} asked {} domains for {} unusual record types within an hour, lastly \"{}\"",
                           c.event.flow.endpoints.client.address.to_string(), s.domains, s.types, quote(c.object.name));
  if (s.tied > 0) f.sentence += fmt::format("; {} domains were asked for the same first label", s.tied);
  f.first_seen = f.last_seen = c.event.time;
  f.flows = c.spread.turns();
  return f;
}

Finding port_finding(const PortCase& c) {
  const PortUse& u = c.use;
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c.verdict);
  f.score = c.verdict.score;
  f.flow = c.record.ref;
  f.object = c.object;
  if (c.record.label.sure()) f.label = c.record.label;
  f.techniques = {"T1071.004", "T1095"};
  if (u.mixed()) f.techniques.emplace_back("T1572");
  f.indicators = c.verdict.indicators;
  f.evidence = {
      {"payload_to_server", static_cast<std::int64_t>(u.up)},       {"payload_to_client", static_cast<std::int64_t>(u.down)},
      {"dns_bytes_to_server", static_cast<std::int64_t>(u.dns_up)}, {"dns_bytes_to_client", static_cast<std::int64_t>(u.dns_down)},
      {"duration_s", rounded(seconds(c.record.duration()))},
  };
  f.sentence = fmt::format("{} exchanged {} with port 53 of {}, of which {} are no DNS messages", c.record.ref.endpoints.client.address.to_string(),
                           size_text(static_cast<double>(u.up + u.down)), c.record.ref.endpoints.server.address.to_string(),
                           size_text(static_cast<double>(u.raw())));
  f.first_seen = c.record.ref.start;
  f.last_seen = c.record.last;
  f.bytes_to_server = u.up;
  f.bytes_to_client = u.down;
  return f;
}

}  // namespace sekisho::detectors::dns_tunnel
