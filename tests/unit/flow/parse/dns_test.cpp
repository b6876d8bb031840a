#include "flow/parse/dns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/wire.hpp"

namespace sekisho::test {
namespace {

using parse::parse_dns;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint16_t kQuery = 0x0100, kResponse = 0x8180;
constexpr std::uint16_t kA = 1, kNs = 2, kCname = 5, kSoa = 6, kNull = 10, kPtr = 12, kMx = 15, kTxt = 16, kAaaa = 28, kSrv = 33, kOpt = 41,
                        kHttps = 65, kCaa = 257;

struct Counts {
  unsigned questions = 0, answers = 0, authorities = 0, additionals = 0;
};

Frame header(unsigned flags, const Counts& counts, unsigned id = 0x1234) {
  Frame out;
  for (const unsigned value : {id, flags, counts.questions, counts.answers, counts.authorities, counts.additionals}) put16(out, value);
  return out;
}

/// "www.example.com" as labels with the root's zero.
Frame name(std::string_view text) {
  Frame out;
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    out.push_back(static_cast<std::uint8_t>(label.size()));
    out.insert(out.end(), label.begin(), label.end());
    text.remove_prefix(std::min(text.size(), label.size() + 1));
  }
  out.push_back(0);
  return out;
}

Frame pointer(unsigned to) {
  Frame out;
  put16(out, 0xC000U | to);
  return out;
}
const Frame kToQuery = pointer(12);

Frame question(const Frame& asked, unsigned type, unsigned of_class = 1) {
  Frame out = asked;
  put16(out, type);
  put16(out, of_class);
  return out;
}

Frame record(const Frame& owner, unsigned type, const Frame& data, std::uint32_t ttl = 300, unsigned of_class = 1) {
  Frame out = owner;
  put16(out, type);
  put16(out, of_class);
  put32(out, ttl);
  put16(out, static_cast<unsigned>(data.size()));
  return join({out, data});
}

/// A response about example.com with one answer, whose owner is a pointer to the question.
model::DnsRecord answer(unsigned type, const Frame& data) {
  const auto m = parse_dns(join({header(kResponse, {1, 1, 0, 0}), question(name("example.com"), type), record(kToQuery, type, data)}));
  if (!m || m->answers.size() != 1) {
    ADD_FAILURE() << "no answer of type " << type;
    return {};
  }
  return m->answers[0];
}

TEST(Dns, AQueryHasItsFlagsItsNameInLowerCaseAndItsType) {
  const auto m = parse_dns(join({header(kQuery, {1, 0, 0, 0}), question(name("WWW.Example.COM"), kAaaa)}));
  ASSERT_TRUE(m);
  EXPECT_FALSE(m->response);
  EXPECT_EQ(m->id, 0x1234);
  EXPECT_TRUE(m->recursion_desired);
  EXPECT_FALSE(m->recursion_available);
  EXPECT_EQ(m->query, "www.example.com");
  EXPECT_EQ(m->query_type, kAaaa);
  EXPECT_EQ(m->query_class, 1);
  EXPECT_EQ(m->questions, 1);
  EXPECT_EQ(m->size, 12U + 17U + 4U);
  EXPECT_FALSE(m->trailing_bytes);
}

TEST(Dns, AResponseHasAllSectionsWithoutOpt) {
  const auto m = parse_dns(join({header(0x8583, {1, 1, 1, 2}), question(name("a.example.com"), kA), record(kToQuery, kA, hex("c6336407"), 60),
                                 record(pointer(14), kNs, join({hex("036e7331"), pointer(14)})), record({0}, kOpt, hex("000a000401020304"), 0, 1232),
                                 record(name("ns1.example.com"), kAaaa, hex("20010db8000000000000000000000001"))}));
  ASSERT_TRUE(m);
  EXPECT_TRUE(m->response);
  EXPECT_TRUE(m->authoritative);
  EXPECT_EQ(m->rcode, 3);
  ASSERT_THAT(m->answers, SizeIs(1));
  EXPECT_EQ(m->answers[0].name, "a.example.com");
  EXPECT_EQ(m->answers[0].ttl, 60U);
  EXPECT_EQ(m->answers[0].address, address("198.51.100.7"));
  EXPECT_EQ(m->answers[0].data, "");
  EXPECT_EQ(m->answers[0].data_size, 4);
  ASSERT_THAT(m->authorities, SizeIs(1));
  EXPECT_EQ(m->authorities[0].name, "example.com");
  EXPECT_EQ(m->authorities[0].data, "ns1.example.com");
  ASSERT_THAT(m->additionals, SizeIs(1));
  EXPECT_EQ(m->additionals[0].address, address("2001:db8::1"));
  EXPECT_FALSE(m->trailing_bytes);
}

TEST(Dns, TargetsOfNamesAreNamesAlone) {
  const Frame target = join({hex("044D41494C"), kToQuery});
  EXPECT_EQ(answer(kCname, target).data, "mail.example.com");
  EXPECT_EQ(answer(kPtr, name("Host.Example.NET")).data, "host.example.net");
  EXPECT_EQ(answer(kMx, join({hex("000a"), target})).data, "mail.example.com");
  EXPECT_EQ(answer(kSrv, join({hex("000000051f90"), target})).data, "mail.example.com");
  EXPECT_EQ(answer(kMx, hex("000000")).data, "") << "the null MX of RFC 7505";
}

TEST(Dns, StringsOfTextAreJoined) {
  EXPECT_EQ(answer(kTxt, hex("03763d73 027066")).data, "v=spf");
  EXPECT_EQ(answer(kTxt, hex("00")).data, "");
  EXPECT_EQ(answer(kTxt, hex("ff4142")).data, "AB") << "a length past the end takes what is there";
  EXPECT_EQ(answer(kTxt, hex("0400ff0a41")).data, std::string("\x00\xff\x0a\x41", 4)) << "any byte";
  EXPECT_EQ(answer(kTxt, join({hex("ff"), Frame(255, 'x'), hex("ff"), Frame(255, 'y')})).data, std::string(255, 'x'));
  EXPECT_EQ(answer(kTxt, join({hex("ff"), Frame(255, 'x'), hex("ff"), Frame(255, 'y')})).data_size, 512);
}

TEST(Dns, OtherKnownTypesReadAsInZoneFiles) {
  EXPECT_EQ(answer(kSoa, join({name("ns.example.com"), name("admin.example.com"), hex("00000001 00001c20 00000e10 00127500 0000003c")})).data,
            "ns.example.com admin.example.com 1 7200 3600 1209600 60");
  EXPECT_EQ(answer(kCaa, join({hex("0005"), text("issue"), text("ca.example.net")})).data, "0 issue \"ca.example.net\"");
  EXPECT_EQ(answer(kHttps, hex("0001 00 0001 0006 026832026833 0003 0002 20fb 0004 0008 c0000201c0000202 0005 0003 aabbcc 0006 0010 "
                               "20010db8000000000000000000000001 0007 0001 78"))
                .data,
            "1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.1,192.0.2.2 ech=(3 bytes) ipv6hint=2001:db8::1 key7=x");
  EXPECT_EQ(answer(kHttps, join({hex("0000"), name("svc.example.net")})).data, "0 svc.example.net");
}

TEST(Dns, OtherTypesKeepTheirBytes) {
  EXPECT_EQ(answer(kNull, hex("00ff8041")).data, std::string("\x00\xff\x80\x41", 4));
  const model::DnsRecord long_one = answer(65'399, Frame(1000, 'z'));
  EXPECT_EQ(long_one.data, std::string(255, 'z'));
  EXPECT_EQ(long_one.data_size, 1000);
}

TEST(Dns, DataThatIsNotWhatItsTypePromisesKeepsItsBytes) {
  EXPECT_EQ(answer(kA, text("hello")).data, "hello");
  EXPECT_TRUE(answer(kA, text("hello")).address.is_unspecified());
  EXPECT_EQ(answer(kAaaa, text("four")).data, "four");
  EXPECT_EQ(answer(kCname, hex("3f4142")).data, "?AB") << "the label runs past the record";
  EXPECT_EQ(answer(kMx, hex("0a")).data, "\x0a");
  EXPECT_EQ(answer(kSoa, name("ns.example.com")).data_size, name("ns.example.com").size());
  EXPECT_EQ(answer(kHttps, hex("0001 00 0001 00ff 02")).data, std::string("\0\1\0\0\1\0\xff\2", 8));
}

TEST(Dns, ANameInDataMayNotRunIntoTheNextRecord) {
  const Frame next = record(name("b"), kA, hex("01020304"));
  const auto m = parse_dns(join({header(kResponse, {1, 2, 0, 0}), question(name("a"), kCname), record(kToQuery, kCname, hex("01")), next}));
  ASSERT_TRUE(m);
  ASSERT_THAT(m->answers, SizeIs(2));
  EXPECT_EQ(m->answers[0].data, "\x01");
  EXPECT_EQ(m->answers[1].name, "b");
}

TEST(Dns, TheRootIsTheEmptyName) {
  const auto m = parse_dns(join({header(kQuery, {1, 0, 0, 0}), question({0}, kNs)}));
  ASSERT_TRUE(m);
  EXPECT_EQ(m->query, "");
  EXPECT_EQ(m->query_type, kNs);
}

TEST(Dns, LabelsKeepBytesOfAnyValue) {
  const auto m = parse_dns(join({header(kQuery, {1, 0, 0, 0}), question(hex("05 41002eff5a 017a 00"), kA)}));
  ASSERT_TRUE(m);
  EXPECT_EQ(m->query, std::string("a\0.\xffz.z", 7));
}

TEST(Dns, TheLongestNameIsTakenAndOneMoreByteIsNot) {
  const std::string sixty_three(63, 'n');
  const std::string longest = sixty_three + "." + sixty_three + "." + sixty_three + "." + std::string(61, 'n');  // 255 bytes on the wire
  EXPECT_EQ(parse_dns(join({header(kQuery, {1, 0, 0, 0}), question(name(longest), kA)}))->query, longest);
  EXPECT_FALSE(parse_dns(join({header(kQuery, {1, 0, 0, 0}), question(name(longest + "n"), kA)})));
}

TEST(Dns, PointersGoBackwardsOnly) {
  // To itself, forwards, into the header.
  for (const unsigned to : {12U, 14U, 40U, 11U, 0U}) {
    EXPECT_FALSE(parse_dns(join({header(kQuery, {1, 0, 0, 0}), question(pointer(to), kA), Frame(32)}))) << to;
  }
  // Two that point to each other.
  EXPECT_FALSE(parse_dns(join({header(kResponse, {0, 1, 0, 0}), pointer(14), pointer(12), Frame(16)})));
}

TEST(Dns, PointersMayBeSixteenDeep) {
  // Each record's owner is "x" and then a pointer to the owner before it.
  const auto chain = [](unsigned depth) {
    Frame out = join({header(kResponse, {1, depth, 0, 0}), question(name("q"), kA)});
    std::size_t previous = 12;
    for (unsigned i = 0; i < depth; ++i) {
      const std::size_t here = out.size();
      out = join({out, record(join({hex("0178"), pointer(static_cast<unsigned>(previous))}), kA, hex("01020304"))});
      previous = here;
    }
    return out;
  };
  const auto deepest = parse_dns(chain(16));
  ASSERT_TRUE(deepest);
  ASSERT_THAT(deepest->answers, SizeIs(16));
  EXPECT_THAT(deepest->answers.back().name, SizeIs(16 * 2 + 1));
  const auto deeper = parse_dns(chain(17));
  ASSERT_TRUE(deeper);
  EXPECT_THAT(deeper->answers, SizeIs(16));
  EXPECT_TRUE(deeper->trailing_bytes);
}

TEST(Dns, WhatNoImplementationSendsIsNoDns) {
  EXPECT_FALSE(parse_dns({}));
  EXPECT_FALSE(parse_dns(Frame(11)));
  EXPECT_FALSE(parse_dns(Frame(100)));
  EXPECT_FALSE(parse_dns(join({header(7U << 11, {1, 0, 0, 0}), question(name("a"), kA)})));
  EXPECT_TRUE(parse_dns(join({header(6U << 11, {1, 0, 0, 0}), question(name("a"), kA)})));
  EXPECT_FALSE(parse_dns(join({header(kQuery, {17, 0, 0, 0}), Frame(200)})));
  EXPECT_FALSE(parse_dns(join({header(kQuery, {1, 0, 0, 0}), name("a")}))) << "a question without a type";
  EXPECT_FALSE(parse_dns(join({header(kQuery, {1, 0, 0, 0}), hex("4041")}))) << "a label of a kind that does not exist";
}

TEST(Dns, AnErrorMayComeWithoutAnySection) {
  const auto m = parse_dns(header(0x8001, {}));
  ASSERT_TRUE(m);
  EXPECT_EQ(m->rcode, 1);
  EXPECT_EQ(m->questions, 0);
}

TEST(Dns, ABrokenFirstRecordMakesItNoDnsALaterOneEndsIt) {
  const Frame start = join({header(kResponse, {1, 2, 1, 0}), question(name("a"), kA)});
  const Frame good = record(kToQuery, kA, hex("01020304"));
  Frame cut = good;
  cut.pop_back();
  EXPECT_FALSE(parse_dns(join({start, cut})));
  EXPECT_FALSE(parse_dns(start)) << "announced, but not there";
  const auto m = parse_dns(join({start, good, cut}));
  ASSERT_TRUE(m);
  EXPECT_THAT(m->answers, SizeIs(1));
  EXPECT_THAT(m->authorities, IsEmpty());
  EXPECT_TRUE(m->trailing_bytes);
  // A first record in a later section is as good as any.
  EXPECT_FALSE(parse_dns(join({header(kResponse, {1, 0, 1, 0}), question(name("a"), kA), cut})));
}

TEST(Dns, BytesAfterTheLastRecordAreSeen) {
  EXPECT_TRUE(parse_dns(join({header(kQuery, {1, 0, 0, 0}), question(name("a"), kA), text("data")}))->trailing_bytes);
}

TEST(Dns, SixtyFourRecordsOfASectionAreKeptAndTheRestIsWalked) {
  Frame all = join({header(kResponse, {1, 100, 1, 0}), question(name("a"), kA)});
  for (int i = 0; i < 100; ++i) all = join({all, record(kToQuery, kA, hex("01020304"))});
  all = join({all, record(name("b"), kA, hex("05060708"))});
  const auto m = parse_dns(all);
  ASSERT_TRUE(m);
  EXPECT_THAT(m->answers, SizeIs(64));
  ASSERT_THAT(m->authorities, SizeIs(1));
  EXPECT_EQ(m->authorities[0].address, address("5.6.7.8"));
  EXPECT_FALSE(m->trailing_bytes);
}

TEST(Dns, CountsThatLieCostNoMemory) {
  const auto m = parse_dns(join({header(kResponse, {1, 65'535, 65'535, 65'535}), question(name("a"), kA), record(kToQuery, kA, hex("01020304"))}));
  ASSERT_TRUE(m);
  EXPECT_THAT(m->answers, SizeIs(1));
  EXPECT_LE(m->answers.capacity(), 4U);
  EXPECT_TRUE(m->trailing_bytes);
}

TEST(Dns, MulticastDnsMarksClassesAndAnswersWithoutQuestion) {
  const auto m = parse_dns(join({header(0x8400, {0, 1, 0, 0}), record(name("printer.local"), kA, hex("0a000009"), 120, 0x8001)}));
  ASSERT_TRUE(m);
  EXPECT_EQ(m->questions, 0);
  ASSERT_THAT(m->answers, SizeIs(1));
  EXPECT_EQ(m->answers[0].name, "printer.local");
  EXPECT_EQ(m->answers[0].address, address("10.0.0.9"));
}

TEST(Dns, OnlyTheFirstOfSeveralQuestionsIsTold) {
  const auto m = parse_dns(join({header(0, {2, 0, 0, 0}), question(name("a.local"), kPtr), question(join({hex("0162"), pointer(14)}), kSrv)}));
  ASSERT_TRUE(m);
  EXPECT_EQ(m->query, "a.local");
  EXPECT_EQ(m->query_type, kPtr);
  EXPECT_EQ(m->questions, 2);
  EXPECT_FALSE(m->trailing_bytes);
}

TEST(Dns, AddressesOfOtherClassesAreBytes) {
  const auto m = parse_dns(join({header(kResponse, {1, 1, 0, 0}), question(name("a"), kA, 3), record(kToQuery, kA, hex("41424344"), 0, 3)}));
  ASSERT_TRUE(m);
  EXPECT_EQ(m->query_class, 3);
  EXPECT_TRUE(m->answers[0].address.is_unspecified());
  EXPECT_EQ(m->answers[0].data, "ABCD");
}

}  // namespace
}  // namespace sekisho::test
