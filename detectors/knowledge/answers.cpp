#include "detectors/knowledge/answers.hpp"

#include <algorithm>

namespace sekisho::detectors::knowledge {
namespace {

enum Type : std::uint16_t { kA = 1, kNs = 2, kCname = 5, kMx = 15, kAaaa = 28, kSrv = 33, kSvcb = 64, kHttps = 65 };
constexpr std::size_t kLongestData = 255;  // what flow/parse keeps of a record's data

// "_8443._https.example.com" is asked by who wants to connect to example.com.
std::string_view without_service(std::string_view name) {
  while (name.starts_with('_')) {
    const auto dot = name.find('.');
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  return name;
}

// The target of SRV and MX without the numbers that may stand before it.
std::string_view target_of(const model::DnsRecord& record) {
  std::string_view target = record.data;
  if (const auto space = target.rfind(' '); space != std::string_view::npos) target.remove_prefix(space + 1);
  if (target.ends_with('.')) target.remove_suffix(1);
  return target;
}

// Takes what comes before @p separator off the front of @p rest.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::string_view part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

}  // namespace

Answers::Answers(const model::DnsMessage& message) {
  if (!message.response || message.opcode != 0 || message.rcode != 0) return;
  query_ = message.query;
  asked_ = without_service(query_);
  follow_aliases(message);
  collect_targets(message.answers);
  collect_targets(message.authorities);
  for (const model::DnsRecord& r : message.answers) {
    // mDNS answers without repeating the question: a record then speaks for itself.
    add_address(r, query_.empty() ? std::string_view(r.name) : asked_);
    add_hints(r);
  }
  for (const model::DnsRecord& r : message.additionals) {
    add_address(r, query_.empty() ? std::string_view(r.name) : std::string_view());
    add_hints(r);
  }
}

void Answers::follow_aliases(const model::DnsMessage& message) {
  if (query_.empty()) return;
  aliases_[alias_count_++] = query_;
  if (asked_ != query_) aliases_[alias_count_++] = asked_;
  // Records come in order as a rule; a server that shuffles them costs another round each.
  for (bool grown = true; grown && alias_count_ < kAliases;) {
    grown = false;
    for (const model::DnsRecord& r : message.answers) {
      const bool alias = r.type == kCname && !r.data.empty() && is_alias(r.name) && !is_alias(r.data);
      if (!alias || alias_count_ == kAliases) continue;
      aliases_[alias_count_++] = r.data;
      alias_ttl_ = std::min(alias_ttl_, r.ttl);
      grown = true;
    }
  }
}

void Answers::collect_targets(const std::vector<model::DnsRecord>& records) {
  for (const model::DnsRecord& r : records) {
    if (r.type != kSrv && r.type != kMx && r.type != kNs) continue;
    const std::string_view target = target_of(r);
    if (!target.empty() && target_count_ < kTargets) targets_[target_count_++] = target;
  }
}

bool Answers::is_alias(std::string_view name) const {
  return std::find(aliases_.begin(), aliases_.begin() + alias_count_, name) != aliases_.begin() + alias_count_;
}
bool Answers::is_target(std::string_view name) const {
  return std::find(targets_.begin(), targets_.begin() + target_count_, name) != targets_.begin() + target_count_;
}

void Answers::add_address(const model::DnsRecord& r, std::string_view otherwise) {
  if (r.type != kA && r.type != kAaaa) return;
  if (is_alias(r.name)) {
    add(r.address, asked_, std::min(r.ttl, alias_ttl_));
  } else if (is_target(r.name)) {
    add(r.address, r.name, r.ttl);
  } else if (!otherwise.empty()) {
    add(r.address, otherwise, r.ttl);
  }
}

void Answers::add_hints(const model::DnsRecord& r) {
  if ((r.type != kHttps && r.type != kSvcb) || r.data.empty()) return;
  const std::string_view name = is_alias(r.name) ? asked_ : without_service(r.name);
  std::string_view rest = r.data;
  if (rest.size() >= kLongestData) rest = rest.substr(0, rest.find_last_of(" ,"));  // cut: its last address may be half of one
  while (!rest.empty()) {
    const std::string_view parameter = take_until(rest, ' ');
    if (!parameter.starts_with("ipv4hint=") && !parameter.starts_with("ipv6hint=")) continue;
    std::string_view list = parameter.substr(parameter.find('=') + 1);
    while (!list.empty()) {
      if (const auto address = IpAddress::parse(take_until(list, ','))) add(*address, name, r.ttl);
    }
  }
}

void Answers::add(const IpAddress& address, std::string_view name, std::uint32_t ttl) {
  // 0.0.0.0 and loopback are how filters and reputation lists say no.
  if (size_ == kMost || name.empty() || address.is_unspecified() || address.is_loopback()) return;
  found_[size_++] = {address, name, ttl};
}

}  // namespace sekisho::detectors::knowledge
