#include "detectors/remote_access/judge.hpp"

#include <algorithm>
#include <string>

namespace sekisho::detectors::remote_access {
namespace {

constexpr int kMost = 69;
constexpr int kMostEvidence = 19;  // A hint is evidence for others and no alert.
constexpr int kKitPoints = 46;
constexpr int kTerminalPoints = -6;       // A shell in clear text: old devices still offer it.
constexpr int kTerminalInternal = -10;    // And are managed by it.
constexpr int kAttemptPoints = -28;       // Somebody from outside knocked, and was asked who they are.
constexpr std::uint64_t kSession = 1500;  // Payload bytes, both ways: more than a negotiation and a refused password.
constexpr int kSecondVendor = 20;
constexpr int kUnnamedPoints = 4;
constexpr int kWebSitePoints = -14;
constexpr int kPortPoints = -12;
constexpr int kGuessedPoints = -3;
constexpr int kItself = 22;

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  if (points == 0) return;
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

void weigh_session(Verdict& v, const Tool& tool, const Surroundings& a, const Params& p) {
  const bool terminal = tool.kind == Kind::Terminal;
  if (a.itself) {
    add(v, "itself", 1, 1, kItself);
    return;
  }
  switch (a.direction) {
    case Direction::Inbound:
      add(v, "from_outside", 1, 1, p.inbound_points);
      if (a.payload < kSession) add(v, "attempt", static_cast<double>(a.payload), static_cast<double>(kSession), kAttemptPoints);
      break;
    case Direction::Internal:
      add(v, "internal", 1, 1, p.internal_points);
      if (terminal) add(v, "terminal", 1, 1, kTerminalInternal);
      return;
    case Direction::Outbound:
    case Direction::External:
      add(v, "to_outside", 1, 1, p.outbound_points);
      if (!a.named) add(v, "unnamed", 1, 1, kUnnamedPoints);
      break;
  }
  if (terminal) add(v, "terminal", 1, 1, kTerminalPoints);
}

void weigh_vendor(Verdict& v, const Tool& tool, const Surroundings& a, const Params& p) {
  add(v, tool.kind == Kind::Editor ? "editor_tunnel" : "vendor", 1, 1, p.vendor_points);
  if (tool.web_site) add(v, "web_site", 1, 1, kWebSitePoints);
  if (tool.sign == Sign::Port) add(v, "by_port", 1, 1, kPortPoints);
  if (a.vendors >= 2) add(v, "vendors", a.vendors, 2, kSecondVendor);
}

}  // namespace

Verdict judge(const Tool& tool, const Surroundings& a, const Params& p) {
  Verdict v;
  switch (tool.kind) {
    case Kind::None:
      return v;
    case Kind::Desktop:
    case Kind::Terminal:
      weigh_session(v, tool, a, p);
      break;
    case Kind::Vendor:
    case Kind::Editor:
      weigh_vendor(v, tool, a, p);
      break;
    case Kind::Kit:
      add(v, "kit_certificate", 1, 1, kKitPoints);
      if (!a.named && !a.itself && a.direction != Direction::Internal) add(v, "unnamed", 1, 1, kUnnamedPoints);
      break;
  }
  if (a.guessed) add(v, "client_guessed", 1, 1, kGuessedPoints);
  const bool hint = tool.sign == Sign::Port || tool.web_site;
  v.score = a.sanctioned ? 0 : std::clamp(v.score, 0, hint ? kMostEvidence : kMost);
  return v;
}

}  // namespace sekisho::detectors::remote_access
