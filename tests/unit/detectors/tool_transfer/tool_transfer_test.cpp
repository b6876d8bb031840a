#include "detectors/tool_transfer/tool_transfer.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::tool_transfer {
namespace {

using namespace std::string_view_literals;

constexpr auto kProgram = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"sv;

model::HttpTransaction response(std::string_view uri, std::string_view type, std::string_view first) {
  model::HttpTransaction t;
  t.method = "GET";
  t.uri = uri;
  t.host = "files.example.com";
  t.has_host = t.has_response = true;
  t.status = 200;
  t.user_agent = "Mozilla/5.0";
  t.response_type = type;
  t.response_length = 100'000;
  t.response_body.first_size = static_cast<std::uint8_t>(first.size());
  std::copy(first.begin(), first.end(), t.response_body.first.begin());
  return t;
}

TEST(ToolKind, IsToldByMagic) {
  EXPECT_EQ(kind_of(as_bytes(kProgram)), Kind::Program);
  EXPECT_EQ(kind_of(as_bytes("\x7f"
                             "ELF\x01\x01")),
            Kind::Program);
  EXPECT_EQ(kind_of(as_bytes("#!/bin/sh")), Kind::Script);
  EXPECT_EQ(kind_of(as_bytes("PK\x03\x04")), Kind::Archive);
  EXPECT_EQ(kind_of(as_bytes("MZ")), Kind::None) << "two letters";
  EXPECT_EQ(kind_of(as_bytes("<html>")), Kind::None);
  EXPECT_EQ(raw_kind_of(as_bytes("\x10\x20\x01\x01MZ\x90\x01\x03\x01")), Kind::Program) << "behind its length";
}

TEST(ToolTransferScore, AProgramThatAPageLedToIsSilentAndADisguisedOneIsNot) {
  model::HttpTransaction t = response("/setup.exe", "application/octet-stream", kProgram);
  t.referer = "http://files.example.com/";
  EXPECT_LT(judge(transfer_of(t), Params{}).score, 20);
  t.referer.clear();
  EXPECT_GE(judge(transfer_of(t), Params{}).score, 20);
  t = response("/logo.png", "image/png", kProgram);
  EXPECT_GE(judge(transfer_of(t), Params{}).score, 40);
}

TEST(ToolTransferScore, PicturesAndPagesAreWhatTheySayOrMasked) {
  EXPECT_EQ(transfer_of(response("/a.jpg", "image/jpeg", "\xff\xd8\xff\xe0")).kind, Kind::None);
  EXPECT_EQ(transfer_of(response("/a", "text/html", "<!doctype html>")).kind, Kind::None);
  EXPECT_EQ(transfer_of(response("/a.jpg", "image/jpeg", "AAAAAAAAAAAAAAAA")).kind, Kind::Masked);
  EXPECT_EQ(transfer_of(response("/a.php", "text/html", "\x01\x02\x03\x04\x05\x06\x07\x08")).kind, Kind::Masked);
}

class ToolTransferTest : public testing::Test {
 protected:
  template <class Body>
  void feed(const model::FlowRef& f, const Body& body, double t) {
    model::FlowEvent e;
    e.time = at(t);
    e.flow = f;
    e.body = body;
    detector.on_event(e, context, findings);
  }
  static Params few() {
    Params p;
    p.max_keys = 16;
    return p;
  }
  FakeContext context;
  Findings findings;
  ToolTransfer detector{few(), HashSeed{3}};
};

TEST_F(ToolTransferTest, AProgramOverABareConnectionIsToldOnce) {
  model::FlowRecord r;
  r.ref = flow(1, "10.0.0.5", "203.0.113.7", 4444);
  std::copy(kProgram.begin(), kProgram.end(), r.first_to_client.begin());
  r.first_to_client_size = 16;
  feed(r.ref, model::FlowClassified{r}, 0);
  feed(r.ref, model::FlowEnded{r}, 1);
  ASSERT_EQ(findings.all.size(), 1U);
  EXPECT_EQ(findings.all[0].score, 42) << "to a bare address, in no protocol";
  EXPECT_EQ(findings.all[0].techniques.front(), "T1105");
  EXPECT_EQ(findings.all[0].reason.code, 3);
}

TEST_F(ToolTransferTest, AProgramFromAFileServiceIsLow) {
  model::FlowRecord r;
  r.ref = flow(1, "10.0.0.5", "203.0.113.7", 50000);
  r.label = label("FTP_DATA");
  std::copy(kProgram.begin(), kProgram.end(), r.first_to_client.begin());
  r.first_to_client_size = 16;
  feed(r.ref, model::FlowEnded{r}, 1);
  EXPECT_EQ(findings.best(), 34);
}

TEST_F(ToolTransferTest, StateIsBounded) {
  const model::HttpTransaction t = response("/a.exe", "application/octet-stream", kProgram);
  for (std::uint64_t i = 0; i < 200; ++i) feed(flow(i, "10.0.0." + std::to_string(i + 1), "203.0.113.7", 80), t, 1);
  EXPECT_EQ(detector.usage().keys, 16U);
  EXPECT_EQ(detector.usage().evictions, 184U);
}

}  // namespace
}  // namespace sekisho::detectors::tool_transfer
