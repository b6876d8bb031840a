// What a DNS answer says about addresses: which name leads to which, and for how long. Pure; nothing is kept.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "flow/base/ip_address.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::knowledge {

/// An address, with the name that the client has in mind when it connects there.
struct NamedAddress {
  IpAddress address;
  std::string_view name;  ///< Into the message. The name that was asked for, whatever CNAMEs lay between; a service's own host for SRV, MX, NS.
  std::uint32_t ttl = 0;  ///< Seconds: the least on the way.
};

/// The addresses of one response: A and AAAA of all sections, hints of HTTPS and SVCB (RFC 9460). Addresses that nothing in the message
/// connects with the question are left out of the additional section, and count as the question's in the answer section.
class Answers {
 public:
  /// @p message must outlive this object. One that is no successful response gives nothing.
  explicit Answers(const model::DnsMessage& message);
  std::span<const NamedAddress> addresses() const& { return {found_.data(), size_}; }
  std::span<const NamedAddress> addresses() && = delete;  ///< A loop over a temporary's would outlive it.

 private:
  // A message's own limit is 64 records a section; what is above these here is an answer nobody uses.
  static constexpr std::size_t kMost = 96;
  static constexpr std::size_t kAliases = 16;
  static constexpr std::size_t kTargets = 32;

  void follow_aliases(const model::DnsMessage& message);
  void collect_targets(const std::vector<model::DnsRecord>& records);
  bool is_alias(std::string_view name) const;
  bool is_target(std::string_view name) const;
  void add_address(const model::DnsRecord& record, std::string_view otherwise);
  void add_hints(const model::DnsRecord& record);
  void add(const IpAddress& address, std::string_view name, std::uint32_t ttl);

  std::string_view query_;
  std::string_view asked_;  // query_ without the labels of a service ("_443._https.")
  std::array<std::string_view, kAliases> aliases_;
  std::array<std::string_view, kTargets> targets_;
  std::array<NamedAddress, kMost> found_;
  std::size_t alias_count_ = 0;
  std::size_t target_count_ = 0;
  std::size_t size_ = 0;
  std::uint32_t alias_ttl_ = 0xFFFFFFFFU;
};

}  // namespace sekisho::detectors::knowledge
