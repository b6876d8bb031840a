// Home hosts that pass on what they are sent: bursts that come in from one host and go out to another, of the same size, at once.
//
// Keeps    the latest bursts that each home host was sent, and the pairs of conversations that matched: `max_keys` of each.
// Time     packet time of the bursts.
// Threads  one.
#pragma once

#include <array>
#include <cstdint>

#include "detectors/api/context.hpp"
#include "detectors/proxy/params.hpp"
#include "flow/base/hash.hpp"
#include "flow/base/keyed_map.hpp"
#include "flow/model/flow_event.hpp"

namespace sekisho::detectors::proxy {

/// Two conversations of one home host.
struct Passed {
  IpAddress relay;
  IpAddress from;             ///< Who sent it in.
  IpAddress to;               ///< Whom it was passed to.
  std::uint32_t matches = 0;  ///< Bursts passed on.
  std::uint32_t bursts = 0;   ///< Bursts on the way out.
  bool called_out = false;    ///< One of the two is a server outside that the host itself had called.
  Timestamp first;
};

class Relays {
 public:
  Relays(const Params& params, HashSeed seed);

  /// @return what is known of the conversations that @p burst of @p flow continues; nullptr where nothing was passed on.
  const Passed* burst(const model::FlowRef& flow, const model::DataBurst& burst, const Context& context, const Params& params);

  std::size_t size() const { return hosts_.size() + passed_.size(); }
  std::size_t capacity() const { return hosts_.capacity() + passed_.capacity(); }
  std::size_t bytes() const { return hosts_.bytes() + passed_.bytes(); }
  std::uint64_t evictions() const { return hosts_.evictions() + passed_.evictions(); }

 private:
  struct In {
    Timestamp start;
    std::uint32_t bytes = 0;
    IpAddress from;
    bool called = false;  ///< By the host, outside.
  };
  struct Out {
    Timestamp start;
    std::uint32_t bytes = 0;
    IpAddress to;
    bool called = false;
  };
  /// What a home host was sent and what it sent. A burst is told when it is over, so either may come first.
  struct Host {
    std::array<In, 4> ins{};
    std::array<Out, 4> outs{};
    std::uint8_t next_in = 0;
    std::uint8_t next_out = 0;
  };
  struct PassedWorth {
    double operator()(const Passed& p) const { return p.matches; }
  };

  const Passed* came_in(const IpAddress& host, const In& in, const Params& params);
  const Passed* went_out(const IpAddress& host, const Out& out, const Params& params);
  const Passed* note(const IpAddress& host, const In& in, const Out& out);
  std::uint64_t way(const IpAddress& host, const IpAddress& to) const { return mix(host.hash(seed_), to.hash(seed_)); }

  HashSeed seed_;
  KeyedMap<Host> hosts_;
  KeyedMap<Passed, PassedWorth> passed_;
};

}  // namespace sekisho::detectors::proxy
