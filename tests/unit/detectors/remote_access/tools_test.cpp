#include "detectors/remote_access/tools.hpp"

#include <gtest/gtest.h>

#include "detectors/remote_access/vendors.hpp"
#include "tests/unit/detectors/remote_access/records.hpp"

namespace sekisho::detectors::remote_access {
namespace {

using namespace std::string_view_literals;

model::FlowRef tcp(std::uint16_t port) { return flow(1, "10.0.0.5", "203.0.113.7", port); }

TEST(Tools, ProtocolsByTheirFirstBytes) {
  EXPECT_EQ(tool_of(talk(tcp(443), kRdpRequest, kRdpConfirm), {}).name, "RDP") << "on any port";
  EXPECT_EQ(tool_of(talk(tcp(102), kRdpRequest, kRdpConfirm), {}).kind, Kind::None) << "process control's own port";
  EXPECT_EQ(tool_of(talk(tcp(5901), "RFB 003.008\n", "RFB 003.008\n"), {}).name, "VNC");
  EXPECT_EQ(tool_of(talk(tcp(1494), "\x7F\x7FICA\0"sv, "\x7F\x7FICA\0"sv), {}).name, "Citrix ICA");
  EXPECT_EQ(tool_of(talk(tcp(4899), "\x01\0\0\0\x01\0\0\0\x08\x08"sv, "\x01\0\0\0\x25\0\0\x02"sv), {}).name, "Radmin");
  EXPECT_EQ(tool_of(talk(tcp(2323), "\xFF\xFB\x18", "\xFF\xFD\x18"), {}).kind, Kind::Terminal);
  EXPECT_EQ(tool_of(talk(tcp(80), "GET / HTTP/1.1", "HTTP/1.1 200 OK"), {}).kind, Kind::None);
  model::FlowRecord silent = talk(tcp(3389), kRdpRequest, "");
  silent.to_client.payload = 0;
  EXPECT_EQ(tool_of(silent, {}).kind, Kind::None) << "nobody answered";
}

TEST(Tools, VendorsByName) {
  const model::FlowRecord tls = talk(tcp(443), "\x16\x03\x01", "\x16\x03\x03", label("TLS"));
  const Tool tool = tool_of(tls, "relay-1.net.anydesk.com");
  EXPECT_EQ(tool.name, "AnyDesk");
  EXPECT_FALSE(tool.web_site);
  EXPECT_TRUE(tool_of(tls, "www.anydesk.com").web_site);
  EXPECT_TRUE(tool_of(tls, "anydesk.com").web_site);
  EXPECT_EQ(tool_of(tls, "notanydesk.com").kind, Kind::None) << "labels, not letters";
  EXPECT_EQ(tool_of(tls, "inc1.rel.tunnels.api.visualstudio.com").kind, Kind::Editor);
}

TEST(Tools, AVendorsPortIsAHint) {
  EXPECT_EQ(tool_of(talk(tcp(5938), "\x17\x24", "\x17\x24"), {}).sign, Sign::Port);
  EXPECT_EQ(tool_of(talk(tcp(5938), "\x17\x24", "\x17\x24"), "game.example.com").kind, Kind::None);
  EXPECT_EQ(tool_of(talk(tcp(5938), "\x17\x24", "\x17\x24", label("BitTorrent")), {}).kind, Kind::None);
}

TEST(Tools, KitsByTheirCertificates) {
  model::TlsCertificate c;
  c.self_signed = true;
  c.subject = c.issuer = "CN=Quux Server CA";
  EXPECT_EQ(kit_of(c), "Quux");
  c.subject = "CN=Quux Server";
  EXPECT_EQ(kit_of(c), "Quux");
  c.subject = "CN=Quux Server,O=Example";
  EXPECT_EQ(kit_of(c), "");
  c.subject = "CN=My Own Server";
  EXPECT_EQ(kit_of(c), "");
  c.subject = "CN= Server";
  EXPECT_EQ(kit_of(c), "");
  c.subject = "CN=Quux Server";
  c.names = {"quux.example"};
  EXPECT_EQ(kit_of(c), "") << "made for a host";
  c.names.clear();
  c.self_signed = false;
  EXPECT_EQ(kit_of(c), "");
}

TEST(Tools, EveryVendorCanBeRecognised) {
  for (const Vendor& v : vendors()) {
    EXPECT_FALSE(v.suffixes.empty() && v.labels.empty() && v.ports.empty()) << v.name;
    for (const std::string_view suffix : v.suffixes) EXPECT_NE(vendor_of_name(suffix), nullptr) << suffix;
  }
}

}  // namespace
}  // namespace sekisho::detectors::remote_access
