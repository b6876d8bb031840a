// Configuration trees as code: what the YAML reader would make of a file, each value with its place.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "detectors/api/config_view.hpp"

namespace sekisho {

inline ConfigNode scalar(std::string text, int line = 1) {
  ConfigNode n;
  n.kind = ConfigNode::Kind::Scalar;
  n.scalar = std::move(text);
  n.line = line;
  n.column = 5;
  return n;
}
inline ConfigNode quoted(std::string text) {
  ConfigNode n = scalar(std::move(text));
  n.quoted = true;
  return n;
}
inline ConfigNode list(std::vector<ConfigNode> items) {
  ConfigNode n;
  n.kind = ConfigNode::Kind::List;
  n.list = std::move(items);
  n.line = 1;
  n.column = 5;
  return n;
}
/// Keys stand on lines 1, 2, … in column 3.
inline ConfigNode section(const std::vector<std::pair<std::string, ConfigNode>>& items) {
  ConfigNode n;
  n.kind = ConfigNode::Kind::Map;
  n.line = 1;
  n.column = 1;
  int line = 0;
  for (const auto& [key, value] : items) {
    n.key_places.emplace_back(++line, 3);
    n.map.emplace_back(key, value);
    n.map.back().second.line = line;
  }
  return n;
}

}  // namespace sekisho
