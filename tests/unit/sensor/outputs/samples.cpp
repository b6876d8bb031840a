#include "tests/unit/sensor/outputs/samples.hpp"

namespace sekisho::outputs {

Timestamp at(Duration since) { return Timestamp{} + 1'795'529'626s + 123'456'789ns + since; }

model::FlowRef flow_ref(model::Transport transport) {
  model::FlowRef f;
  f.id = model::FlowId{77};
  f.start = at(-60s);
  f.endpoints = {{address("10.0.0.1"), 40'000}, {address("203.0.113.9"), 443}};
  f.transport = transport;
  return f;
}

alerts::Alert alert(const Texts& texts) {
  alerts::Alert a;
  a.id = "0123456789abcdef";
  a.incident_id = "fedcba9876543210";
  a.detector = "beacon";
  a.signature_id = 9'000'401;
  a.signature = "sekisho beacon: periodic contact";
  a.score = 72;
  a.level = alerts::Level::High;
  a.indicators = {"beacon.interval", "beacon.size", "no_dns.unresolved_ip"};
  a.context = {{"no_dns.unresolved_ip", 1, 1, 6}, {"prevalence.many_clients", 12, 10, -15}};
  a.client = {address("10.0.0.1"), 40'000, true, "02:aa:00:00:00:01", texts.text, "", "", 0};
  a.client.mac_source = detectors::IdentitySource::Arp;
  a.client.name_source = detectors::IdentitySource::Netbios;
  a.server = {address("203.0.113.9"), 443, false, "", "", texts.name, "NL", 64'500};
  a.episode_update = 2;
  a.suppressed = 9;
  detectors::Finding& f = a.finding;
  f.time = at();
  f.reason = {1, "periodic contact"};
  f.score = 66;
  f.flow = flow_ref();
  f.object = {texts.name, texts.name, detectors::NameSource::Sni};
  f.label.app.assign("TLS");
  f.label.confidence = model::Confidence::Dpi;
  f.techniques = {"T1071.001", "T1573", "T1041"};
  f.indicators = {{"interval", 59.8, 15, 60}, {"size", 0.93, 0.8, 6}};
  f.evidence = {{"period_s", 59.8},
                {"beats", std::int64_t{42}},
                {"open", true},
                {"keyed_by", texts.text},
                {"names", std::vector<std::string>{texts.name, texts.text}},
                {"recent_intervals_s", std::vector<double>{60, 59.5}}};
  f.sentence = "10.0.0.1 contacted " + texts.text + " every 59.8 s";
  f.first_seen = at(-3600s);
  f.last_seen = at();
  f.flows = 42;
  f.bytes_to_server = 12'345;
  f.bytes_to_client = 54'321;
  f.many_servers = true;
  return a;
}

model::FlowRecord flow_record(const Texts& texts) {
  model::FlowRecord r;
  r.ref = flow_ref();
  r.ref.vlan = {{100, 200}, 2};
  r.ref.tunnel = model::TunnelKind::Vxlan;
  r.ref.client_guessed = true;
  r.ref.midstream = true;
  r.last = at();
  r.to_server = {10, 2'000, 1'400, 8, 100, 0x1B};
  r.to_client = {12, 9'000, 8'000, 9, 0, 0xFF};
  r.state = model::FlowState::Closed;
  r.reason = model::EndReason::Closed;
  r.conn_state.assign("SF");
  r.history.assign("ShADadFf");
  r.label.master.assign("TLS");
  r.label.app.assign("Google");
  r.label.category.assign("Web");
  r.label.confidence = model::Confidence::Dpi;
  r.server_name = texts.name;
  return r;
}

model::DnsMessage dns_answer(const Texts& texts) {
  model::DnsMessage m;
  m.response = true;
  m.id = 4711;
  m.authoritative = m.truncated = m.recursion_desired = m.recursion_available = true;
  m.query = texts.name;
  m.query_type = 16;
  m.questions = 1;
  m.answers = {
      {texts.name, 1, 300, address("203.0.113.9"), "", 4}, {texts.name, 16, 0, {}, texts.text, 9}, {texts.name, 65'280, 1, {}, texts.text, 9}};
  m.authorities = {{texts.name, 2, 300, {}, texts.name, 9}};
  m.additionals = {{texts.name, 28, 300, address("2001:db8::1"), "", 16}};
  return m;
}

model::TlsClientHello client_hello(const Texts& texts) {
  model::TlsClientHello h;
  h.server_name = texts.name;
  h.alpn = {"h2", texts.text};
  h.version = 0x0303;
  h.ja3 = "e7d705a3286e19ea42f587b344ee6865";
  h.ja3_text = "771,4865-4866,0-23,29-23,0";
  h.ja4 = "t13d1516h2_8daaf6152771_e5627efa2ab1";
  h.encrypted_hello = true;
  return h;
}

model::TlsServerHello server_hello(const Texts& texts) {
  model::TlsServerHello h;
  h.version = 0x0303;
  h.cipher = 0xC02F;
  h.alpn = texts.text;
  h.ja3s = "f4febc55ea12b31ae17cfb7e614afda8";
  h.ja3s_text = "771,49199,";
  h.resumed = true;
  return h;
}

model::TlsCertificate certificate(const Texts& texts) {
  model::TlsCertificate c;
  c.subject = "CN=" + texts.text;
  c.issuer = texts.text;
  c.names = {texts.name, "b.example"};
  c.serial = "00ff";
  c.sha1 = "0a1b2c";
  c.sha256 = "0a1b2c3d";
  c.not_before = at(-24h);
  c.not_after = at(24h);
  c.self_signed = true;
  return c;
}

model::HttpTransaction transaction(const Texts& texts) {
  model::HttpTransaction t;
  t.request_time = at();
  t.method = texts.text;
  t.uri = texts.text;
  t.host = texts.name;
  t.has_host = true;
  t.user_agent = texts.text;
  t.referer = texts.text;
  t.version = "HTTP/1.1";
  t.has_response = true;
  t.status = 200;
  t.response_type = texts.text;
  t.response_length = 512;
  return t;
}

model::DhcpLease lease(const Texts& texts) {
  model::DhcpLease l;
  l.address = address("10.0.0.1");
  l.mac = {0x02, 0xAA, 0, 0, 0, 1};
  l.hostname = texts.text;
  l.message = "ack";
  l.lease_seconds = 3600;
  l.resolvers = {address("10.0.0.53"), address("2001:db8::53")};
  return l;
}

StatsEvent stats() {
  StatsEvent s;
  s.time = at();
  s.uptime_seconds = 12.5;
  const auto counter = Counters::Kind::Counter;
  s.samples = {{"sekisho_decoded_packets_total", "", counter, {}, 1234},
               {"sekisho_output_dropped_total", "", counter, {{"output", "eve"}}, 0},
               {"sekisho_output_dropped_total", "", counter, {{"output", "text"}}, 3}};
  return s;
}

}  // namespace sekisho::outputs
