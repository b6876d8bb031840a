#include "sensor/settings/settings.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "sensor/settings/yaml.hpp"

namespace sekisho::settings {
namespace {

constexpr std::size_t operator""_KiB(unsigned long long n) { return n << 10; }
constexpr std::size_t operator""_MiB(unsigned long long n) { return n << 20; }
constexpr std::size_t operator""_GiB(unsigned long long n) { return n << 30; }

// All problems of a file, one a line.
class Problems {
 public:
  void take(const Result<void>& result) {
    if (!result) add(result.error().message);
  }
  void add(const std::string& line) { text_ += (text_.empty() ? "" : "\n") + line; }
  bool any() const { return !text_.empty(); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void read_sensor(const ConfigView& view, Settings& s, Problems& problems) {
  ConfigReader r(view);
  r.text("name", s.sensor_name).count("workers", s.workers, 1, 64).size("memory", s.memory_budget, 64_MiB, 1024_GiB);
  r.choice("log_level", s.log_level, {"debug", "info", "warning", "error"})
      .text("run_as", s.run_as)
      .duration("stats_interval", s.stats_interval, 1s, 24h);
  problems.take(r.finish());
}

void read_capture(const ConfigView& view, Settings& s, Problems& problems) {
  ConfigReader r(view);
  capture::LiveOptions& c = s.capture;
  r.texts("interfaces", c.interfaces).text("filter", c.filter).count("snaplen", c.snaplen, 96, 262'144).size("buffer", c.buffer_bytes, 1_MiB, 16_GiB);
  r.boolean("promiscuous", c.promiscuous).text("timestamp_type", c.timestamp_type);
  problems.take(r.finish());
}

void read_decode(const ConfigView& view, Settings& s, Problems& problems) {
  ConfigReader r(view);
  packet::DecoderOptions& d = s.decode;
  r.count("max_tunnels", d.max_tunnels, 0, 16).boolean("decapsulate", d.decapsulate).size("fragment_memory", d.fragment_bytes, 64_KiB, 4_GiB);
  r.duration("fragment_timeout", d.fragment_timeout, 1s, 5min);
  ConfigReader copies(r.section("duplicates"));
  copies.boolean("enabled", s.duplicates.enabled)
      .duration("window", s.duplicates.window, 1us, 1s)
      .count("entries", s.duplicates.entries, 256, 1 << 24);
  if ((s.duplicates.entries & (s.duplicates.entries - 1)) != 0) copies.fail("entries", "must be a power of two, such as 16384");
  problems.take(copies.finish());
  problems.take(r.finish());
}

void read_flow(const ConfigView& view, Settings& s, Problems& problems) {
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
  problems.take(r.finish());
}

void read_inspection(const ConfigView& view, Settings& s, Problems& problems) {
  ConfigReader r(view);
  r.boolean("dpi", s.dpi_enabled).count("tcp_packets", s.dpi.tcp_packets, 1, 64).count("udp_packets", s.dpi.udp_packets, 1, 64);
  r.count("other_packets", s.dpi.other_packets, 1, 64).text("protocols_file", s.dpi.protocols_file);
  r.count("max_flows", s.inspection.max_flows, 64, 1 << 24).size("stream_bytes", s.inspection.stream_bytes, 1_KiB, 1_MiB);
  r.size("stream_memory", s.inspection.stream_budget, 1_MiB, 64_GiB);
  s.dpi.max_flows = s.inspection.max_flows;
  problems.take(r.finish());
}

void read_addresses(ConfigReader& r, std::string_view key, std::vector<IpAddress>& addresses) {
  std::vector<std::string> words;
  for (const IpAddress& a : addresses) words.push_back(a.to_string());
  r.texts(key, words);
  std::vector<IpAddress> read;
  for (const std::string& word : words) {
    if (const auto address = IpAddress::parse(word)) {
      read.push_back(*address);
    } else {
      r.fail(key, fmt::format("expected an address, got \"{}\"", word));
    }
  }
  addresses = std::move(read);
}

void read_network(const ConfigView& view, Settings& s, Problems& problems) {
  ConfigReader r(view);
  auto& n = s.network;
  r.networks("home", n.home);
  read_addresses(r, "resolvers", n.resolvers);
  r.duration("learning", n.learning, 0s, 90 * 24h)
      .count("max_names", n.max_names, 1'000, 100'000'000)
      .count("max_objects", n.max_objects, 1'000, 100'000'000);
  r.text("public_suffix_file", n.public_suffix_file).text("country_file", n.country_file).text("asn_file", n.asn_file);
  for (const ConfigView& item : r.sections("sanctioned")) {
    detectors::knowledge::Sanction sanction;
    ConfigReader one(item);
    one.choice("kind", sanction.kind, {"ntp", "dns", "proxy", "backup", "monitoring", "vpn", "remote_access", "web_service"});
    one.networks("networks", sanction.networks).texts("names", sanction.names);
    if (sanction.kind.empty()) one.fail("kind", "is required");
    if (sanction.networks.empty() && sanction.names.empty())
      one.fail("networks", "name networks, names, or both: an empty rule would sanction everything");
    problems.take(one.finish());
    n.sanctioned.push_back(std::move(sanction));
  }
  problems.take(r.finish());
}

// "2027-01-31": the rule holds until that day begins, UTC.
std::optional<Timestamp> day(const std::string& text) {
  int y = 0;
  unsigned m = 0;
  unsigned d = 0;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &y, &m, &d, &rest) != 3) return std::nullopt;  // NOLINT(cert-err34-c): ranges are checked below
  const std::chrono::year_month_day date{std::chrono::year(y), std::chrono::month(m), std::chrono::day(d)};
  if (!date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date).time_since_epoch());
}

void read_ports(ConfigReader& r, std::vector<std::uint16_t>& ports) {
  std::vector<std::string> words;
  r.texts("ports", words);
  for (const std::string& word : words) {
    const bool digits = !word.empty() && word.size() <= 5 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    const int port = digits ? std::stoi(word) : -1;
    if (port < 0 || port > 65'535) {
      r.fail("ports", fmt::format("expected a port, 0 … 65535, got \"{}\"", word));
    } else {
      ports.push_back(static_cast<std::uint16_t>(port));
    }
  }
}

alerts::AllowRule read_rule(const ConfigView& view, std::size_t index, std::vector<std::string> detectors, Problems& problems) {
  alerts::AllowRule rule;
  ConfigReader r(view);
  rule.name = fmt::format("rule {}", index + 1);
  detectors.emplace_back("*");
  std::string expires;
  r.text("name", rule.name).choice("detector", rule.detector, detectors).networks("sources", rule.sources).networks("networks", rule.networks);
  r.texts("domains", rule.domains).texts("ja3", rule.ja3).text("reason", rule.reason).text("expires", expires);
  read_ports(r, rule.ports);
  if (rule.reason.empty()) r.fail("reason", "is required: say why this is accepted");
  if (rule.sources.empty() && rule.networks.empty() && rule.domains.empty() && rule.ports.empty() && rule.ja3.empty()) {
    r.fail("domains", "name sources, networks, domains, ports or ja3: an empty rule would silence everything");
  }
  if (!expires.empty()) {
    rule.expires = day(expires);
    if (!rule.expires) r.fail("expires", fmt::format("expected a day such as 2027-01-31, got \"{}\"", expires));
  }
  problems.take(r.finish());
  return rule;
}

alerts::Level level_of_name(const std::string& name) {
  for (const alerts::Level level : {alerts::Level::Info, alerts::Level::Low, alerts::Level::Medium, alerts::Level::High}) {
    if (alerts::level_name(level) == name) return level;
  }
  return alerts::Level::Critical;
}

void read_alerts(const ConfigView& view, const std::vector<std::string>& detectors, Settings& s, Problems& problems) {
  ConfigReader r(view);
  alerts::AlertOptions& a = s.alerts;
  std::string minimum(alerts::level_name(a.minimum));
  r.choice("minimum", minimum, {"info", "low", "medium", "high", "critical"});
  a.minimum = level_of_name(minimum);
  r.duration("first_repeat", a.first_repeat, 1min, 24h).duration("episode_end", a.episode_end, 10min, 30 * 24h);
  r.count("max_episodes", a.max_episodes, 100, 10'000'000).number("internal_factor", a.internal_factor, 0.0, 1.0);
  for (const ConfigView& item : r.sections("allow")) a.allow.push_back(read_rule(item, a.allow.size(), detectors, problems));
  problems.take(r.finish());
}

void read_outputs(const ConfigView& view, Settings& s, Problems& problems) {
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
  problems.take(e.finish());
  problems.take(r.finish());
}

void read_web(const ConfigView& view, Settings& s, Problems& problems) {
  ConfigReader r(view);
  r.boolean("enabled", s.web_enabled).text("listen", s.web_listen).boolean("insecure", s.web_insecure);
  problems.take(r.finish());
}

// Takes `enabled` out of a detector's section: it is the sensor's key, the rest is the detector's. Says whether it is on.
bool take_enabled(ConfigNode& section, const ConfigView& view, Problems& problems) {
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
  problems.take(r.finish());
  return enabled;
}

void read_detectors(ConfigNode& root, const std::string& file, const std::vector<std::string>& names, Settings& s, Problems& problems) {
  ConfigReader r({&root, "detectors", file});
  for (const std::string& name : names) {
    ConfigView view = r.section(name);
    if (view.node == nullptr) continue;
    const auto found = std::find_if(root.map.begin(), root.map.end(), [&](const auto& item) { return item.first == name; });
    if (!take_enabled(found->second, view, problems)) s.disabled_detectors.push_back(name);
    s.detectors.emplace(name, std::move(view));
  }
  problems.take(r.finish());
}

void check_budget(const Settings& s, Problems& problems) {
  const std::size_t tables = s.flow.memory + s.inspection.stream_budget + s.decode.fragment_bytes;
  if (tables <= s.memory_budget) return;
  problems.add(fmt::format("{}: flow.memory, inspection.stream_memory and decode.fragment_memory make {} MiB; sensor.memory allows {}", s.file,
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

Result<Settings> parse(const std::string& text, const std::string& name, const std::vector<std::string>& detector_names) {
  auto tree = read_yaml(text, name);
  if (!tree) return tree.error();
  auto root = std::make_shared<ConfigNode>(std::move(*tree));
  Settings s = defaults();
  s.file = name;
  Problems problems;
  ConfigReader r({root.get(), "", name});
  read_sensor(r.section("sensor"), s, problems);
  read_capture(r.section("capture"), s, problems);
  read_decode(r.section("decode"), s, problems);
  read_flow(r.section("flow"), s, problems);
  read_inspection(r.section("inspection"), s, problems);
  read_network(r.section("network"), s, problems);
  read_alerts(r.section("alerts"), detector_names, s, problems);
  read_outputs(r.section("outputs"), s, problems);
  read_web(r.section("web"), s, problems);
  if (r.section("detectors").node != nullptr) {
    const auto found = std::find_if(root->map.begin(), root->map.end(), [](const auto& item) { return item.first == "detectors"; });
    read_detectors(found->second, name, detector_names, s, problems);
  }
  problems.take(r.finish());
  if (!problems.any()) check_budget(s, problems);
  if (problems.any()) return Error{problems.text()};
  s.tree = std::move(root);
  return s;
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
