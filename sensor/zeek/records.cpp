#include "sensor/zeek/records.hpp"

#include <algorithm>
#include <array>

#include "flow/model/flow_key.hpp"
#include "sensor/zeek/services.hpp"

namespace sekisho::zeek {
namespace {

constexpr std::size_t kMostName = 255, kMostText = 512;  // as flow/model/observations.hpp has them
constexpr std::uint8_t kNoError = 0;
enum DnsType : std::uint16_t { kA = 1, kCname = 5, kTxt = 16, kAaaa = 28 };

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

model::Transport transport_of(std::string_view proto, const model::Endpoints& ends) {
  if (proto == "udp") return model::Transport::Udp;
  if (proto == "sctp") return model::Transport::Sctp;
  if (proto == "icmp" || proto == "icmp6") return ends.client.address.is_v4() ? model::Transport::Icmp : model::Transport::Icmpv6;
  constexpr auto kUnknown = static_cast<model::Transport>(255);               // reserved by IANA
  return proto.empty() || proto == "tcp" ? model::Transport::Tcp : kUnknown;  // http.log has no column for it
}

model::FlowRef flow_of(Values& v, Timestamp start) {
  model::FlowRef flow;
  flow.start = start;
  flow.endpoints.client = {v.address(Column::OrigHost), v.port(Column::OrigPort)};
  flow.endpoints.server = {v.address(Column::RespHost), v.port(Column::RespPort)};
  flow.transport = transport_of(v.row().text(Column::Proto), flow.endpoints);
  if (!v.has(Column::Proto) && v.row().text(Column::Version).starts_with("DTLS")) flow.transport = model::Transport::Udp;
  for (const Column tag : {Column::Vlan, Column::InnerVlan}) {
    if (v.has(tag)) flow.vlan.ids[flow.vlan.count++] = static_cast<std::uint16_t>(v.count(tag, UINT16_MAX));
  }
  model::Endpoint a = flow.endpoints.client, b = flow.endpoints.server;
  if (!model::has_ports(flow.transport)) a.port = b.port = 0;
  flow.id = model::FlowKey::of(a, b, flow.transport, flow.vlan).id(start, 0);
  return flow;
}

std::uint8_t flags_of(std::string_view history, bool client) {
  constexpr std::uint8_t kFin = 1, kSyn = 2, kReset = 4, kPush = 8, kAck = 16;
  std::uint8_t flags = 0;
  for (const char c : history) {
    if (c < 'A' || (c <= 'Z') != client) continue;
    switch (client ? c : static_cast<char>(c - 'a' + 'A')) {
      case 'S':
        flags |= kSyn;
        break;
      case 'H':
        flags |= kSyn | kAck;
        break;
      case 'A':
        flags |= kAck;
        break;
      case 'D':
        flags |= kAck | kPush;
        break;
      case 'F':
        flags |= kFin;
        break;
      case 'R':
        flags |= kReset;
        break;
      default:
        break;
    }
  }
  return flags;
}

model::Volume volume_of(Values& v, bool client, model::Transport transport) {
  model::Volume volume;
  volume.packets = v.count(client ? Column::OrigPackets : Column::RespPackets);
  volume.bytes = v.count(client ? Column::OrigIpBytes : Column::RespIpBytes);
  volume.payload = v.count(client ? Column::OrigBytes : Column::RespBytes);
  volume.tcp_flags = flags_of(v.row().text(Column::History), client);
  // Zeek does not say how many packets carried payload. Of datagrams all do; of segments about half, the others acknowledge.
  const std::uint64_t likely = transport == model::Transport::Tcp ? volume.packets / 2 : volume.packets;
  if (volume.payload > 0) volume.payload_packets = std::max<std::uint64_t>(1, likely);
  return volume;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Connection connection_of(Values& v, const Entry& entry, bool open) {
  Connection c;
  c.open = open;
  model::FlowRecord& r = c.record;
  r.ref = entry.flow;
  const std::string_view state = v.row().text(Column::ConnState);
  const std::string_view history = v.row().text(Column::History);
  const bool tcp = r.ref.transport == model::Transport::Tcp;
  const std::string_view opening = history.starts_with('^') ? history.substr(1) : history;
  const bool opened = history.empty() ? state != "OTH" : is_one_of(opening.substr(0, 1), {"S", "s", "H", "h"});
  r.ref.midstream = tcp && !opened;
  r.ref.client_guessed = history.starts_with('^') || r.ref.midstream;
  r.last = r.last_payload = entry.written;
  r.to_server = volume_of(v, true, r.ref.transport);
  r.to_client = volume_of(v, false, r.ref.transport);
  const bool talked = r.to_server.payload > 0 && r.to_client.payload > 0;
  const bool shaken = is_one_of(state, {"S1", "SF", "S2", "S3", "RSTO", "RSTR"});
  c.established = tcp ? shaken || talked : r.to_client.packets > 0;
  const bool over = tcp && !is_one_of(state, {"S0", "S1", "OTH"});
  r.state = over && !open ? model::FlowState::Closed : c.established ? model::FlowState::Established : model::FlowState::New;
  r.reason = open ? model::EndReason::Active : over ? model::EndReason::Closed : model::EndReason::Timeout;
  r.conn_state = state;
  r.history = history;
  r.label = label_of(v.row().text(Column::Service), r.ref);
  // Seconds with payload are not known; there are no more of them than packets that brought any, and no more than the flow is old.
  const std::uint64_t packets = r.to_server.payload_packets + r.to_client.payload_packets;
  const auto age = static_cast<std::uint64_t>(seconds(r.duration())) + 1;
  r.active_seconds = static_cast<std::uint32_t>(std::min<std::uint64_t>({packets, age, UINT32_MAX}));
  return c;
}

model::DnsRecord answer_of(std::string_view text, std::string_view owner, std::uint16_t asked) {
  model::DnsRecord r;
  r.name = owner;
  if (const auto address = IpAddress::parse(text)) {
    r.type = address->is_v4() ? kA : kAaaa;
    r.address = *address;
    r.data_size = static_cast<std::uint16_t>(address->wire().size());
    return r;
  }
  r.type = asked == kA || asked == kAaaa ? static_cast<std::uint16_t>(kCname) : asked;
  constexpr std::string_view kText = "TXT ";  // "TXT 11 hello world": Zeek gives the length first
  constexpr std::string_view kUnknown = "<unknown type=";
  if (text.starts_with(kText)) {
    r.type = kTxt;
    text.remove_prefix(kText.size());
    if (const auto space = text.find(' '); space != std::string_view::npos) text.remove_prefix(space + 1);
  } else if (text.starts_with(kUnknown)) {
    return r;  // contents and length are not in the log
  }
  r.data = text.substr(0, kMostName);
  r.data_size = static_cast<std::uint16_t>(std::min<std::size_t>(text.size(), UINT16_MAX));
  if (r.type != kTxt) r.data = lower(r.data);
  return r;
}

Lookup lookup_of(Values& v, Entry& entry) {
  constexpr std::uint32_t kHeader = 12, kQuestion = 6, kRecord = 12;  // bytes beside names and data; an answer's name is a pointer
  Lookup l;
  model::DnsMessage& q = l.query;
  q.id = static_cast<std::uint16_t>(v.count(Column::TransId, UINT16_MAX));
  q.query = lower(v.text(Column::Query, kMostName));
  while (q.query.ends_with('.')) q.query.pop_back();
  q.query_class = static_cast<std::uint16_t>(v.has(Column::QueryClass) ? v.count(Column::QueryClass, UINT16_MAX) : 1);
  q.query_type = static_cast<std::uint16_t>(v.count(Column::QueryType, UINT16_MAX));
  q.questions = 1;
  q.recursion_desired = v.flag(Column::RecursionDesired);
  q.size = kHeader + kQuestion + static_cast<std::uint32_t>(q.query.size());  // the log has no sizes: those of the plainest message
  l.answered = entry.time + v.interval(Column::Rtt);
  entry.written = l.answered;
  const std::vector<std::string_view> answers = v.row().list(Column::Answers);
  if (!v.has(Column::Rcode) && answers.empty()) return l;
  model::DnsMessage& r = l.response.emplace(q);
  r.response = true;
  r.rcode = static_cast<std::uint8_t>(v.has(Column::Rcode) ? v.count(Column::Rcode, UINT8_MAX) : kNoError);
  r.authoritative = v.flag(Column::Authoritative);
  r.truncated = v.flag(Column::Truncated);
  r.recursion_available = v.flag(Column::RecursionAvailable);
  const std::vector<Duration> ttls = v.intervals(Column::Ttls);
  std::string owner = q.query;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    model::DnsRecord& record = r.answers.emplace_back(answer_of(answers[i], owner, q.query_type));
    if (i < ttls.size()) record.ttl = static_cast<std::uint32_t>(std::min<double>(seconds(ttls[i]), UINT32_MAX));
    if (record.type == kCname && q.query_type != kCname) owner = record.data;  // aliases are listed as they lead on
    r.size += kRecord + record.data_size;
  }
  return l;
}

// Digests of a known length in lower-case hex; anything else a log may claim is left out.
std::string digest(std::string_view text, std::size_t size) {
  std::string hex = lower(std::string(text.substr(0, size)));
  const bool fits = text.size() == size && hex.find_first_not_of("0123456789abcdef") == std::string::npos;
  return fits ? hex : std::string();
}

// "t13d1516h2_8daaf6152771_02713d6af862".
std::string ja4_of(std::string_view text) {
  constexpr std::size_t kSize = 36, kFirst = 10, kSecond = 23;
  const bool fits = text.size() == kSize && text[kFirst] == '_' && text[kSecond] == '_' && !digest(text.substr(kFirst + 1, 12), 12).empty() &&
                    !digest(text.substr(kSecond + 1), 12).empty() &&
                    text.substr(0, kFirst).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string_view::npos;
  return fits ? std::string(text) : std::string();
}

std::uint16_t version_of(std::string_view name) {
  struct Version {
    std::string_view name;
    std::uint16_t number;
  };
  constexpr auto kVersions = std::to_array<Version>({{"SSLv3", 0x0300},
                                                     {"TLSv10", 0x0301},
                                                     {"TLSv11", 0x0302},
                                                     {"TLSv12", 0x0303},
                                                     {"TLSv13", 0x0304},
                                                     {"DTLSv10", 0xFEFF},
                                                     {"DTLSv12", 0xFEFD},
                                                     {"DTLSv13", 0xFEFC}});
  const auto row = std::find_if(kVersions.begin(), kVersions.end(), [&](const Version& v) { return v.name == name; });
  return row == kVersions.end() ? std::uint16_t{0} : row->number;
}

Handshake handshake_of(Values& v, const Entry& entry) {
  Handshake h;
  const std::string_view version = v.row().text(Column::Version);
  h.client.server_name = lower(v.text(Column::ServerName, kMostName));
  h.client.version = version_of(version);  // what was offered is not in the log, only what was agreed
  constexpr std::size_t kMd5 = 32, kSha1 = 40, kSha256 = 64;
  h.client.ja3 = digest(v.row().text(Column::Ja3), kMd5);
  h.client.ja4 = ja4_of(v.row().text(Column::Ja4));
  h.client.quic = entry.flow.transport == model::Transport::Udp && !version.starts_with("DTLS");
  if (h.client.version == 0 && !v.flag(Column::Established)) return h;
  model::TlsServerHello& server = h.server.emplace();
  server.version = h.client.version;
  server.alpn = v.text(Column::NextProtocol, kMostName);
  server.ja3s = digest(v.row().text(Column::Ja3s), kMd5);
  server.resumed = v.flag(Column::Resumed);
  const std::string_view fingerprint = v.row().text(Column::CertificateHashes);
  if (!v.has(Column::Subject) && fingerprint.empty()) return h;
  model::TlsCertificate& certificate = h.certificate.emplace();
  certificate.subject = v.text(Column::Subject, kMostText);
  certificate.issuer = v.text(Column::Issuer, kMostText);
  certificate.sha1 = digest(fingerprint, kSha1);
  certificate.sha256 = digest(fingerprint, kSha256);
  certificate.self_signed = !certificate.subject.empty() && certificate.subject == certificate.issuer;
  return h;
}

model::HttpTransaction transaction_of(Values& v, const Entry& entry) {
  model::HttpTransaction t;
  t.request_time = entry.time;
  t.method = v.text(Column::Method, kMostName);
  t.uri = v.text(Column::Uri, kMostText);
  t.host = lower(v.text(Column::Host, kMostName));
  t.has_host = v.has(Column::Host);
  t.user_agent = v.text(Column::UserAgent, kMostText);
  t.referer = v.text(Column::Referrer, kMostText);
  if (v.has(Column::Version)) t.version = "HTTP/" + v.text(Column::Version, kMostName);
  t.request_length = v.count(Column::RequestLength);
  t.request_type = v.text(Column::OrigTypes, kMostName);
  t.has_response = v.has(Column::Status);
  t.status = static_cast<std::uint16_t>(v.count(Column::Status, UINT16_MAX));
  t.response_length = v.count(Column::ResponseLength);
  t.response_type = v.text(Column::RespTypes, kMostName);
  if (t.method == "CONNECT") t.connect_target = lower(t.uri);
  constexpr std::uint16_t kSwitching = 101;
  t.upgrade = t.status == kSwitching;
  return t;
}

}  // namespace

Result<Entry> entry_of(const Row& row, Kind kind, HashSeed seed) {
  for (const Column needed : {Column::Ts, Column::OrigHost, Column::RespHost}) {
    if (!row.has(needed)) return Error{std::string(info(needed).name) + " is missing"};
  }
  Values v(row);
  Entry entry;
  entry.time = entry.written = v.time(Column::Ts);
  entry.flow = flow_of(v, entry.time);
  const std::string_view uid = row.text(Column::Uid);
  entry.uid = uid.empty() ? static_cast<std::uint64_t>(entry.flow.id) : keyed_hash(uid, seed);
  switch (kind) {
    case Kind::Conn:
    case Kind::OpenConn:
      entry.written += v.interval(Column::Duration);
      entry.body = connection_of(v, entry, kind == Kind::OpenConn);
      break;
    case Kind::Dns:
      entry.body = lookup_of(v, entry);
      break;
    case Kind::Ssl:
      entry.body = handshake_of(v, entry);
      break;
    case Kind::Http:
      entry.body = transaction_of(v, entry);
      break;
    case Kind::Other:
      return Error{"not a log that is read"};
  }
  if (!v.wrong().empty()) return Error{v.wrong()};
  return entry;
}

}  // namespace sekisho::zeek
