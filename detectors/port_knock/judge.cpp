#include "detectors/port_knock/judge.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "detectors/support/entropy.hpp"
#include "flow/base/hash.hpp"

namespace sekisho::detectors::port_knock {
namespace {

constexpr int kSequence = 40;
constexpr int kWasClosed = 20;
constexpr int kRepeated = 30;
constexpr int kDatagram = 35;
constexpr int kCallBack = 25;
constexpr int kCallBackFast = 15;  // Within two seconds: a listener that waits for it, no person.
constexpr int kTool = 24;
constexpr int kToolOpened = 8;  // And the door opened.
constexpr int kSealedAlone = 12;
constexpr std::uint16_t kToolPort = 62201;  // fwknop's, as its manual gives it.
constexpr std::uint16_t kWebPort = 443;     // QUIC's late answers come before connections to the same server.
constexpr std::size_t kFewBytes = 12;       // Below so many bytes a payload's look says nothing.
constexpr std::uint16_t kLeastSealed = 36;  // A cipher block, a random number and a digest do not fit into less.
constexpr Duration kFast = 2s;
constexpr int kTriesAPort = 2;
// From the last knock to the connection: the door stands open for half a minute and more, but who knocks enters.
constexpr Duration kEnter = 1min;

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

/// Failures of the opener within the window before it, the opened port left out.
std::vector<Knock> before(const std::vector<Knock>& all, const Opened& opened, const Params& p) {
  std::vector<Knock> found;
  for (const Knock& k : all) {
    if (k.from_low == opened.from_low && k.at < opened.at && opened.at - k.at <= p.window && k.port != opened.port) found.push_back(k);
  }
  // Only the run that ends last: a pause longer than `gap` begins anew.
  std::size_t start = 0;
  for (std::size_t i = 1; i < found.size(); ++i) {
    if (found[i].at - found[i - 1].at > p.gap) start = i;
  }
  found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(start));
  return found;
}

std::vector<std::uint16_t> distinct_ports(const std::vector<Knock>& knocks) {
  std::vector<std::uint16_t> ports;
  ports.reserve(knocks.size());
  for (const Knock& k : knocks) ports.push_back(k.port);
  std::sort(ports.begin(), ports.end());
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return ports;
}

bool is_ladder(const std::vector<std::uint16_t>& sorted) {
  return std::adjacent_find(sorted.begin(), sorted.end(), [](std::uint16_t a, std::uint16_t b) { return b != a + 1; }) == sorted.end();
}

/// A port tried more often than knocking does: a client that insists.
bool insists(const std::vector<Knock>& knocks) {
  return std::any_of(knocks.begin(), knocks.end(), [&](const Knock& k) {
    return std::count_if(knocks.begin(), knocks.end(), [&](const Knock& other) { return other.port == k.port; }) > kTriesAPort;
  });
}

/// Failures all around the connection are a scan that found something.
bool scans(const std::vector<Knock>& all, const Opened& opened, const Params& p) {
  std::vector<Knock> around;
  for (const Knock& k : all) {
    if (k.from_low == opened.from_low && k.at > opened.at - 2 * p.window && k.at < opened.at + p.window) around.push_back(k);
  }
  if (distinct_ports(around).size() > p.most_knocks) return true;
  const auto after = std::count_if(around.begin(), around.end(), [&](const Knock& k) { return k.at > opened.at && k.port != opened.port; });
  return after > 0;
}

void judge_sequence(Verdict& v, const std::vector<Knock>& all, const Opened& opened, const Params& p) {
  std::vector<Knock> run = before(all, opened, p);
  const std::vector<std::uint16_t> ports = distinct_ports(run);
  if (ports.size() < p.knocks || ports.size() > p.most_knocks || is_ladder(ports) || insists(run)) return;
  if (opened.at - run.back().at > kEnter || scans(all, opened, p)) return;
  v.kind = Kind::Sequence;
  add(v, "closed_ports", static_cast<double>(ports.size()), p.knocks, kSequence);
  const bool closed = std::any_of(all.begin(), all.end(), [&](const Knock& k) {
    return k.from_low == opened.from_low && k.port == opened.port && k.at < run.front().at && run.front().at - k.at <= p.window;
  });
  if (closed) add(v, "was_closed", opened.port, 0, kWasClosed);
  v.sequence = opened.port;
  for (const Knock& k : run) v.sequence = mix(v.sequence, k.port);
  v.knocks = std::move(run);
}

/// The one datagram that stands alone before the connection.
const Knock* single_datagram(const std::vector<Knock>& all, const Opened& opened, bool from_low, const Params& p) {
  const Knock* found = nullptr;
  for (const Knock& k : all) {
    if (k.at >= opened.at || opened.at - k.at > p.answer || k.from_low != from_low) continue;
    if (!k.datagram || found != nullptr) return nullptr;
    found = &k;
  }
  return found;
}

}  // namespace

void Knocks::add(const Knock& knock) {
  knocks_[next_] = knock;
  next_ = (next_ + 1) % kMost;
  used_ = std::min(used_ + 1, kMost);
  last_ = std::max(last_, knock.at);
}

std::vector<Knock> Knocks::sorted() const {
  std::vector<Knock> all(knocks_.begin(), knocks_.begin() + static_cast<std::ptrdiff_t>(used_));
  std::sort(all.begin(), all.end(), [](const Knock& a, const Knock& b) { return a.at < b.at; });
  return all;
}

Verdict judge(const Knocks& knocks, const Opened& opened, bool first, const Params& p) {
  Verdict v;
  const std::vector<Knock> all = knocks.sorted();
  judge_sequence(v, all, opened, p);
  if (v.score > 0 || !first) return v;
  if (const Knock* k = single_datagram(all, opened, opened.from_low, p); k != nullptr && k->sealed && k->size >= kLeastSealed) {
    v.kind = Kind::Datagram;
    add(v, "sealed_datagram", k->size, kLeastSealed, kDatagram);
    if (k->port == kToolPort) add(v, "known_port", k->port, kToolPort, kToolOpened);
    v.knocks = {*k};
  } else if (const Knock* call = opened.outbound ? single_datagram(all, opened, !opened.from_low, p) : nullptr;
             call != nullptr && call->source != opened.port && call->source != kWebPort) {
    v.kind = Kind::CallBack;
    add(v, "called_back", seconds(opened.at - call->at), seconds(p.answer), kCallBack);
    if (opened.at - call->at <= kFast) add(v, "at_once", seconds(opened.at - call->at), seconds(kFast), kCallBackFast);
    v.knocks = {*call};
  }
  return v;
}

Verdict judge(const Knocks& knocks, const Knock& latest) {
  Verdict v;
  if (!latest.datagram || !latest.sealed || latest.size < kLeastSealed) return v;
  v.kind = Kind::Authorisation;
  if (latest.port == kToolPort) {
    add(v, "known_port", latest.port, kToolPort, kTool);
  } else if (knocks.size() <= 2) {
    add(v, "sealed_datagram", latest.size, kLeastSealed, kSealedAlone);
  }
  v.knocks = {latest};
  return v;
}

void repeated(Verdict& verdict, std::uint32_t times) { add(verdict, "same_sequence", times, 1, kRepeated); }

bool looks_sealed(Bytes first) {
  if (first.size() < kFewBytes) return false;
  bool base64 = true, upper = false, lower = false, digit = false;
  std::size_t high = 0;
  for (const std::uint8_t c : first) {
    upper = upper || (c >= 'A' && c <= 'Z');
    lower = lower || (c >= 'a' && c <= 'z');
    digit = digit || (c >= '0' && c <= '9') || c == '+' || c == '/';
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '-' || c == '_';
    base64 = base64 && letter;
    high += c >= 0x80 ? 1 : 0;
  }
  if (base64) return upper && lower && digit;
  constexpr double kRandom = 0.93;  // 16 random bytes hold at most one twice.
  return high * 4 >= first.size() && support::relative_entropy(first) >= kRandom;
}

}  // namespace sekisho::detectors::port_knock
