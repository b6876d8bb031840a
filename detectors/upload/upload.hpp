// Finds clients that send more than they receive: connections, HTTP posts that no page led to, mail and FTP as a way out, and data in DNS names.
//
// Reads    HTTP transactions, bursts, DNS messages, milestones and ends of flows; never another detector.
// Keeps    requests by (client, host), names by (client, registered domain), connections already told or asked by their server, FTP pairs and
//          crowds: five tables of at most `max_keys` each; the least interesting of the oldest leaves, counted.
// Time     packet time. What has been silent for a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include <string>

#include "detectors/api/detector.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "detectors/upload/judge.hpp"
#include "detectors/upload/params.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::upload {

class Upload final : public Detector {
 public:
  Upload(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  struct Said {
    Timestamp first, last, at;
    int score = 0;
  };
  struct Host {
    Requests requests;
    std::uint64_t uri = 0;  ///< Hash of the last post's.
    Said said;
  };
  struct Domain {
    Names names;
    support::BasicDistinctCounter<8> seen;
    Said said;
  };
  struct Talk {
    std::uint32_t asked = 0;
    Said said;
  };
  /// The latest FTP control connection of two hosts.
  struct FilePair {
    Timestamp at;
    bool odd_port = false;
  };
  struct Crowd {
    support::BasicDistinctCounter<6> servers;
    Timestamp since;
  };
  struct HostWorth {
    double operator()(const Host& h) const { return h.requests.posts; }
  };
  struct DomainWorth {
    double operator()(const Domain& d) const { return static_cast<double>(d.names.up); }
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void on(const model::HttpTransaction& t, const Scene& scene);
  void on(const model::DnsMessage& m, const Scene& scene);
  void on(const model::DataBurst& burst, const Scene& scene);
  void look(const model::FlowRecord& record, const Scene& scene, bool over);
  Exchange exchange_of(const model::FlowRecord& record, const Object& object, const Scene& scene);
  bool in_crowd(const model::FlowRecord& record, Timestamp now);
  bool worth_saying(Said& said, int score, Timestamp now) const;
  std::uint64_t key_of(const model::FlowRef& flow, std::string_view name) const;
  std::uint64_t pair_key(const model::FlowRef& flow) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Host, HostWorth> hosts_;
  KeyedMap<Domain, DomainWorth> domains_;
  KeyedMap<Talk> talks_;
  KeyedMap<FilePair> file_pairs_;
  KeyedMap<Crowd> crowds_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::upload
