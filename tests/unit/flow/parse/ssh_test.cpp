#include "flow/parse/ssh.hpp"

#include <gtest/gtest.h>

namespace sekisho::test {
namespace {

using parse::parse_ssh_banner;
using parse::Progress;

struct Outcome {
  Progress progress;
  std::string banner;
  bool operator==(const Outcome&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Outcome& o) { return out << static_cast<int>(o.progress) << ' ' << o.banner; }

Outcome read(std::string_view stream) {
  Outcome o{};
  o.progress = parse_ssh_banner(as_bytes(stream), o.banner);
  return o;
}
Outcome done(std::string banner) { return {Progress::Done, std::move(banner)}; }
const Outcome kMore{Progress::NeedMore, ""};
const Outcome kOther{Progress::Other, ""};

TEST(Ssh, TheBannerIsTheLineWithoutItsEnd) {
  EXPECT_EQ(read("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n\0\0\5\x1c"), done("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7"));
  EXPECT_EQ(read("SSH-1.99-Cisco-1.25\n"), done("SSH-1.99-Cisco-1.25"));
}

TEST(Ssh, APartOfTheLineIsNotEnough) {
  const std::string_view whole = "SSH-2.0-x\r\n";
  for (std::size_t n = 0; n + 1 < whole.size(); ++n) EXPECT_EQ(read(whole.substr(0, n)), kMore) << n;
}

TEST(Ssh, LinesBeforeTheBannerArePassedOver) {
  EXPECT_EQ(read("Authorised users only\r\n\r\nSSH-2.0-x\r\n"), done("SSH-2.0-x"));
  EXPECT_EQ(read("Authorised users"), kMore);
  EXPECT_EQ(read(std::string(1000, 'a') + "\nSSH-2.0-x\n"), done("SSH-2.0-x"));
  EXPECT_EQ(read(std::string(1100, 'a') + "\nSSH-2.0-x\n"), kOther);
  EXPECT_EQ(read(std::string(1100, 'a')), kOther);
}

TEST(Ssh, OtherProtocolsAreSeenAtOnce) {
  EXPECT_EQ(read(std::string_view("\x16\x03\x01\x00\xff", 5)), kOther);
  EXPECT_EQ(read("SSH-agent here\x01\n"), kOther);
  EXPECT_EQ(read("text\x02"), kOther);
}

TEST(Ssh, ALongBannerIsCut) {
  EXPECT_EQ(read("SSH-2.0-" + std::string(400, 'x') + "\r\n"), done("SSH-2.0-" + std::string(247, 'x')));
  EXPECT_EQ(read("SSH-2.0-" + std::string(400, 'x')), done("SSH-2.0-" + std::string(247, 'x'))) << "no need to wait for its end";
  EXPECT_EQ(read("SSH-2.0-" + std::string(246, 'x') + "\r"), kMore) << "a line of 254 bytes may still end here";
}

}  // namespace
}  // namespace sekisho::test
