#include "detectors/support/wording.hpp"

#include <gtest/gtest.h>

namespace sekisho::detectors::support {
namespace {

model::FlowRef to(std::string_view server, std::uint16_t port, model::Transport transport) {
  model::FlowRef flow;
  flow.endpoints.server = {IpAddress::parse(server).value(), port};
  flow.transport = transport;
  return flow;
}

TEST(ServerText, SpellsPortsWhereThereAreAny) {
  EXPECT_EQ(server_text(to("203.0.113.7", 443, model::Transport::Tcp)), "203.0.113.7:443/tcp");
  EXPECT_EQ(server_text(to("2001:db8::7", 53, model::Transport::Udp)), "[2001:db8::7]:53/udp");
  EXPECT_EQ(server_text(to("203.0.113.7", 0, model::Transport::Icmp)), "203.0.113.7 (icmp)");
}

TEST(Rounded, KeepsThreeDecimals) {
  EXPECT_DOUBLE_EQ(rounded(1.23456), 1.235);
  EXPECT_DOUBLE_EQ(rounded(-0.0004), 0);
}

}  // namespace
}  // namespace sekisho::detectors::support
