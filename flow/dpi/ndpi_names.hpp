// The words of nDPI's versions, mapped to ours. Its numbers (protocol ids, risk bits, confidences) change their meaning from version to
// version; its texts are only reworded, so texts are what is mapped. Pure functions; no nDPI header.
#pragma once

#include <optional>
#include <string_view>

#include "flow/dpi/risk.hpp"
#include "flow/model/app_label.hpp"

namespace sekisho::dpi {

/// The name that nDPI 4.2 has for a protocol which later versions renamed; any other as it is. Empty for "Unknown".
std::string_view canonical_protocol(std::string_view name);
/// What nDPI's text for a risk means to us; nothing for risks without a place in Risk.
std::optional<Risk> risk_of_text(std::string_view text);
/// Port, address list and cache stay guesses; what an operator's rule or a statistical match found is Partial.
model::Confidence confidence_of_text(std::string_view text);

}  // namespace sekisho::dpi
