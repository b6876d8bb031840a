// Who has a place in the pool, and who gives it up.
#include <gmock/gmock.h>

#include "tests/unit/flow/dpi/rig.hpp"
#include "tests/unit/flow/inspect/rig.hpp"

namespace sekisho::inspect {
namespace {

using model::Confidence;
using model::Transport;
using test::Frame;

constexpr char kServer[] = "198.51.100.7:4444";

InspectorOptions places(std::size_t n) {
  InspectorOptions options;
  options.max_flows = n;
  return options;
}

TEST(Places, ANewFlowThatFindsNoneIsLabelledByPortAndCounted) {
  Rig rig(places(2));
  Connection a(rig, "10.0.0.1:1", kServer);
  Connection b(rig, "10.0.0.2:2", kServer);
  Connection c(rig, "10.0.0.3:3", kServer);
  for (Connection* one : {&a, &b, &c}) one->client(Frame(10, 0xA0));
  EXPECT_TRUE(b.flow.inspecting());
  EXPECT_FALSE(c.flow.inspecting());
  EXPECT_EQ(c.flow.about.label.confidence, Confidence::Port);
  EXPECT_EQ(rig.metric("sekisho_inspection_cut_short_total", "refused"), 1);
  EXPECT_EQ(rig.metric("sekisho_inspection_flows"), 2);
  a.end();
  EXPECT_EQ(rig.metric("sekisho_inspection_flows"), 1);
}

TEST(Places, AFlowWhoseLabelIsKnownGivesItsPlaceToANewOne) {
  Rig rig(places(2));
  rig.classifier->wants = 2;
  Connection http(rig, "10.0.0.1:1", "198.51.100.7:80");
  http.client("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
  http.server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(http.flow.about.classified);
  ASSERT_TRUE(http.flow.inspecting());
  Connection other(rig, "10.0.0.2:2", kServer);
  Connection third(rig, "10.0.0.3:3", kServer);
  other.client(Frame(10, 0xA0));
  third.client(Frame(10, 0xA0));
  EXPECT_TRUE(third.flow.inspecting());
  EXPECT_EQ(rig.metric("sekisho_inspection_cut_short_total", "crowded"), 1);
  http.client("GET /more HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_FALSE(http.flow.inspecting()) << "it learns at its next packet that its place is gone";
  EXPECT_EQ(http.flow.about.label.app, "HTTP");
  EXPECT_EQ(rig.classifier->closed, 1U) << "the new owner's inspection goes on";
}

TEST(Places, DnsNeedsNone) {
  Rig rig(places(1));
  Connection a(rig, "10.0.0.1:1", kServer);
  a.client(Frame(10, 0xA0));
  Flow dns = rig.flow(Transport::Udp, "10.0.0.2:2", "10.0.0.53:53");
  rig.give(dns, test::udp("10.0.0.2:2", "10.0.0.53:53").payload(dpi::dns_query("a.example")), true);
  EXPECT_EQ(rig.all<model::DnsMessage>().size(), 1U);
  EXPECT_TRUE(dns.inspecting());
  EXPECT_EQ(dns.about.label.app, "DNS");
  EXPECT_TRUE(dns.about.classified);
  EXPECT_EQ(rig.metric("sekisho_inspection_cut_short_total", "refused"), 0);
}

TEST(Places, ManyDnsFlowsShareOne) {
  Rig rig(places(1));
  std::vector<Flow> flows;
  for (unsigned i = 0; i < 50; ++i) {
    const std::string client = "10.0.1." + std::to_string(i) + ":1000";
    Flow& f = flows.emplace_back(rig.flow(Transport::Udp, client, "10.0.0.53:53"));
    rig.give(f, test::udp(client, "10.0.0.53:53").payload(dpi::dns_query("a.example")), true);
    rig.give(f, test::udp("10.0.0.53:53", client).payload(dpi::dns_answer("a.example")), false);
  }
  EXPECT_EQ(rig.classifier->opened, 0U) << "what our parsers have read needs no DPI";
  for (Flow& f : flows) {
    EXPECT_TRUE(f.inspecting());
    rig.end(f);
    EXPECT_EQ(f.about.label.app, "DNS");
  }
}

TEST(Places, EveryInspectionOfDpiIsClosedOnce) {
  Rig rig;
  rig.classifier->wants = 100;
  Connection c(rig, "10.0.0.1:1", kServer);
  c.client(Frame(10, 0xA0));
  c.end();
  EXPECT_EQ(rig.classifier->opened, 1U);
  EXPECT_EQ(rig.classifier->closed, 1U);
  EXPECT_TRUE(c.flow.about.classified);
}

TEST(Places, OtherTransportsAreLeftToDpi) {
  Rig rig;
  rig.classifier->wants = 2;
  rig.classifier->verdict.label = label("GRE", Confidence::Dpi);
  Flow f = rig.flow(Transport::Sctp, "10.0.0.1:1", "10.0.0.2:2");
  packet::PacketView view = test::udp("10.0.0.1:1", "10.0.0.2:2").payload(Frame(20)).view();
  view.transport = Transport::Sctp;
  f.handle = rig.inspector->open(f.ref, f.about);
  EXPECT_TRUE(rig.inspector->packet(f.handle, f.ref, view, true, f.about, rig));
  EXPECT_FALSE(rig.inspector->packet(f.handle, f.ref, view, true, f.about, rig));
  rig.end(f);
  EXPECT_EQ(f.about.label.app, "GRE");
}

}  // namespace
}  // namespace sekisho::inspect
