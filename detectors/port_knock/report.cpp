#include "detectors/port_knock/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/support/wording.hpp"

namespace sekisho::detectors::port_knock {
namespace {

Reason reason_of(Kind kind) {
  const auto code = static_cast<std::uint8_t>(kind);
  switch (kind) {
    case Kind::Datagram:
      return {code, "a sealed datagram opened a port"};
    case Kind::CallBack:
      return {code, "a single datagram was answered by a connection to its sender"};
    case Kind::Authorisation:
      return {code, "datagrams like those that ask for a port to be opened"};
    case Kind::Sequence:
      break;
  }
  return {static_cast<std::uint8_t>(Kind::Sequence), "closed ports were knocked at, then a port opened"};
}

std::vector<std::string> ports_of(const Verdict& v) {
  std::vector<std::string> ports;
  for (const Knock& k : v.knocks) ports.push_back(fmt::format("{}/{}", k.port, k.datagram ? "udp" : "tcp"));
  return ports;
}

std::vector<double> times_of(const Verdict& v) {
  std::vector<double> times;
  for (const Knock& k : v.knocks) times.push_back(support::rounded(seconds(k.at - v.knocks.front().at)));
  return times;
}

std::string sentence_of(const Case& c) {
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string server = support::server_text(c.flow);
  const std::string ports = fmt::format("{}", fmt::join(ports_of(c.verdict), ", "));
  switch (c.verdict.kind) {
    case Kind::Datagram:
      return fmt::format("{} sent one unanswered datagram of {} bytes to {} and was then let in at {}", client, c.verdict.knocks.front().size, ports,
                         server);
    case Kind::CallBack:
      return fmt::format("{} connected to {}, which had sent it one unanswered datagram of {} bytes to {}", client, server,
                         c.verdict.knocks.front().size, ports);
    case Kind::Authorisation:
      return fmt::format("{} sends single datagrams of sealed contents to {}, and nobody answers", client, server);
    case Kind::Sequence:
      break;
  }
  return fmt::format("{} tried {}, all closed, and was then let in at {}", client, ports, server);
}

}  // namespace

Finding make_finding(const Case& c) {
  const Verdict& v = c.verdict;
  Finding f;
  f.time = c.time;
  f.reason = reason_of(v.kind);
  f.score = v.score;
  f.flow = c.flow;
  f.label = c.label;
  f.object = c.object;
  f.techniques = {"T1205"};
  if (v.kind == Kind::Sequence) f.techniques.emplace_back("T1205.001");
  f.indicators = v.indicators;
  f.evidence = {
      {"knocks", ports_of(v)},
      {"knock_seconds", times_of(v)},
      {"direction", std::string(direction_name(c.direction))},
  };
  if (v.kind != Kind::Authorisation) f.evidence.emplace_back("opened_after_s", support::rounded(seconds(c.flow.start - v.knocks.back().at)));
  f.sentence = sentence_of(c);
  f.first_seen = v.knocks.front().at;
  f.last_seen = std::max(c.flow.start, v.knocks.back().at);
  f.flows = v.knocks.size() + (v.kind == Kind::Authorisation ? 0 : 1);
  return f;
}

}  // namespace sekisho::detectors::port_knock
