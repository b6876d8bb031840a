#include <array>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "detectors/api/detector.hpp"
#include "sensor/alerts/alert.hpp"
#include "sensor/alerts/coverage.hpp"
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
  json.open_array("coverage");
  for (const alerts::Coverage& c : alerts::coverage(detectors::all_detectors())) {
    json.open_element();
    json.text("id", c.technique.id);
    json.text("name", c.technique.name);
    json.text("tactic", c.technique.tactic);
    json.number("score", c.score());
    json.literal("visibility", alerts::visibility_name(c.visibility));
    json.open_array("detectors");
    for (const std::string_view name : c.detectors) json.literal_element(name);
    json.close_array();
    json.text("note", c.note);
    json.close();
  }
  json.close_array();
  std::cout << json.finish();
}

// Navigator writes tactics as the matrix' addresses do.
std::string_view short_name(std::string_view tactic) {
  if (tactic == "TA0011") return "command-and-control";
  return tactic == "TA0010" ? "exfiltration" : std::string_view{};
}

std::string joined(const std::vector<std::string_view>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

void print_technique(outputs::JsonWriter& json, const alerts::Coverage& c) {
  const std::string by = joined(c.detectors);
  json.open_element();
  json.text_member("techniqueID", c.technique.id);
  if (const std::string_view tactic = short_name(c.technique.tactic); !tactic.empty()) json.literal("tactic", tactic);
  json.number("score", c.score());
  json.text("comment", fmt::format("{}. On the network: {}", by.empty() ? "No detector of this build" : "Detectors: " + by, c.note));
  json.boolean("enabled", true);
  json.boolean_member("showSubtechniques", true);
  json.open_array("metadata");
  for (const auto& [name, value] :
       {std::pair<std::string_view, std::string_view>{"detectors", by}, {"visible", alerts::visibility_name(c.visibility)}}) {
    if (value.empty()) continue;
    json.open_element();
    json.text("name", name);
    json.text("value", value);
    json.close();
  }
  json.close_array();
  json.close();
}

void print_legend(outputs::JsonWriter& json) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kLegend{
      {{"seen: a detector names it, and what makes it is traffic", "#2f7d6b"}, {"seen in part", "#97beb5"}, {"not seen by this build", "#ffffff"}}};
  json.open_array_member("legendItems");
  for (const auto& [label, color] : kLegend) {
    json.open_element();
    json.text("label", label);
    json.text("color", color);
    json.close();
  }
  json.close_array();
}

// The layer format of https://github.com/mitre-attack/attack-navigator, version 4.5.
void print_navigator() {
  outputs::JsonWriter json;
  json.start();
  json.literal("name", "sekisho " SEKISHO_VERSION);
  json.open("versions");
  json.literal("attack", "17");
  json.literal("navigator", "5.1.0");
  json.literal("layer", "4.5");
  json.close();
  json.literal("domain", "enterprise-attack");
  json.literal("description", "Command and Control, and what else the detectors of this build name: 100 seen as a whole, 50 in part, 0 not at all");
  json.open_array("techniques");
  for (const alerts::Coverage& c : alerts::coverage(detectors::all_detectors())) print_technique(json, c);
  json.close_array();
  json.open("gradient");
  json.open_array("colors");
  json.literal_element("#ffffff");
  json.literal_element("#2f7d6b");
  json.close_array();
  json.number_member("minValue", 0);
  json.number_member("maxValue", 100);
  json.close();
  print_legend(json);
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
