#include "detectors/multi_stage/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::multi_stage {

Finding make_finding(const Verdict& v, const Next& n, Timestamp now) {
  const Download& d = n.download;
  const auto whole = [](std::uint64_t x) { return static_cast<std::int64_t>(x); };
  Finding f;
  f.time = now;
  f.reason = n.same_host ? Reason{2, "a host that handed out a program speaks another protocol"}
                         : Reason{1, "a program was fetched, then another server called"};
  f.score = v.score;
  f.flow = n.flow;
  f.label = n.label;
  f.object = n.object;
  f.techniques = {"T1104"};
  f.indicators = v.indicators;
  f.evidence = {
      {"download_from", quote(d.object.name)},
      {"download_uri", quote(d.uri.view())},
      {"download_bytes", whole(d.bytes)},
      {"seconds_after", support::rounded(seconds(n.first - d.at))},
      {"calls", whole(n.calls)},
  };
  f.sentence = fmt::format("{} fetched \"{}\" from {} and {} later called {}, {} times so far", n.flow.endpoints.client.address.to_string(),
                           quote(d.uri.view()), quote(d.object.name), human(n.first - d.at), support::server_text(n.flow), n.calls);
  f.first_seen = d.at;
  f.last_seen = n.last;
  f.flows = n.calls + 1;
  return f;
}

}  // namespace sekisho::detectors::multi_stage
