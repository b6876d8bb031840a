// The whole configuration as typed values. yaml.cpp is the only file that includes yaml-cpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "detectors/api/config_view.hpp"
#include "detectors/knowledge/knowledge.hpp"
#include "flow/dpi/classifier.hpp"
#include "flow/inspect/inspector.hpp"
#include "flow/packet/decoder.hpp"
#include "flow/packet/duplicate_filter.hpp"
#include "flow/table/flow_table.hpp"
#include "sensor/alerts/alert_manager.hpp"
#include "sensor/capture/packet_source.hpp"
#include "sensor/outputs/eve/eve_output.hpp"

namespace sekisho::settings {

/// capture, decode and flow table sizes are per process here; sensor/app divides them among workers.
struct Settings {
  std::string file;         ///< Where it was read from; empty for the defaults.
  std::string sensor_name;  ///< Default: the host name.
  unsigned workers = 1;
  std::size_t memory_budget = 1024UL * 1024 * 1024;

  capture::LiveOptions capture;
  packet::DecoderOptions decode;
  packet::DuplicateOptions duplicates;
  table::FlowTableOptions flow;
  bool dpi_enabled = true;
  dpi::ClassifierOptions dpi;
  inspect::InspectorOptions inspection;
  detectors::knowledge::KnowledgeOptions network;
  alerts::AlertOptions alerts;

  bool eve_enabled = true;
  outputs::eve::EveOptions eve;
  std::size_t output_queue = 64;  ///< Batches waiting per output before records are dropped and counted.
  Duration stats_interval = 8s;

  bool web_enabled = true;
  std::string web_listen = "127.0.0.1:9477";
  bool web_insecure = false;  ///< Allows an address other than loopback without TLS.

  std::string log_level = "info";
  std::string run_as;  ///< User to become once capture is open; empty: stay.

  /// Sections of `detectors`, by name, and which of them are off. Views point into `tree`.
  std::map<std::string, ConfigView> detectors;
  std::vector<std::string> disabled_detectors;
  std::shared_ptr<const ConfigNode> tree;

  /// The view of a detector's section; an empty one where the file has none.
  ConfigView detector(const std::string& name) const;
};

/// The built-in defaults: what the shipped config/sekisho.yaml says (a test holds them together).
Settings defaults();
/// Reads a file. @p detector_names are the valid keys of `detectors`. The Error lists every problem, one a line, with file, line and column.
Result<Settings> load(const std::string& path, const std::vector<std::string>& detector_names);
/// The same from text; @p name stands for the file in messages.
Result<Settings> parse(const std::string& text, const std::string& name, const std::vector<std::string>& detector_names);

/// The keys of one section, as parse() asks for them: what the shipped file and its schema are held against.
struct Section {
  std::string path;  ///< "capture", "decode.duplicates"; "alerts.allow[]" for each section of a list.
  std::vector<ConfigKey> keys;
};
/// All sections but those of detectors, which say themselves (DetectorInfo::parameters).
std::vector<Section> sections(const std::vector<std::string>& detector_names);

}  // namespace sekisho::settings
