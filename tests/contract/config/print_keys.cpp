// Every key that the sensor reads, as JSON on standard output: what the shipped configuration and its schema are held against.
#include <iostream>
#include <string>
#include <vector>

#include "detectors/api/detector.hpp"
#include "sensor/outputs/json_writer.hpp"
#include "sensor/settings/settings.hpp"

namespace {

using sekisho::ConfigKey;

void print(sekisho::outputs::JsonWriter& json, const std::string& path, const std::vector<ConfigKey>& keys) {
  json.open_element();
  json.text("path", path);
  json.open_array("keys");
  for (const ConfigKey& key : keys) {
    json.open_element();
    json.text("name", key.name);
    json.text("type", key.type);
    json.text("default", key.default_value, 1 << 16);
    json.text("range", key.range);
    json.close();
  }
  json.close_array();
  json.close();
}

}  // namespace

int main() {
  sekisho::outputs::JsonWriter json;
  json.start();
  json.open_array("sections");
  std::vector<std::string> names;
  for (const auto* detector : sekisho::detectors::all_detectors()) names.emplace_back(detector->name);
  for (const auto& section : sekisho::settings::sections(names)) print(json, section.path, section.keys);
  for (const auto* detector : sekisho::detectors::all_detectors()) {
    auto keys = detector->parameters();
    keys.insert(keys.begin(), ConfigKey{"enabled", "boolean", "true", ""});  // the sensor's own key in each section
    print(json, "detectors." + std::string(detector->name), keys);
  }
  json.close_array();
  std::cout << json.finish();
}
