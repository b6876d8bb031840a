// How much a download and the server that is called after it count as stages of one attack. Pure: this is where the arithmetic is tested.
#pragma once

#include <cstdint>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/multi_stage/params.hpp"
#include "flow/base/inline_string.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::multi_stage {

/// A program that a client fetched over HTTP.
struct Download {
  Timestamp at;
  std::uint64_t target = 0;  ///< Keyed hash of the domain, or of the address where nothing names it; 0 where the place is free.
  IpAddress address;
  std::uint16_t port = 0;
  std::uint64_t bytes = 0;
  Object object;
  InlineString<63> uri;
  bool bare = false;  ///< From an address without a name.
  bool tool = false;  ///< By a program that is no browser, by its own words.
};

/// A server that was called after it.
struct Next {
  std::uint64_t target = 0;  ///< With the port; 0 where the place is free.
  Timestamp first, last;
  std::uint32_t calls = 0;
  Object object;
  model::FlowRef flow;  ///< The latest.
  model::AppLabel label;
  bool bare = false;
  bool same_host = false;  ///< The download's own address, by another protocol on another port.
  Download download;       ///< The latest before it.
};

struct Verdict {
  int score = 0;  ///< 0 … 100
  std::vector<Indicator> indicators;
};

/// True where the response to @p http is a program or a script by its type or its name, of a size that @p params allow.
bool is_program(const model::HttpTransaction& http, const Params& params);
/// True where the user agent is absent or names a tool, a library or a script host.
bool is_tool(std::string_view user_agent);

Verdict judge(const Next& next, const Params& params);

}  // namespace sekisho::detectors::multi_stage
