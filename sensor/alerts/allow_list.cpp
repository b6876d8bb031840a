#include "sensor/alerts/allow_list.hpp"

#include <algorithm>

#include "flow/model/transport.hpp"

namespace sekisho::alerts {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

// "*.example.com", ".example.com" and "Example.com." all mean example.com and what lies below it.
std::string bare_domain(std::string_view text) {
  if (text.starts_with("*.")) text.remove_prefix(2);
  while (text.starts_with('.')) text.remove_prefix(1);
  while (text.ends_with('.')) text.remove_suffix(1);
  return lowered(text);
}

// At a label boundary: "evilexample.com" is not below "example.com".
bool is_below(std::string_view name, std::string_view domain) {
  if (domain.empty() || !name.ends_with(domain)) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

template <class T>
bool holds(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool matches(const AllowRule& rule, const Subject& subject) {
  if (rule.detector != "*" && rule.detector != subject.detector) return false;
  if (!rule.sources.empty() && !contains(rule.sources, subject.client)) return false;
  if (!rule.networks.empty() && !contains(rule.networks, subject.server)) return false;
  if (!rule.ports.empty() && (subject.port == 0 || !holds(rule.ports, subject.port))) return false;
  const auto below = [&](const std::string& domain) { return is_below(subject.name, domain); };
  if (!rule.domains.empty() && (subject.name.empty() || std::none_of(rule.domains.begin(), rule.domains.end(), below))) return false;
  const auto known = [&](const std::string& fingerprint) { return holds(rule.ja3, fingerprint); };
  return rule.ja3.empty() || std::any_of(subject.fingerprints.begin(), subject.fingerprints.end(), known);
}

void add_texts(std::vector<std::string>& out, const detectors::EvidenceValue& value) {
  if (const auto* one = std::get_if<std::string>(&value)) out.push_back(lowered(*one));
  if (const auto* many = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& text : *many) out.push_back(lowered(text));
  }
}

}  // namespace

Subject subject_of(std::string_view detector, const detectors::Finding& finding, const Fingerprint* seen) {
  Subject s;
  s.detector = detector;
  s.client = finding.flow.endpoints.client.address;
  s.server = finding.flow.endpoints.server.address;
  if (model::has_ports(finding.flow.transport)) s.port = finding.flow.endpoints.server.port;
  if (finding.object.source != detectors::NameSource::Address) s.name = bare_domain(finding.object.name);
  for (const auto& [key, value] : finding.evidence) {
    if (key == "ja3" || key == "ja4") add_texts(s.fingerprints, value);
  }
  if (seen != nullptr && !seen->ja3.empty()) s.fingerprints.emplace_back(seen->ja3.view());
  if (seen != nullptr && !seen->ja4.empty()) s.fingerprints.emplace_back(seen->ja4.view());
  return s;
}

void AllowList::set(const std::vector<AllowRule>& rules) {
  for (const Rule& old : rules_) {
    if (old.told) old.cells.expired->set(0);
  }
  rules_.clear();
  for (const AllowRule& given : rules) {
    Rule& r = rules_.emplace_back(Rule{given, cells(given.name), false});
    for (std::string& domain : r.rule.domains) domain = bare_domain(domain);
    for (std::string& fingerprint : r.rule.ja3) fingerprint = lowered(fingerprint);
  }
}

AllowList::Cells AllowList::cells(const std::string& name) {
  const std::string label = cells_.size() < kMostNames || cells_.contains(name) ? name : "other";
  Cells& c = cells_[label];
  if (c.hits == nullptr) {
    c.hits = &counters_.counter("sekisho_allow_rule_hits_total", "Findings that an allow rule kept from becoming alerts", {{"rule", label}});
    c.expired = &counters_.gauge("sekisho_allow_rule_expired", "1 where an allow rule is past its day and does nothing", {{"rule", label}});
  }
  return c;
}

void AllowList::tick(Timestamp now) {
  for (Rule& r : rules_) {
    if (r.told || !r.rule.expires || now < *r.rule.expires) continue;
    r.told = true;
    r.cells.expired->set(1);
  }
}

const AllowList::Rule* AllowList::match(const Subject& subject, Timestamp now) const {
  const auto it = std::find_if(rules_.begin(), rules_.end(),
                               [&](const Rule& r) { return (!r.rule.expires || now < *r.rule.expires) && matches(r.rule, subject); });
  return it == rules_.end() ? nullptr : &*it;
}

bool AllowList::hit(const Subject& subject, Timestamp now) {
  const Rule* rule = match(subject, now);
  if (rule != nullptr) rule->cells.hits->add();
  return rule != nullptr;
}

}  // namespace sekisho::alerts
