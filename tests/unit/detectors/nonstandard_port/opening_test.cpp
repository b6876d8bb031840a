#include "detectors/nonstandard_port/opening.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/nonstandard_port/records.hpp"

namespace sekisho::detectors::nonstandard_port {
namespace {

Opening tcp(std::string_view up, std::string_view down) { return opening_of(talk(flow(1, "10.0.0.5", "203.0.113.7", 4444), {}, up, down)); }
Opening udp(std::string_view up, std::string_view down) {
  return opening_of(talk(flow(1, "10.0.0.5", "203.0.113.7", 4444, model::Transport::Udp), {}, up, down));
}

TEST(Opening, FirstBytesNameTheProtocol) {
  EXPECT_EQ(tcp(kHello, kServerHello), Opening::Tls);
  EXPECT_EQ(tcp(kGet, kStatus), Opening::Http);
  EXPECT_EQ(tcp(kBanner, kBanner), Opening::Ssh);
  EXPECT_EQ(tcp("EHLO there\r\n", "220 mail ready\r\n"), Opening::Greeting);
  EXPECT_EQ(tcp("NICK someone\r\n", ":irc.example NOTICE"), Opening::Irc);
  EXPECT_EQ(tcp("RFB 003.008\n", "RFB 003.008\n"), Opening::Vnc);
  EXPECT_EQ(tcp(std::string_view("\x03\x00\x00\x2c\x27\xe0\x00\x00", 8), std::string_view("\x03\x00\x00\x13\x0e\xd0\x00\x00", 8)), Opening::Rdp);
  EXPECT_EQ(tcp(std::string_view("\x00\x00\x00\x85\xffSMBr", 9), {}), Opening::Smb);
  EXPECT_EQ(tcp({}, "\xff\xfd\x18\xff\xfd\x20"), Opening::Telnet);
  EXPECT_EQ(tcp(std::string_view("\x05\x01\x00", 3), std::string_view("\x05\x00", 2)), Opening::Socks);
  EXPECT_EQ(tcp("\x13"
                "BitTorrent protocol",
                {}),
            Opening::Free);
  EXPECT_EQ(tcp(kBinary, kBinary), Opening::None);
  EXPECT_EQ(tcp({}, {}), Opening::None);
}

TEST(Opening, DatagramsOfCallsAndQuicAreFree) {
  EXPECT_EQ(udp(std::string_view("\x00\x01\x00\x00\x21\x12\xa4\x42"
                                 "transaction!",
                                 20),
                {}),
            Opening::Free)
      << "STUN";
  EXPECT_EQ(udp(std::string_view("\x80\x00\x12\x34\x00\x00\x00\xa0\x11\x22\x33\x44", 12), {}), Opening::Free) << "RTP";
  EXPECT_EQ(udp(std::string_view("\xc3\x00\x00\x00\x01\x08\x11\x22\x33\x44", 10), {}), Opening::Free) << "QUIC";
  EXPECT_EQ(udp(std::string_view("\x16\xfe\xfd\x00\x00\x00\x00\x00", 8), {}), Opening::Free) << "DTLS";
  EXPECT_EQ(udp("hb\x01\x02"
                "12345678",
                "hb\x01\x02"
                "12345678"),
            Opening::None);
  EXPECT_EQ(udp(kHello, {}), Opening::None) << "TLS runs over TCP";
}

TEST(Opening, TextAndShellsAreTold) {
  EXPECT_TRUE(is_text(as_bytes("whoami\n")));
  EXPECT_FALSE(is_text(as_bytes(kBinary)));
  EXPECT_FALSE(is_text({}));
  const model::FlowRef f = flow(1, "10.0.0.5", "203.0.113.7", 4444);
  EXPECT_TRUE(is_shell(talk(f, {}, "Microsoft Windows [Version", "dir\r\n")));
  EXPECT_TRUE(is_shell(talk(f, {}, "uid=0(root) gid=0", "id\n")));
  EXPECT_TRUE(is_shell(talk(f, {}, "\x1B[?2004hroot@host", "ls\n")));
  EXPECT_FALSE(is_shell(talk(f, {}, "HELO 17 ready", "ACK 17")));
  EXPECT_FALSE(is_shell(talk(f, {}, kBinary, kBinary)));
  EXPECT_FALSE(is_shell(talk(f, {}, "cap multigraph d", "# munin node at ")));
  EXPECT_TRUE(is_shell(talk(f, {}, "# ", "id\n")));
}

TEST(Opening, GitIsToldByItsLines) {
  const model::FlowRef f = flow(1, "10.0.0.5", "203.0.113.7", 9418);
  EXPECT_EQ(opening_of(talk(f, {}, "0039", "000eversion 2\n")), Opening::Git) << "the length came ahead";
  EXPECT_EQ(opening_of(talk(f, {}, "0033git-upload-pack", "00b6ca82a6dff817ec66f44342007202690a93763949")), Opening::Git);
  EXPECT_EQ(opening_of(talk(f, {}, "0039", "0010")), Opening::None);
  EXPECT_EQ(opening_of(talk(f, {}, "beef", "cafe17 ok")), Opening::None);
  EXPECT_EQ(opening_of(talk(f, {}, "0033id; uname", "000eversion 2\n")), Opening::None);
}

TEST(Opening, OnlyAClientsOpeningFromTheServerIsPretence) {
  const model::FlowRef f = flow(1, "10.0.0.5", "203.0.113.7", 443);
  EXPECT_FALSE(is_pretended(talk(f, {}, kHello, kServerHello)));
  EXPECT_TRUE(is_pretended(talk(f, {}, kHello, kHello)));
  EXPECT_FALSE(is_pretended(talk(f, {}, kHello, kBinary))) << "segments may come out of order";
  EXPECT_FALSE(is_pretended(talk(f, {}, kGet, kStatus)));
  EXPECT_TRUE(is_pretended(talk(f, {}, kGet, kGet)));
  const std::string_view data("\x17\x03\x03\x00\x40\x11\x22\x33", 8);
  EXPECT_TRUE(is_pretended(talk(f, {}, data, data)));
  model::FlowRecord joined = talk(f, {}, data, data);
  joined.ref.midstream = true;
  EXPECT_FALSE(is_pretended(joined));
}

}  // namespace
}  // namespace sekisho::detectors::nonstandard_port
