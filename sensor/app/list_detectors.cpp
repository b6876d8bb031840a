#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "sensor/alerts/alert.hpp"
#include "sensor/app/commands.hpp"
#include "sensor/outputs/json_writer.hpp"

namespace sekisho::app {
namespace {

using detectors::DetectorInfo;

void print_table() {
  for (const DetectorInfo* d : detectors::all_detectors()) {
    std::cout << fmt::format("{} ({}): {}\n", d->name, d->maturity, d->summary);
    for (const std::string_view id : d->techniques) std::cout << fmt::format("    {:<10} {}\n", id, alerts::technique(id).name);
    for (const ConfigKey& key : d->parameters()) {
      std::cout << fmt::format("    {:<26} {:<9} {}{}\n", key.name, key.type, key.default_value, key.range.empty() ? "" : "   (" + key.range + ")");
    }
    std::cout << '\n';
  }
  std::cout << "Parameters stand under detectors.NAME in the configuration; config/sekisho.yaml says what each costs.\n";
}

void print_json() {
  outputs::JsonWriter json;
  json.start();
  json.literal("version", SEKISHO_VERSION);
  json.open_array("detectors");
  for (const DetectorInfo* d : detectors::all_detectors()) {
    json.open_element();
    json.literal("name", d->name);
    json.text("summary", d->summary);
    json.literal("maturity", d->maturity);
    json.number("number", d->number);
    json.open_array("techniques");
    for (const std::string_view id : d->techniques) {
      const alerts::Technique technique = alerts::technique(id);
      json.open_element();
      json.literal("id", id);
      json.text("name", technique.name);
      json.literal("tactic", technique.tactic);
      json.close();
    }
    json.close_array();
    json.open_array("parameters");
    for (const ConfigKey& key : d->parameters()) {
      json.open_element();
      json.literal("name", key.name);
      json.literal("type", key.type);
      json.text("default", key.default_value);
      json.text("range", key.range);
      json.close();
    }
    json.close_array();
    json.close();
  }
  json.close_array();
  std::cout << json.finish();
}

// The layer format of https://github.com/mitre-attack/attack-navigator, version 4.5.
void print_navigator() {
  std::map<std::string_view, std::string> covered;
  for (const DetectorInfo* d : detectors::all_detectors()) {
    for (const std::string_view id : d->techniques) {
      std::string& by = covered[id];
      by += (by.empty() ? "" : ", ") + std::string(d->name);
    }
  }
  outputs::JsonWriter json;
  json.start();
  json.literal("name", "sekisho");
  json.open("versions");
  json.literal("layer", "4.5");
  json.close();
  json.literal("domain", "enterprise-attack");
  json.literal("description", "Techniques that this build of sekisho " SEKISHO_VERSION " can see on the network");
  json.open_array("techniques");
  for (const auto& [id, by] : covered) {
    json.open_element();
    json.text_member("techniqueID", id);
    json.number("score", 1);
    json.text("comment", by);
    json.boolean("enabled", true);
    json.close();
  }
  json.close_array();
  json.open("gradient");
  json.open_array("colors");
  json.literal_element("#ffffff");
  json.literal_element("#2f7d6b");
  json.close_array();
  json.number_member("minValue", 0);
  json.number_member("maxValue", 1);
  json.close();
  std::cout << json.finish();
}

}  // namespace

int list_detectors(const Options& options) {
  if (options.navigator) {
    print_navigator();
  } else if (options.json) {
    print_json();
  } else {
    print_table();
  }
  return kOk;
}

}  // namespace sekisho::app
