// Help for metrics that do not bring their own.
#pragma once

#include <string>
#include <string_view>

namespace sekisho::metrics {

/// The text a component gave its metric; else the table's; else the name in words ("Queue depth").
std::string help_text(std::string_view name, std::string_view given);

}  // namespace sekisho::metrics
