#include "flow/inspect/sniff.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/wire.hpp"

namespace sekisho::inspect {
namespace {

using test::Frame;
using test::hex;
using test::text;

Sniffed client(const Frame& bytes) { return sniff_tcp(bytes, true, false); }
Sniffed server(const Frame& bytes) { return sniff_tcp(bytes, false, false); }

Frame hello() { return hex("16 0301 0080 01 00007C 0303"); }

TEST(Sniff, EveryPrefixOfAProtocolIsUnsureOrRight) {
  const struct {
    Frame bytes;
    bool from_client;
    Sniffed right;
  } kCases[] = {
      {hello(), true, Sniffed::Tls},
      {hex("16 0303 0031 02 00002D 0303"), false, Sniffed::Tls},
      {text("GET /index.html HTTP/1.1\r\n"), true, Sniffed::Http},
      {text("PROPFIND /dav HTTP/1.1\r\n"), true, Sniffed::Http},
      {text("HTTP/1.1 200 OK\r\n"), false, Sniffed::Http},
      {text("SSH-2.0-OpenSSH_9.2\r\n"), true, Sniffed::Ssh},
      {text("SSH-2.0-OpenSSH_9.2\r\n"), false, Sniffed::Ssh},
  };
  for (const auto& c : kCases) {
    for (std::size_t size = 0; size <= c.bytes.size(); ++size) {
      const Sniffed found = sniff_tcp(Bytes(c.bytes).first(size), c.from_client, true);
      EXPECT_TRUE(found == c.right || (found == Sniffed::Unsure && size < c.bytes.size())) << as_text(c.bytes) << " at " << size;
    }
  }
}

TEST(Sniff, OtherTextProtocolsAreOther) {
  for (const char* line :
       {"EHLO mail.example.org\r\n", "USER anonymous\r\n", "INVITE sip:a@b SIP/2.0\r\n", "OPTIONS rtsp://x/ RTSP/1.0\r\n", "NICK bot\r\n"}) {
    EXPECT_EQ(client(text(line)), Sniffed::Other) << line;
  }
  EXPECT_EQ(server(text("220 mail.example.org ESMTP\r\n")), Sniffed::Other);
}

TEST(Sniff, EncryptedTlsRecordsAreOther) { EXPECT_EQ(client(hex("17 0303 0020 A1B2C3D4E5F6")), Sniffed::Other); }

TEST(Sniff, DnsIsLookedForOnItsPortOnly) {
  const Frame query = hex("001D 1234 0100 0001 0000 0000 0000 03777777");
  EXPECT_EQ(sniff_tcp(query, true, true), Sniffed::Dns);
  EXPECT_EQ(sniff_tcp(query, true, false), Sniffed::Other);
  EXPECT_EQ(sniff_tcp(hello(), true, true), Sniffed::Tls) << "whatever the port";
  EXPECT_EQ(sniff_tcp(hex("001D 1234 7800 0001 0000 0000 0000"), true, true), Sniffed::Other) << "opcode 15";
  EXPECT_EQ(sniff_tcp(hex("0004 1234 0100 0001 0000 0000 0000"), true, true), Sniffed::Other) << "shorter than a header";
}

}  // namespace
}  // namespace sekisho::inspect
