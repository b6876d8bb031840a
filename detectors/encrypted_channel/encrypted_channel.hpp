// Finds encrypted channels that are odd in themselves: certificates, hellos, and encryption in no known protocol.
//
// Reads    ClientHellos, ServerHellos, certificates, classifications and ends of flows.
// Keeps    handshakes of open flows, channels (client, object) that were told, and how many servers of unknown encryption each client
//          talks to: three tables of at most `max_keys`; the least recently used leaves, counted.
// Time     packet time. What has been silent for a day is dropped by on_tick().
// Threads  the analysis thread only; no locks.
// Thresholds, false positives, evasions: README.md beside this file.
#pragma once

#include "detectors/api/detector.hpp"
#include "detectors/encrypted_channel/judge.hpp"
#include "detectors/encrypted_channel/params.hpp"
#include "detectors/encrypted_channel/report.hpp"
#include "detectors/support/distinct_counter.hpp"
#include "flow/base/keyed_map.hpp"

namespace sekisho::detectors::encrypted_channel {

class EncryptedChannel final : public Detector {
 public:
  EncryptedChannel(const Params& params, HashSeed seed);

  void on_event(const model::FlowEvent& event, const Context& context, FindingSink& sink) override;
  void on_tick(Timestamp now, const Context& context, FindingSink& sink) override;
  Result<void> reconfigure(const ConfigView& config) override;
  StateUsage usage() const override;

 private:
  /// An open flow's handshake, and the name it asked for.
  struct Open {
    Handshake handshake;
    std::string server_name;
    bool told = false;
  };
  struct Channel {
    Timestamp first, last, said_at;
    std::uint64_t flows = 0;
    int said = 0;
  };
  struct Crowd {
    support::BasicDistinctCounter<6> servers;
    Timestamp since;
  };
  struct Scene {
    const model::FlowEvent& event;
    const Context& context;
    FindingSink& sink;
  };

  void on(const model::TlsClientHello& hello, const Scene& scene);
  void on(const model::TlsCertificate& certificate, const Scene& scene);
  void on_record(const model::FlowRecord& record, const Scene& scene);
  void look(Open& open, const model::FlowRecord* record, const Scene& scene);
  void look_at_noise(const model::FlowRecord& record, const Scene& scene);
  Surroundings surroundings(const Object& object, const Scene& scene) const;
  Channel& channel_of(const Object& object, const Scene& scene);
  bool worth_saying(Channel& channel, int score, bool at_end, Timestamp now) const;

  Params params_;
  HashSeed seed_;
  KeyedMap<Open> open_;
  KeyedMap<Channel> channels_;
  KeyedMap<Crowd> crowds_;
};

extern const DetectorInfo kDetector;

}  // namespace sekisho::detectors::encrypted_channel
