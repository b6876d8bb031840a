// The points are engineering choices along the lines of RITA's modifiers (prevalence, first seen, missing host, rare signature): each
// alone is less than a level (20), and what speaks against is heavier than what speaks for, because popular and sanctioned
// services make most of the traffic. Nothing here may rest on what has not been learnt: in the learning period no object is rare. What many
// use is common from the day it is seen.
//
// Programs keep time, stay connected and send as implants do; the detectors of that alone cannot tell them apart. Where the service is one that
// the house uses, or the hello the one of the browser before which somebody sits, their word stays below "medium", unless a detector of
// another kind says "low" at least.
#include "sensor/alerts/weigh.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "detectors/api/naming.hpp"
#include "flow/model/transport.hpp"
#include "sensor/alerts/alert.hpp"

namespace sekisho::alerts {
namespace {

using detectors::Direction;
using detectors::NameSource;

constexpr int kOneClient = 12;
constexpr int kFewClients = 8;
constexpr int kManyClients = -15;
constexpr int kNewObject = 10;
constexpr int kOldObject = -10;
constexpr int kUnresolvedIp = 6;    // with kNoName the 10 points that a contact without any name is worth
constexpr int kUnresolvedName = 5;  // the flow names a host that its client never looked up
constexpr int kNoName = 4;          // TLS without SNI, HTTP to a bare address
constexpr int kNoNameInside = 2;    // at home addresses are what people type and devices are given
constexpr int kRareFingerprint = 8;
constexpr int kSanctioned = -30;
constexpr int kMostFurther = 45;  // three further detectors: beyond, more of the same is no news
constexpr int kGuessedMost = 59;  // below high: context about a client that was guessed does not make it

constexpr int kHabitMost = 39;  // below medium

constexpr std::array<std::string_view, 4> kHabits{"beacon", "long_session", "upload", "web_service"};  // what programs do by nature
constexpr std::string_view kNamingDetector = "no_dns";  // its findings rest on the facts that names() weighs

constexpr double kFewShare = 0.02;
constexpr double kManyShare = 0.5;
constexpr std::uint32_t kMany = 10;
constexpr std::uint32_t kShareNeeds = 3;   // clients, before half of a small network counts as many
constexpr double kSmallNetwork = 5;        // home clients; below, one client is a fifth of all and not rare
constexpr std::uint32_t kRareClients = 2;  // of a fingerprint
constexpr Duration kNew = 7 * 24h;
constexpr Duration kOld = 30 * 24h;

// What an operator may vouch for, and on which ports that holds; 0 for any. The resolver that carries a tunnel is not the tunnel's end,
// and a time server that is pinged with payload is not asked for the time.
struct Service {
  std::string_view kind, name;
  std::uint16_t ports[3];
};
constexpr std::array<Service, 8> kServices{{{"ntp", "sanctioned.ntp", {123, 123, 123}},
                                            {"dns", "sanctioned.dns", {53, 853, 443}},
                                            {"proxy", "sanctioned.proxy", {}},
                                            {"backup", "sanctioned.backup", {}},
                                            {"monitoring", "sanctioned.monitoring", {}},
                                            {"vpn", "sanctioned.vpn", {}},
                                            {"remote_access", "sanctioned.remote_access", {}},
                                            {"web_service", "sanctioned.web_service", {}}}};

int next_level_most(int base) {
  if (base >= 60) return 100;
  return base >= 40 ? 79 : 59;
}

class Scale {
 public:
  Scale(const detectors::Finding& finding, const detectors::Context& context, const Surroundings& around)
      : finding_(finding),
        context_(context),
        around_(around),
        ends_(finding.flow.endpoints),
        direction_(context.direction(finding.flow.endpoints)),
        base_(std::clamp(finding.score, 0, 100)) {
    result_.score = base_;
  }

  Weighed weigh() {
    if (base_ == 0) return result_;
    const detectors::Prevalence known = context_.prevalence(finding_.object);
    if (base_ >= kSuspicious) {
      rarity(known);
      names();
      fingerprint(known);
      most("limit.one_level", next_level_most(base_));
    }
    popularity(known);
    sanctioned();
    direction();
    const bool habit = is_habit(known);
    if (habit) most("limit.habit", kHabitMost);
    result_.own = std::clamp(result_.score, 0, 100);
    correlation();
    if (habit && !other_kind_) most("limit.habit", kHabitMost);
    if (finding_.flow.client_guessed) most("limit.client_guessed", std::max(base_, kGuessedMost));
    most("limit.scale", 100);
    if (result_.score < 0) add("limit.scale", result_.score, 0, -result_.score);
    return std::move(result_);
  }

 private:
  void add(std::string name, double value, double threshold, int points) {
    result_.context.push_back({std::move(name), value, threshold, points});
    result_.score += points;
  }
  void most(const char* name, int limit) {
    if (result_.score > limit) add(name, result_.score, limit, limit - result_.score);
  }

  void rarity(const detectors::Prevalence& known) {
    if (!known.known || known.clients == 0) return;
    const double network = known.fraction > 0 ? known.clients / known.fraction : 0;
    if (network >= kSmallNetwork) {
      if (known.clients == 1) {
        add("prevalence.one_client", 1, 1, kOneClient);
      } else if (known.fraction <= kFewShare) {
        add("prevalence.few_clients", known.fraction, kFewShare, kFewClients);
      }
    }
    const Duration age = finding_.time - known.first_seen;
    if (age <= kNew) add("prevalence.new", seconds(age), seconds(kNew), kNewObject);
  }

  static bool speaks_of_habits(std::string_view detector) { return std::find(kHabits.begin(), kHabits.end(), detector) != kHabits.end(); }
  bool is_habit(const detectors::Prevalence& known) const {
    if (!speaks_of_habits(around_.speaker) || direction_ == Direction::Inbound) return false;
    return around_.browser || (known.clients >= kMany && known.fraction > kFewShare);
  }

  void popularity(const detectors::Prevalence& known) {
    if (known.clients >= kMany) {
      add("prevalence.many_clients", known.clients, kMany, kManyClients);
    } else if (known.known && known.clients >= kShareNeeds && known.fraction >= kManyShare) {
      add("prevalence.many_clients", known.fraction, kManyShare, kManyClients);
    }
    if (!known.known) return;
    const Duration age = finding_.time - known.first_seen;
    if (known.clients > 0 && age >= kOld) add("prevalence.old", seconds(age), seconds(kOld), kOldObject);
  }

  // The facts are detectors/api/naming.hpp's; the detector that speaks of nothing else has counted them already.
  void names() {
    if (finding_.many_servers || around_.speaker == kNamingDetector) return;
    model::AppLabel label = finding_.label;
    if (!label.sure() && around_.http) {
      // Found before DPI had decided, or from requests alone: what was read is surer than any label.
      label.app = "HTTP";
      label.confidence = model::Confidence::Dpi;
    }
    const detectors::Naming naming = detectors::naming_of(context_, finding_.flow, finding_.object, label);
    if (naming.unresolved_ip) add("no_dns.unresolved_ip", 1, 1, kUnresolvedIp);
    if (naming.unresolved_name) add("no_dns.unresolved_name", 1, 1, kUnresolvedName);
    const int nameless = direction_ == Direction::Internal ? kNoNameInside : kNoName;
    if (naming.tls_without_name) add("no_dns.tls_without_name", 1, 1, nameless);
    if (naming.numeric_host) add("no_dns.numeric_host", 1, 1, nameless);
    names_counted_ = naming.any();
  }

  // Rare only where the sensor has learnt enough to call anything rare, which the object's prevalence says.
  void fingerprint(const detectors::Prevalence& known) {
    const std::uint32_t clients = around_.fingerprint_clients;
    if (!known.known || clients == 0 || clients > kRareClients) return;
    if (known.fraction > 0 && known.clients / known.fraction < kSmallNetwork) return;
    add("tls.rare_fingerprint", clients, kRareClients, kRareFingerprint);
  }

  // It weighs much and never silences: what was worth an alert stays one.
  void sanctioned() {
    const auto service = std::find_if(kServices.begin(), kServices.end(), [this](const Service& s) { return vouched(s); });
    if (service == kServices.end()) return;
    const int floor = base_ >= kSuspicious ? kSuspicious : 0;
    add(std::string(service->name), 1, 1, std::max(kSanctioned, std::min(0, floor - result_.score)));
  }
  bool vouched(const Service& service) const {
    const bool any_port = service.ports[0] == 0;
    const auto& ports = service.ports;
    if (!any_port &&
        (!model::has_ports(finding_.flow.transport) || std::find(std::begin(ports), std::end(ports), ends_.server.port) == std::end(ports))) {
      return false;
    }
    const NameSource source = finding_.object.source;
    const std::string_view name = source == NameSource::Address ? std::string_view{} : std::string_view(finding_.object.name);
    // Behind a resolver or a proxy the server's address is not the object's: only the name can be vouched for.
    const bool carried = source == NameSource::Dns || source == NameSource::ConnectTarget || service.kind == "proxy" || service.kind == "dns";
    const bool by_name = carried && source != NameSource::Address;
    return context_.is_sanctioned(service.kind, by_name ? IpAddress{} : ends_.server.address, name);
  }

  void direction() {
    if (direction_ == Direction::Internal) {
      const int scaled = static_cast<int>(std::lround(result_.score * around_.internal_factor));
      if (scaled != result_.score) add("direction.internal", around_.internal_factor, 1, scaled - result_.score);
    } else if (direction_ == Direction::External) {
      add("direction.external", 1, 1, 0);  // says that the home networks name neither side, so who is the victim is open
    }
  }

  // The score of the strongest, and up to kFurther points for each further detector. Which of them speaks last does not matter.
  void correlation() {
    if (result_.own < kEvidence) return;
    int strongest = result_.own;
    int left = kMostFurther;
    for (const Voice& other : around_.others) {
      if (names_counted_ && other.detector == kNamingDetector) continue;  // the same facts, said twice
      for (const std::string_view id : other.techniques) name(id);
      if (other.score < kEvidence) continue;
      const int lead = std::max(0, other.score - strongest);  // of the first one only: they come in order
      const int further = std::min(left, lead > 0 ? std::min(result_.own, kFurther) : std::min(other.score, kFurther));
      strongest += lead;
      left -= further;
      if (lead + further <= 0) continue;
      add("correlation." + std::string(other.detector), other.score, kEvidence, lead + further);
      other_kind_ = other_kind_ || (other.score >= kSuspicious && !speaks_of_habits(other.detector));
    }
  }
  void name(std::string_view technique) {
    const auto named = [&](const std::vector<std::string_view>& ids) { return std::find(ids.begin(), ids.end(), technique) != ids.end(); };
    if (!named(finding_.techniques) && !named(result_.techniques)) result_.techniques.push_back(technique);
  }

  const detectors::Finding& finding_;
  const detectors::Context& context_;
  const Surroundings& around_;
  const model::Endpoints& ends_;
  Direction direction_;
  int base_;
  bool names_counted_ = false;
  bool other_kind_ = false;  // a further detector says "low" at least, and of more than habits
  Weighed result_;
};

}  // namespace

Weighed weigh(const detectors::Finding& finding, const detectors::Context& context, const Surroundings& around) {
  return Scale(finding, context, around).weigh();
}

}  // namespace sekisho::alerts
