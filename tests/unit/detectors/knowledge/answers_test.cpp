#include "detectors/knowledge/answers.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace sekisho::detectors::knowledge {
namespace {

std::vector<std::string> named(const model::DnsMessage& message) {
  std::vector<std::string> out;
  const Answers answers(message);
  for (const NamedAddress& a : answers.addresses()) out.push_back(a.address.to_string() + " " + std::string(a.name) + " " + std::to_string(a.ttl));
  return out;
}
using Lines = std::vector<std::string>;

TEST(Answers, CnameChainLeadsBackToTheNameThatWasAsked) {
  const auto m = answer("www.shop.example", {text_record("www.shop.example", kCname, "shop.cdn.example", 60),
                                             text_record("shop.cdn.example", kCname, "edge7.cdn.example", 20),
                                             a_record("edge7.cdn.example", "198.51.100.7", 300), a_record("edge7.cdn.example", "2001:db8::7", 10)});
  EXPECT_EQ(named(m), (Lines{"198.51.100.7 www.shop.example 20", "2001:db8::7 www.shop.example 10"}));
}

TEST(Answers, TheOrderOfTheChainDoesNotMatter) {
  const auto m = answer("a.example", {a_record("c.example", "198.51.100.7", 300), text_record("b.example", kCname, "c.example", 5),
                                      text_record("a.example", kCname, "b.example", 9)});
  EXPECT_EQ(named(m), (Lines{"198.51.100.7 a.example 5"}));
}

TEST(Answers, AChainInACircleEnds) {
  const auto m = answer("a.example", {text_record("a.example", kCname, "b.example"), text_record("b.example", kCname, "a.example"),
                                      a_record("b.example", "198.51.100.7", 30)});
  EXPECT_EQ(named(m), (Lines{"198.51.100.7 a.example 30"}));
}

TEST(Answers, AServicesHostIsNamedByItself) {
  auto m = answer("_ldap._tcp.corp.example", {text_record("_ldap._tcp.corp.example", kSrv, "dc1.corp.example")});
  m.additionals = {a_record("dc1.corp.example", "10.0.0.1", 600)};
  EXPECT_EQ(named(m), (Lines{"10.0.0.1 dc1.corp.example 600"}));
  m.answers = {text_record("corp.example", kMx, "10 mx.corp.example.")};
  m.additionals = {a_record("mx.corp.example", "10.0.0.2", 600)};
  EXPECT_EQ(named(m), (Lines{"10.0.0.2 mx.corp.example 600"}));
}

TEST(Answers, HintsOfHttpsRecordsAreAddressesOfTheSite) {
  const auto m =
      answer("_8443._https.shop.example",
             {text_record("_8443._https.shop.example", kHttps, "1 . alpn=h2,h3 ipv4hint=198.51.100.1,198.51.100.2 ipv6hint=2001:db8::1", 60)});
  EXPECT_EQ(named(m), (Lines{"198.51.100.1 shop.example 60", "198.51.100.2 shop.example 60", "2001:db8::1 shop.example 60"}));
}

TEST(Answers, AHintThatWasCutIsNotBelieved) {
  std::string data = "1 . alpn=" + std::string(215, 'x') + " ipv4hint=198.51.100.1,198.51.100.2";
  data.resize(255);
  const auto found = named(answer("shop.example", {text_record("shop.example", kHttps, data, 60)}));
  EXPECT_EQ(found, (Lines{"198.51.100.1 shop.example 60"}));
}

TEST(Answers, AnUnconnectedAnswerIsTheQuestionsAndAnUnconnectedAdditionalNobodys) {
  auto m = answer("a.example", {a_record("www.bank.example", "198.51.100.66", 300)});
  m.additionals = {a_record("www.bank.example", "198.51.100.67", 300)};
  EXPECT_EQ(named(m), (Lines{"198.51.100.66 a.example 300"}));
}

TEST(Answers, BlockedNamesAndFailuresGiveNothing) {
  EXPECT_TRUE(named(answer("ads.example", {a_record("ads.example", "0.0.0.0"), a_record("ads.example", "127.0.0.1"), a_record("ads.example", "::")}))
                  .empty());
  auto failed = answer("a.example", {a_record("a.example", "198.51.100.7")});
  failed.rcode = 3;
  EXPECT_TRUE(named(failed).empty());
  auto question = answer("a.example", {a_record("a.example", "198.51.100.7")});
  question.response = false;
  EXPECT_TRUE(named(question).empty());
}

TEST(Answers, WithoutAQuestionARecordSpeaksForItself) {
  EXPECT_EQ(named(answer("", {a_record("printer.local", "192.168.1.9", 120)})), (Lines{"192.168.1.9 printer.local 120"}));
}

TEST(Answers, AreBoundedWhateverTheMessageHolds) {
  model::DnsMessage m = answer("a.example", {});
  const std::string many = "1 . ipv4hint=198.51.100.1,198.51.100.2,198.51.100.3,198.51.100.4";
  for (int i = 0; i < 64; ++i) m.answers.push_back(text_record("a.example", kHttps, many));
  for (int i = 0; i < 64; ++i) m.additionals.push_back(text_record("n" + std::to_string(i), kCname, "n" + std::to_string(i + 1)));
  const Answers answers(m);
  EXPECT_EQ(answers.addresses().size(), 96U);
}

}  // namespace
}  // namespace sekisho::detectors::knowledge
