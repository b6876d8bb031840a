// The parts behind Knowledge, and how events reach them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "detectors/knowledge/answers.hpp"
#include "detectors/knowledge/host_name.hpp"
#include "detectors/knowledge/identities.hpp"
#include "detectors/knowledge/knowledge.hpp"
#include "detectors/knowledge/lookups.hpp"
#include "detectors/knowledge/meters.hpp"
#include "detectors/knowledge/name_table.hpp"
#include "detectors/knowledge/networks.hpp"
#include "detectors/knowledge/objects.hpp"
#include "detectors/knowledge/places.hpp"
#include "detectors/knowledge/resolvers.hpp"
#include "detectors/knowledge/suffixes.hpp"

namespace sekisho::detectors::knowledge {

class Knowledge::Impl {
 public:
  Impl(const KnowledgeOptions& options, Counters& counters, HashSeed seed, std::unique_ptr<Suffixes> suffixes, std::unique_ptr<Places> places);

  void configure(const KnowledgeOptions& options);
  void learn(const model::FlowEvent& event);
  void tick(Timestamp now);

  /// The best name for what a flow talks to. name is empty where it is an address: `address`.
  struct Named {
    std::string_view name;  ///< Into @p claimed or a table: until the next event.
    IpAddress address;
    NameSource source = NameSource::Address;
  };
  /// @p claimed the name in the flow; @p as_written the same before it was read.
  Named name_of(const model::FlowRef& flow, const HostName& claimed, std::string_view as_written) const;
  Prevalence prevalence(const Object& object) const;
  std::uint64_t hash(const IpAddress& address) const { return address.hash(seed_); }

  /// Takes what an earlier process saved in @p options.state_dir. Call once, before anything is learnt.
  void restore(const KnowledgeOptions& options);
  Result<void> save() const;

  HashSeed seed_;
  HomeNetworks home_;
  Sanctions sanctions_;
  Resolvers resolvers_;
  NameTable names_;
  Objects objects_;
  Lookups lookups_;
  Identities identities_;
  std::unique_ptr<Suffixes> suffixes_;
  std::unique_ptr<Places> places_;
  Timestamp now_;
  std::string state_problem_;
  std::uint64_t home_flows_ = 0;
  std::uint64_t all_flows_ = 0;

 private:
  struct Claim {
    NamePool::Ref name;
    NameSource source = NameSource::Address;
  };
  // The event at hand: what each handler needs to know of it.
  struct Scene {
    const model::FlowEvent& event;
    std::uint64_t client = 0;
    std::uint64_t server = 0;
    bool home_client = false;
  };

  void on(const model::FlowEstablished& body, const Scene& scene);
  void on(const model::FlowClassified& body, const Scene& scene);
  void on(const model::FlowMilestone& body, const Scene& scene);
  void on(const model::FlowEnded& body, const Scene& scene);
  void on(const model::DnsMessage& body, const Scene& scene);
  void on(const model::TlsClientHello& body, const Scene& scene);
  void on(const model::HttpTransaction& body, const Scene& scene);
  void on(const model::DhcpLease& body, const Scene& scene);
  void on(const model::AddressClaim& body, const Scene& scene);
  void on(const model::NetbiosName& body, const Scene& scene);
  template <class Other>
  void on(const Other&, const Scene&) {}

  void advance(Timestamp now);
  void asked(const model::DnsMessage& message, const Scene& scene);
  void answered(const model::DnsMessage& message, const Scene& scene);
  void discovered(const model::DnsMessage& message, const Scene& scene);
  void introduced(const model::DnsMessage& message, const Scene& scene);
  void framed(const model::FlowEstablished& body, const Scene& scene);
  void claim(std::string_view name, NameSource source, const Scene& scene);
  void contact(std::string_view name, const IpAddress& address, const Scene& scene);
  std::uint64_t name_key(std::string_view name) const;
  std::uint64_t address_key(const IpAddress& address) const { return ~address.hash(store_seed_); }
  std::uint64_t thing_key(std::string_view thing) const;
  void met(std::string_view kind, std::string_view text, const Scene& scene);
  void measure();

  HashSeed store_seed_;  // of objects and their clients: the seed of the process that began the state, so that keys stay what they are
  std::string state_file_;
  std::uint64_t place_epoch_ = 0;  // of the place databases in use
  Duration places_from_{};         // what was learnt when they came into use
  Duration learning_{};
  Duration learnt_{};  // packet time seen, gaps capped
  bool started_ = false;
  std::uint64_t ended_ = 0;  // key of the flow that ended with the last event; its claim goes with the next
  KeyedMap<Claim> claims_;   // after names_: its Refs point there
  support::BasicDistinctCounter<12> home_clients_;
  std::uint32_t home_count_ = 0;  // of them: 4,096 registers are too many for every question

  TableMeter names_meter_, claims_meter_, objects_meter_, resolvers_meter_, lookups_meter_, leases_meter_;
  Counter& overruns_;
  Gauge& learning_gauge_;
};

}  // namespace sekisho::detectors::knowledge
