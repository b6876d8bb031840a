#include "sensor/app/synthetic_source.hpp"

#include <gtest/gtest.h>

#include "flow/packet/decoder.hpp"

namespace sekisho::app {
namespace {

// Decodes what comes and counts.
class Reader final : public capture::PacketSink {
 public:
  void packet(const packet::RawPacket& raw) override {
    EXPECT_GE(raw.time, last_) << "in order";
    last_ = raw.time;
    packet::PacketView view;
    EXPECT_TRUE(decoder_.decode(raw, view));
    EXPECT_FALSE(view.truncated);
    if (view.transport == model::Transport::Tcp) ++tcp;
    if (view.transport == model::Transport::Udp) ++udp;
  }
  unsigned tcp = 0, udp = 0;

 private:
  Counters counters_;
  packet::Decoder decoder_{{}, counters_, HashSeed{1}};
  Timestamp last_;
};

TEST(SyntheticSource, EveryFrameIsAPacketAndTimeDoesNotGoBack) {
  SyntheticSource source;
  Reader reader;
  EXPECT_EQ(source.poll(reader, std::chrono::milliseconds(0)), capture::PacketSource::Status::End);
  EXPECT_EQ(reader.tcp, 60U * 8);
  EXPECT_EQ(reader.udp, 300U * 2);
  EXPECT_EQ(source.poll(reader, std::chrono::milliseconds(0)), capture::PacketSource::Status::End);
  EXPECT_EQ(reader.tcp, 60U * 8) << "it is all there once";
}

}  // namespace
}  // namespace sekisho::app
