// What the sensor has learnt about the network: home networks, names that addresses were looked up by, how common
// each destination is, resolvers, who holds which address. Detectors see it as Context.
//
// Reads    every event, before any detector does.
// Keeps    names per (client, address), at most KnowledgeOptions::max_names; objects, at most max_objects; both evict
//          by age and value, counted.
// Time     packet time.  Threads  the analysis thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "detectors/api/context.hpp"
#include "flow/base/counters.hpp"
#include "flow/base/hash.hpp"
#include "flow/model/flow_event.hpp"

namespace sekisho::detectors::knowledge {

/// A service the operator vouches for: context takes points off, it never silences.
struct Sanction {
  std::string kind;  ///< "ntp", "dns", "proxy", "backup", "monitoring", "vpn", …
  std::vector<Network> networks;
  std::vector<std::string> names;  ///< Domain suffixes; the apex is included.
};

struct KnowledgeOptions {
  std::vector<Network> home;         ///< Default: RFC 1918, fc00::/7, link-local, 100.64.0.0/10, loopback.
  std::vector<IpAddress> resolvers;  ///< Configured resolvers; others are learnt.
  std::vector<Sanction> sanctioned;
  Duration learning = 7 * 24h;  ///< Before this much packet time has been seen nothing counts as rare or new.
  std::size_t max_names = 500'000;
  std::size_t max_objects = 250'000;
  std::string public_suffix_file;  ///< Empty: the system's list through libpsl.
  std::string country_file;        ///< MaxMind database; empty: countries are unknown.
  std::string asn_file;
  std::string state_dir;  ///< Where what was learnt outlives the process ("knowledge.state"); empty: nowhere.
};

/// The default home networks.
std::vector<Network> default_home_networks();

class Knowledge final : public Context {
 public:
  /// An Error where a named file cannot be read.
  static Result<std::unique_ptr<Knowledge>> create(const KnowledgeOptions& options, Counters& counters, HashSeed seed);
  ~Knowledge() override;

  /// Learns from one event. Call before the detectors see it.
  void learn(const model::FlowEvent& event);
  /// Packet time moved: forgets what has expired.
  void tick(Timestamp now);
  /// Takes new home networks, sanctions and resolvers; keeps what was learnt.
  void reconfigure(const KnowledgeOptions& options);
  /// Writes what makes things old or common to state_dir, if there is one: objects, clients, how long was learnt. An Error names the file.
  Result<void> save() const;
  /// Why the state of an earlier process was not taken; empty where it was, or where there is none.
  const std::string& state_problem() const;
  /// Flows seen so far with a home address on either side, and all: "no home traffic seen" is a warning.
  std::uint64_t home_flows() const;
  std::uint64_t all_flows() const;

  bool is_home(const IpAddress& address) const override;
  Direction direction(const model::Endpoints& endpoints) const override;
  bool is_local_scope(const IpAddress& address) const override;
  Object object_of(const model::FlowRef& flow, std::string_view server_name) const override;
  Prevalence prevalence(const Object& object) const override;
  bool is_resolver(const IpAddress& address) const override;
  std::string_view registered_domain(std::string_view name) const override;
  std::optional<Duration> dns_ttl(const IpAddress& client, const IpAddress& address) const override;
  bool never_resolved(const IpAddress& client, const IpAddress& address) const override;
  Place place_of(const IpAddress& address) const override;
  Identity identity_of(const IpAddress& address, Timestamp time) const override;
  bool is_sanctioned(std::string_view kind, const IpAddress& server, std::string_view name) const override;

 private:
  Knowledge();
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sekisho::detectors::knowledge
