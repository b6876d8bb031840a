// Prints events of every type, with ordinary and with hostile text in every field that a peer fills, for check_samples.py.
#include <iostream>
#include <string>
#include <vector>

#include "sensor/outputs/eve/event_writer.hpp"
#include "tests/unit/sensor/outputs/samples.hpp"

namespace sekisho::outputs {
namespace {

const std::vector<std::string> kNames{"eth0"};

std::vector<std::string> texts() {
  std::vector<std::string> all{
      "text", "Grüße 関所", "\",\"event_type\":\"alert\"}\n{", "\\u0041\\\"", std::string(5'000, 'x'), std::string(1'023, 'x') + "関関"};
  std::string bytes;
  for (int b = 0; b < 256; ++b) bytes += static_cast<char>(b);
  all.push_back(bytes);
  all.emplace_back("\xE2\x80\xAE\xE2\x80\xA8\xE2\x81\xA6\xC2\x85\xC2\x9B\x1B[2J\x7F\xEF\xBB\xBF\xF3\xA0\x81\x81");  // bidi, separators, C1, DEL, tags
  all.emplace_back("\xC0\xAF\xE0\x80\x8A\xED\xA0\x80\xF4\x90\x80\x80\x80");                                         // overlong, surrogate, beyond
  return all;
}

void full(eve::EventWriter& writer, const Texts& t) {
  std::cout << writer.alert(alert(t)) << writer.flow(at(), flow_record(t), eve::RecordKind::Final, true)
            << writer.dns(at(), flow_ref(), dns_answer(t)) << writer.tls({at(), flow_ref(), client_hello(t), server_hello(t), certificate(t)})
            << writer.http(at(), flow_ref(), transaction(t)) << writer.dhcp(at(), flow_ref(model::Transport::Udp), lease(t)) << writer.stats(stats());
}

// The same with everything left out that may be, and with what is rare.
void bare(eve::EventWriter& writer) {
  alerts::Alert a = alert();
  a.client = {address("2001:db8::1"), 0, false, "", "", "", "", 0};
  a.server = {address("2001:db8::2"), 0, false, "", "", "", "", 0};
  a.finding.flow = flow_ref(model::Transport::Icmpv6);
  a.finding.flow.endpoints = {{address("2001:db8::1"), 128}, {address("2001:db8::2"), 0}};
  a.finding.label = {};
  a.finding.evidence = {{"thresholds", 1.0}, {"not_a_number", 0.0 / 0.0}, {"empty", std::vector<double>{}}};
  a.context.clear();
  a.score = 3;
  a.level = alerts::Level::Info;
  std::cout << writer.alert(a);
  model::FlowRecord r;
  r.ref = flow_ref(static_cast<model::Transport>(89));
  r.reason = model::EndReason::Active;
  r.conn_state.assign("OTH");
  std::cout << writer.flow(at(), r, eve::RecordKind::Interim, false);
  std::cout << writer.dns(at(), flow_ref(model::Transport::Udp), {}) << writer.tls({at(), flow_ref(), {}, model::TlsServerHello{}, {}})
            << writer.http(at(), flow_ref(), {});
  model::DhcpLease unnamed;
  unnamed.message = "discover";
  std::cout << writer.dhcp(at(), flow_ref(model::Transport::Udp), unnamed) << writer.stats({});
}

}  // namespace
}  // namespace sekisho::outputs

int main() {
  using namespace sekisho::outputs;
  for (const std::string& text : texts()) {
    eve::EventWriter live(eve::Origin{text, 1, &kNames, false});
    full(live, {text, text});
  }
  const std::vector<std::string> captures{std::string(5'000, 'p')};
  eve::EventWriter replay(eve::Origin{"", 0, &captures, true});
  full(replay, {});
  bare(replay);
  std::cout.flush();
  return std::cout ? 0 : 1;
}
