// YAML text to the tree that ConfigReader reads. The only face of yaml-cpp.
#pragma once

#include <cstddef>
#include <string>

#include "detectors/api/config_view.hpp"
#include "flow/base/result.hpp"

namespace sekisho::settings {

constexpr std::size_t kMostYamlBytes = 4UL * 1024 * 1024;

/// @p name stands for the file in messages ("sekisho.yaml:3:5: …"). Text beyond kMostYamlBytes, 100,000 values (aliases count as often as
/// they are used) or 32 levels is refused; so are a second document and keys that stand twice.
Result<ConfigNode> read_yaml(const std::string& text, const std::string& name);

}  // namespace sekisho::settings
