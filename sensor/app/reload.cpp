#include "sensor/app/reload.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string_view>

namespace sekisho::app {
namespace {

// What a reload hands on (Daemon::try_reload); the rest is built into threads, sockets and tables when the sensor starts.
constexpr std::array<std::string_view, 8> kTaken{"sensor.log_level", "network.home", "network.resolvers", "network.sanctioned",
                                                 "network.learning", "alerts.",      "outputs.eve.",      "detectors."};
constexpr std::array<std::string_view, 2> kNotTaken{"alerts.max_episodes", "outputs.eve.enabled"};

bool is_taken(std::string_view key) {
  const auto begins = [&](std::string_view prefix) { return key.starts_with(prefix); };
  if (std::any_of(kNotTaken.begin(), kNotTaken.end(), begins)) return false;
  // Bounds of memory, by their name: Detector::reconfigure leaves them alone.
  if (begins("detectors.") && key.find(".max_") != std::string_view::npos) return false;
  return std::any_of(kTaken.begin(), kTaken.end(), begins);
}

using Flat = std::map<std::string, std::string>;

void flatten(const ConfigNode& node, const std::string& path, Flat& flat) {
  switch (node.kind) {
    case ConfigNode::Kind::Absent:
      return;
    case ConfigNode::Kind::Scalar:
      flat[path] += node.scalar + '\n';
      return;
    case ConfigNode::Kind::List:
      flat[path] += "list\n";
      for (const ConfigNode& item : node.list) flatten(item, path, flat);
      return;
    case ConfigNode::Kind::Map:
      for (const auto& [key, value] : node.map) {
        std::string child = path;
        if (!child.empty()) child += '.';
        flatten(value, child + key, flat);
      }
  }
}

Flat flatten(const settings::Settings& settings) {
  Flat flat;
  if (settings.tree) flatten(*settings.tree, {}, flat);
  return flat;
}

}  // namespace

std::vector<std::string> waiting_for_restart(const settings::Settings& started, const settings::Settings& fresh) {
  const Flat before = flatten(started);
  const Flat after = flatten(fresh);
  std::vector<std::string> keys;
  const auto differs = [](const Flat& other, const auto& item) {
    const auto found = other.find(item.first);
    return found == other.end() || found->second != item.second;
  };
  for (const auto& item : before) {
    if (differs(after, item) && !is_taken(item.first)) keys.push_back(item.first);
  }
  for (const auto& item : after) {
    if (!before.contains(item.first) && !is_taken(item.first)) keys.push_back(item.first);
  }
  std::vector<std::string> off = started.disabled_detectors;
  std::vector<std::string> now_off = fresh.disabled_detectors;
  std::sort(off.begin(), off.end());
  std::sort(now_off.begin(), now_off.end());
  std::vector<std::string> switched;
  std::set_symmetric_difference(off.begin(), off.end(), now_off.begin(), now_off.end(), std::back_inserter(switched));
  for (const std::string& name : switched) keys.push_back("detectors." + name + ".enabled");
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace sekisho::app
