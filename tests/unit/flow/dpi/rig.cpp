#include "tests/unit/flow/dpi/rig.hpp"

#include "tests/unit/flow/dpi/dtls_bytes.hpp"
#include "tests/unit/flow/parse/tls_bytes.hpp"

namespace sekisho::dpi {
namespace {

using test::Frame;
using test::join;

Frame without_header(const Frame& message) { return {message.begin() + 4, message.end()}; }

test::Certificate self_signed(std::string_view common_name) {
  test::Certificate certificate;
  certificate.issuer = certificate.subject = test::common_name(common_name);
  certificate.not_after = "341231235959Z";  // nDPI reads UTCTime only
  return certificate;
}

Frame dns(std::string_view name, std::uint16_t type, const char* flags_and_counts, const Frame& after) {
  Frame message = test::hex(flags_and_counts);
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    message.push_back(static_cast<std::uint8_t>(dot));
    message = join({message, test::text(name.substr(0, dot))});
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  message.push_back(0);
  test::put16(message, type);
  test::put16(message, 1);
  return join({message, after});
}

}  // namespace

Rig::Rig(const ClassifierOptions& options) : classifier(make_ndpi_classifier(options, counters).value()) {}

Verdict Rig::judge(const std::vector<Sent>& packets) {
  const Inspection flow = classifier->open();
  fed = 0;
  bool client = false;
  bool server = false;
  for (const Sent& sent : packets) {
    ++fed;
    (sent.from_client ? client : server) = true;
    if (classifier->feed(flow, sent.packet.view(), sent.from_client)) break;
  }
  return classifier->close(flow, client && server);
}

double Rig::metric(std::string_view name, std::string_view label_value) const {
  double sum = 0;
  for (const auto& s : counters.samples()) {
    if (s.name == name && (label_value.empty() || s.labels.at(0).second == label_value)) sum += s.value;
  }
  return sum;
}

Frame client_hello(std::string_view name) {
  test::ClientHello hello;
  hello.ciphers = {0x1301, 0xC02F, 0xC030};
  if (!name.empty()) hello.extensions.push_back(test::server_name(name));
  hello.extensions.push_back(test::alpn({"h2", "http/1.1"}));
  hello.extensions.push_back(test::groups({29, 23}));
  return test::handshake(test::bytes(hello));
}

Frame server_flight(std::string_view common_name) {
  Frame messages = test::bytes(test::ServerHello{});
  if (!common_name.empty()) messages = join({messages, test::certificate_message({test::bytes(self_signed(common_name))})});
  return test::handshake(messages);
}

Frame dtls_server_flight(std::string_view common_name) {
  const Frame hello = without_header(test::bytes(test::ServerHello{}));
  const Frame certificate = without_header(test::certificate_message({test::bytes(self_signed(common_name))}));
  return join({test::dtls_handshake(2, hello), test::dtls_handshake(11, certificate)});
}

Frame dns_query(std::string_view name, std::uint16_t type) { return dns(name, type, "1234 0100 0001 0000 0000 0000", {}); }

Frame dns_answer(std::string_view name, std::uint16_t type) {
  Frame record = test::hex("C00C");
  test::put16(record, type);
  record = join({record, test::hex("0001 0000003C")});
  const Frame data = type == 33 ? test::hex("0000 0000 0185 0373727600") : test::hex("C0000201");
  test::put16(record, static_cast<unsigned>(data.size()));
  return dns(name, type, "1234 8180 0001 0001 0000 0000", join({record, data}));
}

}  // namespace sekisho::dpi
