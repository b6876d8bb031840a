#include <gtest/gtest.h>

#include "flow/model/community_id.hpp"
#include "flow/model/flow_record.hpp"
#include "tests/support/wire.hpp"

namespace sekisho::test {
namespace {

using model::Transport;

struct Vector {
  int protocol;
  const char* source;
  const char* destination;
  std::uint16_t source_port;       // ICMP: the type
  std::uint16_t destination_port;  // ICMP: the code
  const char* id;
  const char* id_seed1;
};

// tests/communityid_test.py of corelight/pycommunityid, and baseline/baseline_deflt.json of corelight/community-id-spec (no seed 1).
constexpr Vector kVectors[] = {
    {6, "128.232.110.120", "66.35.250.204", 34855, 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "1:3V71V58M3Ksw/yuFALMcW0LAHvc="},
    {6, "66.35.250.204", "128.232.110.120", 80, 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "1:3V71V58M3Ksw/yuFALMcW0LAHvc="},
    {6, "10.0.0.1", "10.0.0.2", 10, 11569, "1:SXBGMX1lBOwhhoDrZynfROxnhnM=", "1:HmBRGR+fUyXF4t8WEtal7Y0gEAo="},
    {6, "2001:470:e5bf:dead:4957:2174:e82c:4887", "2607:f8b0:400c:c03::1a", 63943, 25, "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=", nullptr},
    {6, "2607:f8b0:400c:c03::1a", "2001:470:e5bf:dead:4957:2174:e82c:4887", 25, 63943, "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=", nullptr},
    {17, "192.168.1.52", "8.8.8.8", 54585, 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=", "1:Q9We8WO3piVF8yEQBNJF4uiSVrI="},
    {17, "8.8.8.8", "192.168.1.52", 53, 54585, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=", "1:Q9We8WO3piVF8yEQBNJF4uiSVrI="},
    {132, "192.168.170.8", "192.168.170.56", 7, 80, "1:jQgCxbku+pNGw8WPbEc/TS/uTpQ=", "1:Y1/0jQg6e+I3ZwZZ9LP65DNbTXU="},
    {132, "192.168.170.56", "192.168.170.8", 80, 7, "1:jQgCxbku+pNGw8WPbEc/TS/uTpQ=", "1:Y1/0jQg6e+I3ZwZZ9LP65DNbTXU="},
    {132, "192.168.170.8", "192.168.170.56", 7, 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=", nullptr},
    {46, "10.1.24.4", "10.1.12.1", 0, 0, "1:/nQI4Rh/TtY3mf0R2gJFBkVlgS4=", "1:BK3BVW3U2eemuwVQVN3zd/GULno="},
    {46, "10.1.12.1", "10.1.24.4", 0, 0, "1:/nQI4Rh/TtY3mf0R2gJFBkVlgS4=", "1:BK3BVW3U2eemuwVQVN3zd/GULno="},
    // ICMP: requests and their replies are one flow.
    {1, "192.168.0.89", "192.168.0.1", 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", "1:03g6IloqVBdcZlPyX8r0hgoE7kA="},
    {1, "192.168.0.1", "192.168.0.89", 0, 8, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", "1:03g6IloqVBdcZlPyX8r0hgoE7kA="},
    {1, "192.168.0.1", "192.168.0.89", 0, 20, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", "1:03g6IloqVBdcZlPyX8r0hgoE7kA="},
    // Types without counterpart keep their code and their direction.
    {1, "192.168.0.89", "192.168.0.1", 20, 0, "1:3o2RFccXzUgjl7zDpqmY7yJi8rI=", "1:lCXHHxavE1Vq3oX9NH5ladQg02o="},
    {1, "192.168.0.89", "192.168.0.1", 20, 1, "1:tz/fHIDUHs19NkixVVoOZywde+I=", "1:Ie3wmFyxiEyikbsbcO03d2nh+PM="},
    {1, "10.0.0.1", "10.0.0.2", 11, 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM=", nullptr},
    {58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 135, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=", "1:kHa1FhMYIT6Ym2Vm2AOtoOARDzY="},
    {58, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 136, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=", "1:kHa1FhMYIT6Ym2Vm2AOtoOARDzY="},
    {58, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 135, 0, "1:zavyT/cezQr1fmImYCwYnMXbgck=", nullptr},
    {58, "3ffe:507:0:1:260:97ff:fe07:69ea", "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0,
     "1:NdobDX8PQNJbAyfkWxhtL2Pqp5w=", "1:OlOWx9psIbBFi7lOCw/4MhlKR9M="},
    {58, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:507:0:1:260:97ff:fe07:69ea", 3, 0,
     "1:/OGBt9BN1ofenrmSPWYicpij2Vc=", "1:Ij4ZxnC87/MXzhOjvH2vHu7LRmE="},
    {58, "3ffe:501:410:0:2c0:dfff:fe47:33e", "3ffe:507:0:1:200:86ff:fe05:80da", 1, 4, "1:hLZd0XGWojozrvxqE0dWB1iM6R0=", nullptr},
    {58, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:501:0:1001::2", 128, 0, "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=", nullptr},
    {58, "fe80::200:86ff:fe05:80da", "ff02::2", 133, 0, "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0=", nullptr},
    {58, "fe80::260:97ff:fe07:69ea", "ff02::1", 134, 0, "1:pkvHqCL88/tg1k4cPigmZXUtL00=", nullptr},
};

model::FlowRef flow(int protocol, const char* client, std::uint16_t client_port, const char* server, std::uint16_t server_port) {
  model::FlowRef ref;
  ref.endpoints = {{address(client), client_port}, {address(server), server_port}};
  ref.transport = static_cast<Transport>(protocol);
  return ref;
}

TEST(CommunityId, IsThatOfThePublishedVectors) {
  for (const Vector& v : kVectors) {
    const auto ref = flow(v.protocol, v.source, v.source_port, v.destination, v.destination_port);
    EXPECT_EQ(model::community_id(ref, 0), v.id) << v.source << " " << v.source_port << " " << v.destination;
    if (v.id_seed1 != nullptr) {
      EXPECT_EQ(model::community_id(ref, 1), v.id_seed1) << v.source << " " << v.source_port << " " << v.destination;
    }
  }
}

TEST(CommunityId, OfEveryPairOfIcmpTypesIsOneInBothDirections) {
  const auto same = [](int protocol, const char* a, const char* b, std::uint16_t request, std::uint16_t reply) {
    return model::community_id(flow(protocol, a, request, b, 0), 0) == model::community_id(flow(protocol, b, reply, a, 0), 0);
  };
  for (const auto& [request, reply] : {std::pair(8, 0), std::pair(13, 14), std::pair(15, 16), std::pair(17, 18), std::pair(10, 9)}) {
    EXPECT_TRUE(same(1, "10.0.0.1", "10.0.0.2", static_cast<std::uint16_t>(request), static_cast<std::uint16_t>(reply))) << request;
    EXPECT_TRUE(same(1, "10.0.0.2", "10.0.0.1", static_cast<std::uint16_t>(request), static_cast<std::uint16_t>(reply))) << request;
  }
  for (const auto& [request, reply] :
       {std::pair(128, 129), std::pair(130, 131), std::pair(133, 134), std::pair(135, 136), std::pair(139, 140), std::pair(144, 145)}) {
    EXPECT_TRUE(same(58, "fe80::1", "fe80::2", static_cast<std::uint16_t>(request), static_cast<std::uint16_t>(reply))) << request;
    EXPECT_TRUE(same(58, "fe80::2", "fe80::1", static_cast<std::uint16_t>(request), static_cast<std::uint16_t>(reply))) << request;
  }
  EXPECT_FALSE(same(1, "10.0.0.1", "10.0.0.2", 3, 3));
}

TEST(CommunityId, PortsOrderWhereAddressesAreEqual) {
  EXPECT_EQ(model::community_id(flow(6, "127.0.0.1", 1, "127.0.0.1", 2), 0), model::community_id(flow(6, "127.0.0.1", 2, "127.0.0.1", 1), 0));
}

TEST(CommunityId, DoesNotDependOnVlanTimeOrTunnel) {
  auto ref = flow(6, "10.0.0.1", 1, "10.0.0.2", 2);
  const std::string plain = model::community_id(ref, 0);
  ref.vlan = {{5, 0}, 1};
  ref.start += 1h;
  ref.tunnel = model::TunnelKind::Gre;
  EXPECT_EQ(model::community_id(ref, 0), plain);
}

// All vectors have one flow id here, so each finds the one before it in its slot.
TEST(CommunityIds, RememberedIdsAreThoseOfTheFlowThatAsks) {
  for (const std::size_t remembered : {1U, 3U, 4096U}) {
    model::CommunityIds ids(0, remembered);
    for (const Vector& v : kVectors) {
      const auto ref = flow(v.protocol, v.source, v.source_port, v.destination, v.destination_port);
      EXPECT_EQ(ids.of(ref), v.id);
      EXPECT_EQ(ids.of(ref), v.id) << "remembered";
    }
  }
}

TEST(CommunityIds, RememberTheirSeed) {
  model::CommunityIds ids(1, 16);
  for (const Vector& v : kVectors) {
    if (v.id_seed1 == nullptr) continue;
    EXPECT_EQ(ids.of(flow(v.protocol, v.source, v.source_port, v.destination, v.destination_port)), v.id_seed1);
  }
}

TEST(CommunityIds, OfFlowsThatShareASlotStayApart) {
  model::CommunityIds ids(0, 2);
  auto first = flow(6, "10.0.0.1", 1, "10.0.0.2", 2);
  auto second = flow(17, "10.0.0.1", 1, "10.0.0.2", 2);
  first.id = model::FlowId{5};
  second.id = model::FlowId{7};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ids.of(first), model::community_id(first, 0));
    EXPECT_EQ(ids.of(second), model::community_id(second, 0));
  }
}

}  // namespace
}  // namespace sekisho::test
