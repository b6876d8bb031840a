// The words that outputs print: changing one breaks what others have built on them.
#include <gtest/gtest.h>

#include "flow/model/app_label.hpp"
#include "flow/model/flow_record.hpp"
#include "flow/model/transport.hpp"

namespace sekisho::model {
namespace {

TEST(Names, TransportsAreSpelledAsSuricataDoes) {
  EXPECT_EQ(transport_name(Transport::Tcp), "TCP");
  EXPECT_EQ(transport_name(Transport::Udp), "UDP");
  EXPECT_EQ(transport_name(Transport::Icmp), "ICMP");
  EXPECT_EQ(transport_name(Transport::Icmpv6), "IPv6-ICMP");
  EXPECT_EQ(transport_name(Transport::Sctp), "SCTP");
  EXPECT_EQ(transport_name(static_cast<Transport>(47)), "GRE");
  EXPECT_EQ(transport_name(static_cast<Transport>(89)), "089");
  EXPECT_EQ(transport_name(static_cast<Transport>(0)), "000");
  EXPECT_EQ(transport_name(static_cast<Transport>(255)), "255");
}

TEST(Names, OfTunnels) {
  EXPECT_EQ(tunnel_name(TunnelKind::None), "");
  EXPECT_EQ(tunnel_name(TunnelKind::SixInFour), "6in4");
  EXPECT_EQ(tunnel_name(TunnelKind::Teredo), "teredo");
}

TEST(Names, OfStatesAndReasons) {
  EXPECT_EQ(flow_state_name(FlowState::New), "new");
  EXPECT_EQ(flow_state_name(FlowState::Closed), "closed");
  EXPECT_EQ(end_reason_name(EndReason::Active), "active");
  EXPECT_EQ(end_reason_name(EndReason::TcpReuse), "tcp_reuse");
}

TEST(Transports, OnlyThreeHavePorts) {
  int with_ports = 0;
  for (int i = 0; i < 256; ++i) with_ports += has_ports(static_cast<Transport>(i)) ? 1 : 0;
  EXPECT_EQ(with_ports, 3);
  EXPECT_TRUE(is_icmp(Transport::Icmp) && is_icmp(Transport::Icmpv6));
  EXPECT_FALSE(is_icmp(Transport::Tcp));
}

TEST(AppLabel, OnlyPacketContentsMakeItSure) {
  AppLabel label;
  EXPECT_FALSE(label.known());
  EXPECT_EQ(label.protocol(), "");
  label.master = "TLS";
  label.app = "Google";
  for (const Confidence c : {Confidence::Unknown, Confidence::Port, Confidence::Address, Confidence::Cache, Confidence::Partial}) {
    label.confidence = c;
    EXPECT_FALSE(label.sure()) << confidence_name(c);
  }
  label.confidence = Confidence::Dpi;
  EXPECT_TRUE(label.sure());
  EXPECT_EQ(label.protocol(), "TLS");
  EXPECT_TRUE(label.is("Google") && label.is("TLS"));
  EXPECT_FALSE(label.is("SSH"));
  label.master = "";
  EXPECT_EQ(label.protocol(), "Google");
}

TEST(FlowRecord, IsBidirectionalOnceBothSidesSent) {
  FlowRecord record;
  record.to_server.packets = 1;
  EXPECT_FALSE(record.bidirectional());
  record.to_client.packets = 1;
  EXPECT_TRUE(record.bidirectional());
}

}  // namespace
}  // namespace sekisho::model
