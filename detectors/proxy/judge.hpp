// How much a carrier says. Pure: this is where the arithmetic is tested.
#pragma once

#include <cstdint>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/proxy/agents.hpp"
#include "detectors/proxy/carriers.hpp"
#include "detectors/proxy/params.hpp"
#include "detectors/proxy/relays.hpp"
#include "detectors/proxy/web.hpp"

namespace sekisho::detectors::proxy {

/// What is known around a flow.
struct Surroundings {
  Direction direction = Direction::Outbound;
  bool itself = false;          ///< Client and server are one host.
  bool named = false;           ///< Somebody looked the server up, or the flow names it.
  bool never_resolved = false;  ///< The client's lookups are visible, and this was not among them.
  bool sanctioned = false;      ///< A proxy or VPN that the operator vouches for.
  bool guessed = false;         ///< Who the client is was guessed.
  std::uint16_t port = 0;       ///< The server's.
};

struct Verdict {
  int score = 0;
  std::vector<Indicator> indicators;
};

/// Facts of a CONNECT or of a whole URI in a request line.
struct Request {
  bool connect = false;
  bool numeric = false;     ///< The target is an address.
  bool odd_port = false;    ///< CONNECT to another port than the web's.
  bool other_host = false;  ///< URI and Host header name different sites.
  bool resolves = false;    ///< The target is the server's own name: a client that spells URIs out, and no proxy.
};

/// Facts of an upgraded connection.
struct Upgrade {
  bool browser = false;       ///< The user agent claims to be one.
  bool bare_host = false;     ///< The Host header is an address, or a name of this machine.
  bool port_in_host = false;  ///< The Host header names a port: not the web's.
};

/// Facts of a TLS hello to a server that may be Tor's.
struct TorHello {
  bool tor_name = false;
  bool tor_port = false;  ///< 9001, 9030 and the like.
};

Verdict judge(const Carrier& carrier, const Surroundings& around, const Params& params);
Verdict judge(const Request& request, const Surroundings& around, const Params& params);
Verdict judge(const Upgrade& upgrade, const Surroundings& around, const Params& params);
Verdict judge(const TorHello& hello, const Surroundings& around, const Params& params);
/// @p all requests of this client to this server, to any path.
Verdict judge(const Script& script, std::uint32_t all, const Surroundings& around, const Params& params);
Verdict judge(const Agent& agent, const Surroundings& around, const Params& params);
Verdict judge(const Passed& passed, const Surroundings& around, const Params& params);
/// The name on the envelope and the one inside belong to different owners. @p visible: both were read in clear text.
Verdict judge_front(bool visible, const Surroundings& around, const Params& params);

}  // namespace sekisho::detectors::proxy
