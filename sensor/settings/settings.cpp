#include "sensor/settings/settings.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "sensor/settings/values.hpp"
#include "sensor/settings/yaml.hpp"

namespace sekisho::settings {
namespace {

constexpr std::size_t operator""_KiB(unsigned long long n) { return n << 10; }
constexpr std::size_t operator""_MiB(unsigned long long n) { return n << 20; }
constexpr std::size_t operator""_GiB(unsigned long long n) { return n << 30; }

// What reading has come to so far: the settings, every problem, one a line, and the keys that were asked for.
class Reading {
 public:
  explicit Reading(Settings initial) : settings(std::move(initial)) {}

  /// Ends a section.
  void close(const std::string& path, ConfigReader& reader) {
    sections.push_back({path, reader.keys()});
    if (const auto result = reader.finish(); !result) problem(result.error().message);
  }
  void problem(const std::string& line) { problems += (problems.empty() ? "" : "\n") + line; }

  Settings settings;
  std::string problems;
  std::vector<Section> sections;
};

void read_sensor(const ConfigView& view, Reading& reading) {
  Settings& s = reading.settings;
  ConfigReader r(view);
  r.text("name", s.sensor_name).count("workers", s.workers, 1, 64).size("memory", s.memory_budget, 64_MiB, 1024_GiB);
  r.choice("log_level", s.log_level, {"debug", "info", "warning", "error"})
      .text("run_as", s.run_as)
      .duration("stats_interval", s.stats_interval, 1s, 24h);
  reading.close("sensor", r);
}

void read_capture(const ConfigView& view, Reading& reading) {
  Settings& s = reading.settings;
  ConfigReader r(view);
  capture::LiveOptions& c = s.capture;
  r.texts("interfaces", c.interfaces).text("filter", c.filter).count("snaplen", c.snaplen, 96, 262'144).size("buffer", c.buffer_bytes, 1_MiB, 16_GiB);
  r.boolean("promiscuous", c.promiscuous).text("timestamp_type", c.timestamp_type);
  reading.close("capture", r);
}

void read_decode(const ConfigView& view, Reading& reading) {
  Settings& s = reading.settings;
  ConfigReader r(view);
  packet::DecoderOptions& d = s.decode;
  r.count("max_tunnels", d.max_tunnels, 0, 16).boolean("decapsulate", d.decapsulate).size("fragment_memory", d.fragment_bytes, 64_KiB, 4_GiB);
  r.duration("fragment_timeout", d.fragment_timeout, 1s, 5min);
  ConfigReader copies(r.section("duplicates"));
  copies.boolean("enabled", s.duplicates.enabled)
      .duration("window", s.duplicates.window, 1us, 1s)
      .count("entries", s.duplicates.entries, 256, 1 << 24);
  if ((s.duplicates.entries & (s.duplicates.entries - 1)) != 0) copies.fail("entries", "must be a power of two, such as 4096");
  reading.close("decode.duplicates", copies);
  reading.close("decode", r);
}

void read_flow(const ConfigView& view, Reading& reading) {
  Settings& s = reading.settings;
  ConfigReader r(view);
  table::FlowTableOptions& f = s.flow;
  r.size("memory", f.memory, 4_MiB, 1024_GiB)
      .number("half_open_share", f.half_open_share, 0.05, 0.9)
      .number("emergency_at", f.emergency_at, 0.5, 1.0);
  r.boolean("vlan_in_key", f.vlan_in_key);
  r.duration("tcp_new", f.tcp_new, 1s, 1h)
      .duration("tcp_established", f.tcp_established, 10s, 7 * 24h)
      .duration("tcp_closed", f.tcp_closed, 1s, 10min);
  r.duration("udp_new", f.udp_new, 1s, 1h).duration("udp_established", f.udp_established, 10s, 24h).duration("icmp", f.icmp, 1s, 24h);
  r.duration("other", f.other, 1s, 24h).duration("active", f.active, 0s, 7 * 24h);
  reading.close("flow", r);
}

void read_inspection(const ConfigView& view, Reading& reading) {
  Settings& s = reading.settings;
  ConfigReader r(view);
  r.boolean("dpi", s.dpi_enabled).count("tcp_packets", s.dpi.tcp_packets, 1, 64).count("udp_packets", s.dpi.udp_packets, 1, 64);
  r.count("other_packets", s.dpi.other_packets, 1, 64).text("protocols_file", s.dpi.protocols_file);
  r.count("max_flows", s.inspection.max_flows, 64, 1 << 24).size("stream_bytes", s.inspection.stream_bytes, 1_KiB, 1_MiB);
  r.size("stream_memory", s.inspection.stream_budget, 1_MiB, 64_GiB);
  s.dpi.max_flows = s.inspection.max_flows;
  reading.close("inspection", r);
}

void read_addresses(ConfigReader& r, std::string_view key, std::vector<IpAddress>& addresses) {
  std::vector<std::string> words;
  words.reserve(addresses.size());
  for (const IpAddress& a : addresses) words.push_back(a.to_string());
  r.texts(key, words);
  std::vector<IpAddress> read;
  for (const std::string& word : words) {
    if (const auto address = IpAddress::parse(word)) {
      read.push_back(*address);
    } else {
      r.fail(key, fmt::format("expected an address such as 10.0.0.53, got \"{}\"", word));
    }
  }
  addresses = std::move(read);
}

// A name that is written as a pattern would silently never match.
void read_domains(ConfigReader& r, std::string_view key, std::vector<std::string>& domains) {
  r.texts(key, domains);
  for (std::string& domain : domains) {
    if (auto name = as_domain(domain)) {
      domain = std::move(*name);
    } else {
      r.fail(key, fmt::format("expected a domain such as example.com, which covers every name below it, got \"{}\"", domain));
    }
  }
}

detectors::knowledge::Sanction read_sanction(const ConfigView& view, Reading& reading) {
  detectors::knowledge::Sanction sanction;
  ConfigReader r(view);
  r.choice("kind", sanction.kind, {"ntp", "dns", "proxy", "backup", "monitoring", "vpn", "remote_access", "web_service"});
  r.networks("networks", sanction.networks);
  read_domains(r, "names", sanction.names);
  if (sanction.kind.empty()) r.fail("kind", "is required");
  if (sanction.networks.empty() && sanction.names.empty()) {
    r.fail("networks", "name networks, names, or both: an empty rule would sanction everything");
  }
  reading.close("network.sanctioned[]", r);
  return sanction;
}

void read_network(const ConfigView& view, Reading& reading) {
  ConfigReader r(view);
  auto& n = reading.settings.network;
  r.networks("home", n.home);
  read_addresses(r, "resolvers", n.resolvers);
  r.duration("learning", n.learning, 0s, 90 * 24h).count("max_names", n.max_names, 1'000, 100'000'000);
  r.count("max_objects", n.max_objects, 1'000, 100'000'000);
  r.text("public_suffix_file", n.public_suffix_file).text("country_file", n.country_file).text("asn_file", n.asn_file);
  for (const ConfigView& item : r.sections("sanctioned")) n.sanctioned.push_back(read_sanction(item, reading));
  r.text("state_dir", n.state_dir);
  reading.close("network", r);
}

void read_ports(ConfigReader& r, std::vector<std::uint16_t>& ports) {
  std::vector<std::string> words;
  r.texts("ports", words);
  for (const std::string& word : words) {
    if (const auto port = as_port(word)) {
      ports.push_back(*port);
    } else {
      r.fail("ports", fmt::format("expected a port, 0 … 65535, got \"{}\"", word));
    }
  }
}

alerts::AllowRule read_rule(const ConfigView& view, std::size_t index, std::vector<std::string> detectors, Reading& reading) {
  alerts::AllowRule rule;
  ConfigReader r(view);
  rule.name = fmt::format("rule {}", index + 1);
  detectors.emplace_back("*");
  std::string expires;
  r.text("name", rule.name).choice("detector", rule.detector, detectors).networks("sources", rule.sources).networks("networks", rule.networks);
  read_domains(r, "domains", rule.domains);
  read_ports(r, rule.ports);
  r.texts("ja3", rule.ja3).text("reason", rule.reason).text("expires", expires);
  for (const std::string& fingerprint : rule.ja3) {
    if (!is_fingerprint(fingerprint)) {
      r.fail("ja3", fmt::format("expected a JA3 (32 hex digits) or JA4 such as t13d1516h2_8daaf6152771_02713d6af862, got \"{}\"", fingerprint));
    }
  }
  if (rule.reason.empty()) r.fail("reason", "is required: say why this is accepted");
  if (rule.sources.empty() && rule.networks.empty() && rule.domains.empty() && rule.ports.empty() && rule.ja3.empty()) {
    r.fail("domains", "name sources, networks, domains, ports or ja3: an empty rule would silence everything");
  }
  if (!expires.empty()) {
    rule.expires = as_day(expires);
    if (!rule.expires) r.fail("expires", fmt::format("expected a day such as 2027-01-31, got \"{}\"", expires));
  }
  reading.close("alerts.allow[]", r);
  return rule;
}

alerts::Level level_of_name(const std::string& name) {
  for (const alerts::Level level : {alerts::Level::Info, alerts::Level::Low, alerts::Level::Medium, alerts::Level::High}) {
    if (alerts::level_name(level) == name) return level;
  }
  return alerts::Level::Critical;
}

void read_alerts(const ConfigView& view, const std::vector<std::string>& detectors, Reading& reading) {
  Settings& s = reading.settings;
  ConfigReader r(view);
  alerts::AlertOptions& a = s.alerts;
  std::string minimum(alerts::level_name(a.minimum));
  r.choice("minimum", minimum, {"info", "low", "medium", "high", "critical"});
  a.minimum = level_of_name(minimum);
  r.duration("first_repeat", a.first_repeat, 1min, 24h).duration("episode_end", a.episode_end, 10min, 30 * 24h);
  r.count("max_episodes", a.max_episodes, 100, 10'000'000).number("internal_factor", a.internal_factor, 0.0, 1.0);
  for (const ConfigView& item : r.sections("allow")) a.allow.push_back(read_rule(item, a.allow.size(), detectors, reading));
  reading.close("alerts", r);
}

void read_outputs(const ConfigView& view, Reading& reading) {
  Settings& s = reading.settings;
  ConfigReader r(view);
  r.count("queue", s.output_queue, 1, 100'000);
  ConfigReader e(r.section("eve"));
  auto& eve = s.eve;
  const std::vector<std::string> known = eve.types;
  e.boolean("enabled", s.eve_enabled).text("path", eve.path).texts("types", eve.types).count("community_id_seed", eve.community_id_seed, 0, 65'535);
  e.size("rotate_size", eve.rotate_size, 0, 1024_GiB)
      .duration("rotate_age", eve.rotate_age, 0s, 365 * 24h)
      .count("rotate_keep", eve.rotate_keep, 0, 100'000);
  for (const std::string& type : eve.types) {
    if (std::find(known.begin(), known.end(), type) != known.end()) continue;
    const std::string near = nearest(type, known);
    e.fail("types", fmt::format("no event type \"{}\"{}; there are: {}", type, near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near),
                                fmt::join(known, ", ")));
  }
  if (s.eve_enabled && eve.path.empty()) e.fail("path", "is empty; name a file, or - for standard output");
  reading.close("outputs.eve", e);
  reading.close("outputs", r);
}

void read_web(const ConfigView& view, Reading& reading) {
  Settings& s = reading.settings;
  ConfigReader r(view);
  r.boolean("enabled", s.web_enabled).text("listen", s.web_listen).boolean("insecure", s.web_insecure);
  reading.close("web", r);
}

// Takes `enabled` out of a detector's section: it is the sensor's key, the rest is the detector's. Says whether it is on.
bool take_enabled(ConfigNode& section, const ConfigView& view, Reading& reading) {
  const auto key = std::find_if(section.map.begin(), section.map.end(), [](const auto& item) { return item.first == "enabled"; });
  if (key == section.map.end()) return true;
  bool enabled = true;
  ConfigNode alone;
  alone.kind = ConfigNode::Kind::Map;
  alone.map.push_back(std::move(*key));
  section.key_places.erase(section.key_places.begin() + (key - section.map.begin()));
  section.map.erase(key);
  ConfigReader r({&alone, view.path, view.file});
  r.boolean("enabled", enabled);
  if (const auto result = r.finish(); !result) reading.problem(result.error().message);
  return enabled;
}

void read_detectors(ConfigNode& root, const std::string& file, const std::vector<std::string>& names, Reading& reading) {
  ConfigReader r({&root, "detectors", file});
  for (const std::string& name : names) {
    ConfigView view = r.section(name);
    if (view.node == nullptr) continue;
    const auto found = std::find_if(root.map.begin(), root.map.end(), [&](const auto& item) { return item.first == name; });
    if (!take_enabled(found->second, view, reading)) reading.settings.disabled_detectors.push_back(name);
    reading.settings.detectors.emplace(name, std::move(view));
  }
  if (const auto result = r.finish(); !result) reading.problem(result.error().message);
}

void read_all(const ConfigView& root, const std::vector<std::string>& detectors, Reading& reading) {
  ConfigReader r(root);
  read_sensor(r.section("sensor"), reading);
  read_capture(r.section("capture"), reading);
  read_decode(r.section("decode"), reading);
  read_flow(r.section("flow"), reading);
  read_inspection(r.section("inspection"), reading);
  read_network(r.section("network"), reading);
  read_alerts(r.section("alerts"), detectors, reading);
  read_outputs(r.section("outputs"), reading);
  read_web(r.section("web"), reading);
  r.section("detectors");
  reading.close("", r);
}

void check_budget(Reading& reading) {
  const Settings& s = reading.settings;
  const std::size_t tables = s.flow.memory + s.inspection.stream_budget + s.decode.fragment_bytes;
  if (tables <= s.memory_budget) return;
  reading.problem(fmt::format("{}: flow.memory, inspection.stream_memory and decode.fragment_memory make {} MiB; sensor.memory allows {} MiB", s.file,
                              tables >> 20, s.memory_budget >> 20));
}

}  // namespace

ConfigView Settings::detector(const std::string& name) const {
  const auto found = detectors.find(name);
  if (found != detectors.end()) return found->second;
  return {nullptr, "detectors." + name, file};
}

Settings defaults() {
  Settings s;
  s.network.home = detectors::knowledge::default_home_networks();
  s.eve.path = "/var/log/sekisho/eve.json";
  return s;
}

std::vector<Section> sections(const std::vector<std::string>& detector_names) {
  Reading reading(defaults());
  const ConfigView nothing;
  read_all(nothing, detector_names, reading);
  (void)read_rule(nothing, 0, detector_names, reading);  // lists are empty by default: ask for an element of each
  (void)read_sanction(nothing, reading);
  return std::move(reading.sections);
}

Result<Settings> parse(const std::string& text, const std::string& name, const std::vector<std::string>& detector_names) {
  auto tree = read_yaml(text, name);
  if (!tree) return tree.error();
  auto root = std::make_shared<ConfigNode>(std::move(*tree));
  Reading reading(defaults());
  reading.settings.file = name;
  read_all({root.get(), "", name}, detector_names, reading);
  const auto found = std::find_if(root->map.begin(), root->map.end(), [](const auto& item) { return item.first == "detectors"; });
  if (found != root->map.end()) read_detectors(found->second, name, detector_names, reading);
  if (reading.problems.empty()) check_budget(reading);
  if (!reading.problems.empty()) return Error{std::move(reading.problems)};
  reading.settings.tree = std::move(root);
  return std::move(reading.settings);
}

Result<Settings> load(const std::string& path, const std::vector<std::string>& detector_names) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{fmt::format("{}: cannot be read: {}", path, std::strerror(errno))};
  std::string text(kMostYamlBytes + 1, '\0');  // one more than is allowed: read_yaml() says that it is too much
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return Error{fmt::format("{}: cannot be read: {}", path, std::strerror(errno))};
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse(text, path, detector_names);
}

}  // namespace sekisho::settings
