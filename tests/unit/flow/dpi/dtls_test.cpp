#include "flow/dpi/dtls.hpp"

#include <gtest/gtest.h>

#include "tests/unit/flow/dpi/dtls_bytes.hpp"

namespace sekisho::dpi {
namespace {

using test::dtls_handshake;
using test::Frame;

constexpr std::uint8_t kClientHello = 1;

TEST(Dtls, HandshakesOfAllVersionsAreRecognised) {
  for (const unsigned version : {0xFEFFU, 0xFEFDU, 0x0100U}) EXPECT_TRUE(looks_like_dtls(dtls_handshake(kClientHello, Frame(40), version)));
  for (const std::uint8_t type : Frame{2, 3, 11, 12, 14, 16, 20}) EXPECT_TRUE(looks_like_dtls(dtls_handshake(type, Frame(8)))) << int{type};
}

TEST(Dtls, ARecordCutByTheCaptureIsRecognised) {
  Frame record = dtls_handshake(kClientHello, Frame(400));
  record.resize(60);
  EXPECT_TRUE(looks_like_dtls(record));
}

TEST(Dtls, NothingElseIs) {
  const Frame good = dtls_handshake(kClientHello, Frame(40));
  const auto with = [&](std::size_t at, std::uint8_t value) {
    Frame changed = good;
    changed[at] = value;
    return changed;
  };
  EXPECT_FALSE(looks_like_dtls(with(0, 23))) << "application data";
  EXPECT_FALSE(looks_like_dtls(with(1, 3))) << "TLS";
  EXPECT_FALSE(looks_like_dtls(with(2, 0xFC))) << "a version that was never given out";
  EXPECT_FALSE(looks_like_dtls(with(4, 1))) << "epoch 1 is encrypted";
  EXPECT_FALSE(looks_like_dtls(with(13, 9))) << "a handshake type that was never given out";
  EXPECT_FALSE(looks_like_dtls(Frame(good.begin(), good.begin() + 13))) << "a record header alone";
  EXPECT_FALSE(looks_like_dtls(Frame()));
  Frame tiny = good;
  tiny[11] = 0;
  tiny[12] = 4;
  EXPECT_FALSE(looks_like_dtls(tiny)) << "shorter than a handshake header";
}

}  // namespace
}  // namespace sekisho::dpi
