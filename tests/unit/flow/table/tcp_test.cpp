#include <gtest/gtest.h>

#include "tests/unit/flow/table/rig.hpp"

namespace sekisho::table {
namespace {

const End kClient{ip("10.0.0.1"), 40'000};
const End kServer{ip("203.0.113.5"), 443};

struct Outcome {
  std::string state;
  std::string history;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
std::ostream& operator<<(std::ostream& out, const Outcome& o) { return out << o.state << ' ' << o.history; }

/// The only flow's outcome, whatever it is in the middle of.
template <class Play>
Outcome outcome(Play&& play) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  play(c);
  rig.finish();
  const auto r = rig.ended();
  return {std::string(r.conn_state.view()), std::string(r.history.view())};
}

TEST(ConnState, EveryStateByItsOwnStory) {
  EXPECT_EQ(outcome([](Connection& c) { c.client(0s, kS); }), (Outcome{"S0", "S"}));
  EXPECT_EQ(outcome([](Connection& c) { c.open(0s); }), (Outcome{"S1", "ShA"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.client(0s, kS);
              c.server(1ms, kS | kA);
            }),
            (Outcome{"S1", "Sh"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.open(0s);
              c.client(1s, kA, 10);
              c.server(2s, kA);
              c.server(2s, kA, 20);
              c.client(3s, kA);
              c.client(4s, kF | kA);
              c.server(5s, kF | kA);
            }),
            (Outcome{"SF", "ShADadFf"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.client(0s, kS);
              c.server(1ms, kR | kA);
            }),
            (Outcome{"REJ", "Sr"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.open(0s);
              c.client(1s, kF | kA);
            }),
            (Outcome{"S2", "ShAF"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.open(0s);
              c.server(1s, kF | kA);
            }),
            (Outcome{"S3", "ShAf"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.open(0s);
              c.client(1s, kR);
            }),
            (Outcome{"RSTO", "ShAR"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.open(0s);
              c.server(1s, kR | kA);
            }),
            (Outcome{"RSTR", "ShAr"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.client(0s, kS);
              c.client(1s, kR);
            }),
            (Outcome{"RSTOS0", "SR"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.server(0s, kS | kA);
              c.server(1s, kR);
            }),
            (Outcome{"RSTRH", "^hr"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.client(0s, kS);
              c.client(1s, kF);
            }),
            (Outcome{"SH", "SF"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.server(0s, kS | kA);
              c.server(1s, kF | kA);
            }),
            (Outcome{"SHR", "^hf"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.client(0s, kA, 5);
              c.server(1s, kA, 5);
            }),
            (Outcome{"OTH", "Dd"}));
}

TEST(ConnState, AResetAfterBothFinsIsStillANormalEnd) {
  EXPECT_EQ(outcome([](Connection& c) {
              c.open(0s);
              c.client(1s, kF | kA);
              c.server(2s, kF | kA);
              c.client(3s, kR);
            }),
            (Outcome{"SF", "ShAFfR"}));
  EXPECT_EQ(outcome([](Connection& c) {
              c.open(0s);
              c.client(1s, kF | kA);
              c.server(2s, kR);
            }),
            (Outcome{"RSTR", "ShAFr"}));
}

TEST(ConnState, UdpAndIcmpAsZeekHasThem) {
  Rig rig;
  rig.at(0s, udp({ip("10.0.0.1"), 5000}, {ip("10.0.0.2"), 53}, 10));
  rig.at(0s, udp({ip("10.0.0.3"), 5000}, {ip("10.0.0.2"), 53}, 10));
  rig.at(1s, udp({ip("10.0.0.2"), 53}, {ip("10.0.0.3"), 5000}, 10));
  rig.at(0s, udp({ip("10.0.0.2"), 53}, {ip("10.0.0.4"), 5000}, 10));
  rig.at(0s, icmp({ip("10.0.0.1")}, {ip("10.0.0.9")}, 8));
  rig.finish();
  std::multiset<std::string> states;
  for (const auto& e : rig.bodies<model::FlowEnded>()) states.insert(std::string(e.record.conn_state.view()));
  EXPECT_EQ(states, (std::multiset<std::string>{"OTH", "S0", "SF", "SHR"}));
}

TEST(History, MultiFlagAndInconsistentAndZeroWindow) {
  EXPECT_EQ(outcome([](Connection& c) { c.client(0s, kS | kF); }).history, "SQF");
  EXPECT_EQ(outcome([](Connection& c) { c.client(0s, kF | kR); }).history, "IR");
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  auto p = tcp(kClient, kServer, kA, c.client_sequence);
  p.tcp_window = 0;
  rig.at(1s, p);
  rig.finish();
  EXPECT_EQ(rig.ended().history, "ShAW");
}

TEST(TcpPayload, RetransmissionsAreNotPayload) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  const std::uint32_t begin = c.client_sequence;
  c.client(1s, kA, 100);
  rig.at(2s, tcp(kClient, kServer, kA, begin, 100));       // again
  rig.at(3s, tcp(kClient, kServer, kA, begin + 50, 100));  // half again
  rig.finish();
  const auto r = rig.ended();
  EXPECT_EQ(r.to_server.payload, 150U);
  EXPECT_EQ(r.to_server.payload_packets, 2U);
  EXPECT_EQ(r.to_server.retransmitted, 150U);
  EXPECT_EQ(r.history, "ShADT");
  EXPECT_EQ(r.last_payload, kStart + 3s);
  EXPECT_EQ(r.longest_silence, 2s);
  EXPECT_EQ(r.active_seconds, 2U);
}

TEST(TcpPayload, ReorderedSegmentsAreNeitherLostNorRepeated) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  const std::uint32_t at = c.client_sequence;
  rig.at(1s, tcp(kClient, kServer, kA, at, 100));
  rig.at(1s, tcp(kClient, kServer, kA, at + 300, 100));
  rig.at(1s, tcp(kClient, kServer, kA, at + 100, 100));
  rig.at(1s, tcp(kClient, kServer, kA, at + 200, 100));
  rig.finish();
  EXPECT_EQ(rig.ended().to_server.payload, 400U);
  EXPECT_EQ(rig.ended().to_server.retransmitted, 0U);
  EXPECT_EQ(rig.ended().history, "ShAD");
}

TEST(TcpPayload, AnAcknowledgedHoleIsAGap) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kA, 100);
  c.client_sequence += 500;  // the capture missed it
  c.client(2s, kA, 100);
  c.server(3s, kA);
  rig.finish();
  EXPECT_EQ(rig.ended().history, "ShADGa");
  EXPECT_EQ(rig.ended().to_server.payload, 200U);
}

TEST(TcpPayload, KeepAlivesAreNeitherPayloadNorRetransmission) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  c.client(1s, kA, 100);
  rig.at(60s, tcp(kClient, kServer, kA, c.client_sequence - 1, 1));
  rig.at(61s, tcp(kClient, kServer, kA, c.client_sequence - 1, 0));
  rig.finish();
  const auto r = rig.ended();
  EXPECT_EQ(r.to_server.payload, 100U);
  EXPECT_EQ(r.to_server.retransmitted, 0U);
  EXPECT_EQ(r.last_payload, kStart + 1s);
  EXPECT_EQ(r.last, kStart + 61s);
}

TEST(TcpPayload, SequenceNumbersWrapAround) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.client_sequence = 0xFFFFFFF0U;
  c.open(0s);
  c.client(1s, kA, 100);
  c.client(2s, kA, 100);
  rig.at(3s, tcp(kClient, kServer, kA, c.client_sequence - 100, 100));
  rig.finish();
  EXPECT_EQ(rig.ended().to_server.payload, 200U);
  EXPECT_EQ(rig.ended().to_server.retransmitted, 100U);
}

TEST(TcpReset, AForgedResetFarFromTheWindowDoesNotClose) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  rig.at(1s, tcp(kServer, kClient, kR, c.server_sequence + 500'000'000));
  rig.advance(30s);
  c.client(30s, kA, 100);
  rig.finish();
  EXPECT_EQ(rig.ended().state, model::FlowState::Established);
  EXPECT_EQ(rig.ended().history, "ShAD");
}

TEST(TcpReuse, SynAfterFinOpensANewFlow) {
  Rig rig;
  Connection first(rig, kClient, kServer);
  first.open(0s);
  first.client(1s, kF | kA);
  first.server(1s, kF | kA);
  Connection second(rig, kClient, kServer);
  second.client_sequence = 77'000;
  second.open(2s);
  rig.finish();
  const auto ends = rig.all<model::FlowEnded>();
  ASSERT_EQ(ends.size(), 2U);
  EXPECT_EQ(std::get<model::FlowEnded>(ends[0]->body).record.reason, model::EndReason::TcpReuse);
  EXPECT_EQ(std::get<model::FlowEnded>(ends[0]->body).record.conn_state, "SF");
  EXPECT_EQ(ends[0]->time, kStart + 2s);
  EXPECT_NE(ends[0]->flow.id, ends[1]->flow.id);
}

TEST(TcpReuse, TheSameSynAgainIsNoNewFlow) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.client(0s, kS);
  c.server(1ms, kR | kA);
  rig.at(500ms, tcp(kClient, kServer, kS, 1000));  // Windows tries again after a refusal
  rig.finish();
  EXPECT_EQ(rig.ended().to_server.packets, 2U);
}

TEST(TcpReuse, ANewSynIntoALongSilentConnectionOpensANewFlow) {
  Rig rig;
  Connection c(rig, kClient, kServer);
  c.open(0s);
  rig.at(10s, tcp(kClient, kServer, kS, 99'000));  // too soon: a forgery must not cut a session in two
  EXPECT_TRUE(rig.all<model::FlowEnded>().empty());
  rig.at(75s, tcp(kClient, kServer, kS, 199'000));
  EXPECT_EQ(rig.all<model::FlowEnded>().size(), 1U);
}

TEST(TcpReuse, AtTheSameNanosecondTheIdsStillDiffer) {
  Rig rig;
  rig.at(0s, tcp(kClient, kServer, kS, 1));
  rig.at(0s, tcp(kServer, kClient, kR | kA, 0));
  rig.at(0s, tcp(kClient, kServer, kS, 5'000));
  rig.finish();
  const auto ends = rig.all<model::FlowEnded>();
  ASSERT_EQ(ends.size(), 2U);
  EXPECT_NE(ends[0]->flow.id, ends[1]->flow.id);
}

}  // namespace
}  // namespace sekisho::table
