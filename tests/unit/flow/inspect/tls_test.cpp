#include <gmock/gmock.h>

#include "tests/unit/flow/inspect/rig.hpp"
#include "tests/unit/flow/parse/tls_bytes.hpp"

namespace sekisho::inspect {
namespace {

using model::Confidence;
using test::Frame;
using testing::ElementsAre;

constexpr char kClient[] = "10.0.0.2:40000";
constexpr char kServer[] = "198.51.100.7:443";

Frame hello_for(std::string_view name, std::size_t padding = 0) {
  test::ClientHello hello;
  hello.extensions = {test::server_name(name), test::alpn({"h2"})};
  if (padding > 0) hello.extensions.push_back({21, Frame(padding)});
  return test::handshake(test::bytes(hello));
}
Frame flight_with(std::string_view common_name) {
  test::Certificate certificate;
  certificate.subject = test::common_name(common_name);
  return test::handshake(test::join({test::bytes(test::ServerHello{}), test::certificate_message({test::bytes(certificate)})}));
}
Frame flight13() {
  test::ServerHello hello;
  hello.cipher = 0x1301;
  hello.extensions = {test::server_version(0x0304)};
  return test::handshake(test::bytes(hello));
}
Frame part(const Frame& all, std::size_t from, std::size_t size) {
  return {all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(std::min(from + size, all.size()))};
}

class Tls : public testing::Test {
 protected:
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& h : rig.all<model::TlsClientHello>()) out.push_back(h.server_name);
    return out;
  }
  Rig rig;
  Connection c{rig, kClient, kServer};
};

TEST_F(Tls, HellosAndCertificateAreSaidInOrder) {
  c.client(hello_for("www.example.org"));
  c.server(flight_with("www.example.org"));
  EXPECT_THAT(names(), ElementsAre("www.example.org"));
  ASSERT_EQ(rig.observations.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<model::TlsServerHello>(rig.observations[1]));
  EXPECT_EQ(std::get<model::TlsCertificate>(rig.observations[2]).subject, "CN=www.example.org");
  EXPECT_EQ(c.flow.about.server_name, "www.example.org");
  EXPECT_EQ(rig.metric("sekisho_observations_total", "tls"), 3);
}

TEST_F(Tls, AFinishedHandshakeEndsInspectionWhateverDpiWouldStillLike) {
  c.client(hello_for("a.example"));
  EXPECT_TRUE(c.flow.inspecting());
  c.server(flight13());
  EXPECT_FALSE(c.flow.inspecting());
  EXPECT_EQ(rig.classifier->closed, 1U);
  EXPECT_TRUE(c.flow.about.classified);
}

TEST_F(Tls, DpiSeesNoMoreThanTheHelloThatHoldsAName) {
  c.client(hello_for("a.example"));
  EXPECT_EQ(rig.classifier->closed, 1U);
  EXPECT_TRUE(c.flow.about.classified);
  c.server(flight_with("a.example"));
  EXPECT_EQ(rig.classifier->fed, 1U);
  EXPECT_EQ(rig.all<model::TlsCertificate>().size(), 1U);
}

TEST_F(Tls, DpiSeesTheCertificateWhereTheHelloHoldsNoName) {
  test::ClientHello nameless;
  nameless.extensions = {test::alpn({"h2"})};
  c.client(test::handshake(test::bytes(nameless)));
  EXPECT_EQ(rig.classifier->closed, 0U);
  c.server(flight_with("a.example"));
  EXPECT_EQ(rig.classifier->fed, 2U);
  EXPECT_EQ(rig.classifier->closed, 1U);
}

TEST_F(Tls, ContentsThatWereReadGiveTheLabelThatDpiLacks) {
  rig.classifier->verdict.label = label("TLS", Confidence::Port);
  c.client(hello_for("a.example"));
  c.server(flight13());
  EXPECT_EQ(c.flow.about.label.app, "TLS");
  EXPECT_EQ(c.flow.about.label.category, "Web");
  EXPECT_TRUE(c.flow.about.label.sure());
}

TEST_F(Tls, DpisApplicationIsKept) {
  rig.classifier->verdict = {label("Google", Confidence::Dpi, "TLS"), 5, "dpi.example"};
  c.client(hello_for("a.example"));
  c.server(flight13());
  EXPECT_EQ(c.flow.about.label.app, "Google");
  EXPECT_EQ(c.flow.about.risks, 5U);
  EXPECT_EQ(c.flow.about.server_name, "a.example") << "our parser cuts no name short";
}

TEST_F(Tls, OnPort53IsNotDns) {
  Connection odd(rig, kClient, "198.51.100.7:53");
  rig.classifier->verdict = {label("DNS", Confidence::Dpi), 9, ""};
  rig.classifier->wants = 1;
  const Frame hello = hello_for("c2.example");
  odd.client(part(hello, 0, 20));
  EXPECT_FALSE(odd.flow.about.classified) << "the other half may still prove DPI wrong";
  odd.client(part(hello, 20, 4096));
  EXPECT_TRUE(odd.flow.about.classified);
  EXPECT_EQ(odd.flow.about.label.app, "TLS");
  EXPECT_EQ(odd.flow.about.risks, 0U) << "risks of a protocol that it is not";
  EXPECT_THAT(names(), ElementsAre("c2.example"));
}

TEST_F(Tls, AHelloMayComeInManySegments) {
  const Frame hello = hello_for("split.example", 1700);
  for (std::size_t at = 0; at < hello.size(); at += 100) c.client(part(hello, at, 100));
  EXPECT_THAT(names(), ElementsAre("split.example"));
  EXPECT_GT(rig.metric("sekisho_stream_bytes_limit"), 0);
  EXPECT_EQ(rig.metric("sekisho_stream_bytes"), 0) << "what was read is not kept";
}

TEST_F(Tls, TheSecondHalfOfAHelloMayComeFirst) {
  const Frame hello = hello_for("late.example", 1700);
  c.client_at(1400, part(hello, 1400, 4096));
  c.client_at(0, part(hello, 0, 1400));
  EXPECT_THAT(names(), ElementsAre("late.example"));
}

TEST_F(Tls, ACertificateMayComeInMixedUpSegments) {
  c.client(hello_for("a.example"));
  const Frame flight = flight_with(std::string(600, 'x'));
  c.server_at(0, part(flight, 0, 300));
  c.server_at(600, part(flight, 600, 4096));
  c.server_at(300, part(flight, 300, 300));
  EXPECT_EQ(rig.all<model::TlsCertificate>().size(), 1U);
}

TEST_F(Tls, RepeatedSegmentsAreNotShownToDpi) {
  const Frame hello = hello_for("a.example");
  c.client_at(0, hello);
  c.client_at(0, hello);
  EXPECT_EQ(rig.classifier->fed, 1U);
  EXPECT_THAT(names(), ElementsAre("a.example"));
}

TEST_F(Tls, BareAcknowledgementsOfAKnownProtocolAreNotShownToDpi) {
  c.client(hello_for("a.example"));
  c.client_acknowledges(0);
  EXPECT_EQ(rig.classifier->fed, 1U);
}

TEST_F(Tls, TheHelloSaysWhoTheClientIs) {
  c.server(hello_for("reverse.example"));
  c.client(flight13());
  EXPECT_THAT(names(), ElementsAre("reverse.example"));
  EXPECT_EQ(rig.all<model::TlsServerHello>().size(), 1U);
}

TEST_F(Tls, TheServersHalfAloneIsRead) {
  c.server(flight_with("half.example"));
  c.end();
  EXPECT_EQ(rig.all<model::TlsCertificate>().size(), 1U);
  EXPECT_EQ(c.flow.about.label.app, "TLS");
}

TEST_F(Tls, AServerHelloIsSaidEvenIfTheCertificateNeverCame) {
  c.client(hello_for("a.example"));
  const Frame flight = flight_with("a.example");
  c.server(part(flight, 0, flight.size() - 40));
  EXPECT_EQ(rig.all<model::TlsServerHello>().size(), 0U);
  c.end();
  EXPECT_EQ(rig.all<model::TlsServerHello>().size(), 1U);
  EXPECT_EQ(rig.all<model::TlsCertificate>().size(), 0U);
}

TEST_F(Tls, AnEndlessFlightIsGivenUp) {
  test::ClientHello hello;
  hello.extensions = {test::server_name("long.example"), {21, Frame(12'000)}};
  const Frame all = test::handshake(test::bytes(hello));
  for (std::size_t at = 0; at < all.size(); at += 1400) c.client(part(all, at, 1400));
  EXPECT_TRUE(names().empty()) << "longer than is kept";
  EXPECT_EQ(rig.metric("sekisho_parse_errors_total", "tls"), 1);
  EXPECT_EQ(rig.metric("sekisho_stream_bytes"), 0);
}

TEST_F(Tls, AOneSidedConnectionDoesNotCostForEver) {
  c.client(hello_for("a.example"));
  for (int i = 0; i < 60; ++i) c.client(Frame(50, 0x17));
  EXPECT_FALSE(c.flow.inspecting());
  EXPECT_LE(c.flow.shown, 41U);
}

}  // namespace
}  // namespace sekisho::inspect
