#include "detectors/encoding/report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::encoding {
namespace {

constexpr std::array<std::string_view, 10> kTitles{"",
                                                   "data encoded in requests or pages",
                                                   "bytes where text was announced",
                                                   "picture that is none",
                                                   "client or server that is not what it claims to be",
                                                   "bytes after the end of a message",
                                                   "stream that is random from its first byte",
                                                   "encoded text on a connection of no protocol",
                                                   "web protocol that is answered by noise",
                                                   "program encoded as text"};

Finding begin(const Case& c) {
  Finding f;
  f.time = f.last_seen = c.time;
  f.first_seen = c.first;
  f.reason = {static_cast<std::uint8_t>(c.verdict.rule), kTitles[static_cast<std::size_t>(c.verdict.rule)]};
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.label = c.label;
  f.indicators = c.verdict.indicators;
  return f;
}

std::string hex_of(Bytes bytes) {
  std::string hex;
  for (const std::uint8_t b : bytes) hex += fmt::format("{:02x}", b);
  return hex;
}

void name(Finding& f, std::string_view technique) {
  if (std::find(f.techniques.begin(), f.techniques.end(), technique) == f.techniques.end()) f.techniques.push_back(technique);
}

void name_all(Finding& f, const Tally& tally) {
  if (tally.count(Sign::Program) > 0) name(f, "T1105");
  for (const Sign s : {Sign::Cookie, Sign::BareCookie, Sign::Uri, Sign::SentText, Sign::SentField, Sign::AnswerText, Sign::Program}) {
    if (tally.count(s) > 0) name(f, "T1132.001");
  }
  if (tally.count(Sign::SentNoise) + tally.count(Sign::AnswerNoise) > 0) name(f, "T1132.002");
  if (tally.count(Sign::FalsePicture) > 0) name(f, "T1132");
  for (const Sign s : {Sign::SentNoise, Sign::AnswerNoise, Sign::FalsePicture, Sign::NoDate, Sign::Agent, Sign::OddCoding}) {
    if (tally.count(s) > 0) name(f, "T1001.003");
  }
  if (tally.count(Sign::Junk) > 0) name(f, "T1001.001");
  name(f, "T1071.001");
}

std::string signs_text(const Tally& tally) {
  constexpr std::array<std::string_view, kSigns> kWords{"data in a cookie",
                                                        "a cookie without a name",
                                                        "data in a URI",
                                                        "an encoded body",
                                                        "an encoded form field",
                                                        "a binary body under a text's name",
                                                        "an encoded page",
                                                        "a binary page under a text's name",
                                                        "a picture that is none",
                                                        "bytes after a message",
                                                        "an answer without a date",
                                                        "an odd user agent",
                                                        "a program as text",
                                                        "a Content-Encoding of nobody's"};
  std::string text;
  for (std::size_t i = 0; i < kSigns; ++i) {
    if (tally.seen[i] > 0) text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", kWords[i], tally.seen[i]);
  }
  return text;
}

}  // namespace

Finding make_finding(const Case& c, const Tally& tally, const Sight& sight, const model::HttpTransaction& t) {
  Finding f = begin(c);
  f.flows = tally.telling;
  f.bytes_to_server = std::max(t.request_length, t.request_body.bytes);
  f.bytes_to_client = std::max(t.response_length, t.response_body.bytes);
  name_all(f, tally);
  if (!sight.run.text.empty()) {
    f.evidence.emplace_back("encoded", quote(sight.run.text, 64));
    f.evidence.emplace_back("alphabet", std::string(alphabet_name(sight.run.alphabet)));
    f.evidence.emplace_back("entropy", support::rounded(sight.run.entropy));
    f.evidence.emplace_back("where", std::string(sight.has(Sign::Uri) ? "uri" : "cookie"));
  }
  f.evidence.emplace_back("method", quote(t.method, 20));
  f.evidence.emplace_back("uri", quote(t.uri));
  f.evidence.emplace_back("user_agent", quote(t.user_agent));
  f.evidence.emplace_back("request_type", quote(t.request_type, 40));
  f.evidence.emplace_back("response_type", quote(t.response_type, 40));
  f.evidence.emplace_back("request_begins", hex_of(Bytes(t.request_body.first).first(t.request_body.first_size)));
  f.evidence.emplace_back("response_begins", hex_of(Bytes(t.response_body.first).first(t.response_body.first_size)));
  f.evidence.emplace_back("junk_bytes", static_cast<std::int64_t>(t.request_body.junk) + t.response_body.junk);
  f.sentence = fmt::format("{} and {} ({}) exchange requests that show {}", c.flow.endpoints.client.address.to_string(), support::server_text(c.flow),
                           quote(c.object.name), signs_text(tally));
  return f;
}

Finding make_finding(const Case& c, const Talk& talk, const model::FlowRecord& record) {
  Finding f = begin(c);
  f.bytes_to_server = record.to_server.payload;
  f.bytes_to_client = record.to_client.payload;
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string server = support::server_text(c.flow);
  if (talk.rule == Rule::Unanswered) {
    f.techniques = {"T1001.003", "T1095"};
    f.sentence = fmt::format("{} opens as a client of the web to {}, and what comes back is random bytes", client, server);
  } else if (talk.rule == Rule::BareText) {
    f.techniques = {"T1132.001", "T1095"};
    f.sentence = fmt::format("{} and {} exchange {} text in no protocol", client, server, alphabet_name(talk.alphabet));
  } else {
    f.techniques = {"T1001", "T1573"};
    f.sentence = fmt::format("{} and {} exchange bytes that are random from the first one on", client, server);
  }
  f.evidence.emplace_back("ones_a_byte_to_server", support::rounded(record.shape_to_server.ones_per_byte()));
  f.evidence.emplace_back("ones_a_byte_to_client", support::rounded(record.shape_to_client.ones_per_byte()));
  f.evidence.emplace_back("first_to_server", hex_of(Bytes(record.first_to_server).first(record.first_to_server_size)));
  f.evidence.emplace_back("first_to_client", hex_of(Bytes(record.first_to_client).first(record.first_to_client_size)));
  f.evidence.emplace_back("bytes_out", static_cast<std::int64_t>(record.to_server.payload));
  f.evidence.emplace_back("bytes_in", static_cast<std::int64_t>(record.to_client.payload));
  return f;
}

Finding make_finding(const Case& c, const model::DnsMessage& message) {
  Finding f = begin(c);
  f.techniques = {"T1001.001", "T1071.004"};
  (message.response ? f.bytes_to_client : f.bytes_to_server) = message.size;
  f.evidence.emplace_back("query", quote(message.query));
  f.evidence.emplace_back("bytes", static_cast<std::int64_t>(message.size));
  f.evidence.emplace_back("response", message.response);
  f.sentence = fmt::format("{} of {} about {} goes on after its last record", message.response ? "an answer" : "a query",
                           c.flow.endpoints.client.address.to_string(), quote(message.query, 60));
  return f;
}

}  // namespace sekisho::detectors::encoding
