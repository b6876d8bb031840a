// What one detector says, with its numbers. The alert manager turns findings into alerts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "detectors/api/context.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors {

/// A measured value that counted, beside the threshold it crossed.
struct Indicator {
  std::string name;  ///< Within the detector: "interval", "size". Alerts show "beacon.interval".
  double value = 0;
  double threshold = 0;
  int points = 0;  ///< Its share of the score; 0 for context.
};

using EvidenceValue = std::variant<std::int64_t, double, bool, std::string, std::vector<std::string>, std::vector<double>>;
/// Ordered, so that the same finding prints the same bytes.
using Evidence = std::vector<std::pair<std::string, EvidenceValue>>;

/// Why a detector fired; stable for ever, because signature ids are made of it.
struct Reason {
  std::uint8_t code = 0;   ///< 1 … 99 within the detector.
  std::string_view title;  ///< "Periodic contact": becomes the alert's signature.
};

struct Finding {
  Timestamp time;
  Reason reason;
  int score = 0;                             ///< 0 … 100 before context (prevalence, names, correlation) is weighed.
  model::FlowRef flow;                       ///< The flow that completed the evidence; its client is the suspected victim's side.
  Object object;                             ///< What the client talks to; the key of episodes and incidents together with the client.
  model::AppLabel label;                     ///< Of that flow; may be unknown.
  bool many_servers = false;                 ///< True where the evidence spans several servers; flow names the latest.
  std::vector<std::string_view> techniques;  ///< ATT&CK ids: "T1071.004". Static text.
  std::vector<Indicator> indicators;
  Evidence evidence;
  std::string sentence;  ///< One sentence a person can act on, numbers included, hostile text left out or quoted by quote().
  Timestamp first_seen;
  Timestamp last_seen;
  std::uint64_t flows = 1;  ///< Flows or messages that it rests on.
  std::uint64_t bytes_to_server = 0;
  std::uint64_t bytes_to_client = 0;
};

}  // namespace sekisho::detectors
