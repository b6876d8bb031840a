#include "detectors/api/config_view.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace sekisho {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::array<Unit, 7> kDurations{
    {{"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000}, {"d", 86'400'000'000'000}}};
constexpr std::array<Unit, 5> kSizes{{{"", 1}, {"B", 1}, {"KiB", 1LL << 10}, {"MiB", 1LL << 20}, {"GiB", 1LL << 30}}};

// A non-negative whole number with one of the units; nothing where it is not one, or too large.
template <std::size_t N>
std::optional<std::int64_t> with_unit(std::string_view text, const std::array<Unit, N>& units) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < 0) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& u : units) {
    if (u.name != unit) continue;
    if (value > INT64_MAX / u.factor) return std::nullopt;
    return value * u.factor;
  }
  return std::nullopt;
}

// The largest unit that says it exactly: "90s", "256MiB".
template <std::size_t N>
std::string spelled(std::int64_t value, const std::array<Unit, N>& units, std::string_view zero) {
  if (value == 0) return std::string(zero);
  for (auto u = units.rbegin(); u != units.rend(); ++u) {
    if (value % u->factor == 0) return fmt::format("{}{}", value / u->factor, u->name);
  }
  return fmt::format("{}", value);
}

std::string spelled(Duration d) { return spelled(d.count(), kDurations, "0s"); }
std::string spelled_size(std::size_t bytes) {
  const std::string text = spelled(static_cast<std::int64_t>(bytes), kSizes, "0");
  return text.ends_with("B") && !text.ends_with("iB") ? text.substr(0, text.size() - 1) : text;
}

std::string spelled(double value) { return fmt::format("{}", value); }

std::string shown(const ConfigNode& node) {
  switch (node.kind) {
    case ConfigNode::Kind::Map:
      return "a section";
    case ConfigNode::Kind::List:
      return "a list";
    case ConfigNode::Kind::Absent:
      return "nothing";
    case ConfigNode::Kind::Scalar:
      break;
  }
  return node.quoted ? fmt::format("the text \"{}\"", node.scalar) : fmt::format("\"{}\"", node.scalar);
}

bool plain(const ConfigNode& node) { return node.kind == ConfigNode::Kind::Scalar && !node.quoted; }

std::string listed(const std::vector<std::string>& words) { return fmt::format("[{}]", fmt::join(words, ", ")); }

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = word.size() / 3 + 1;  // beyond a third it is another word
  for (const std::string& candidate : candidates) {
    if (const std::size_t distance = edit_distance(word, candidate); distance < least + (best.empty() ? 1 : 0)) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

ConfigNode::ConfigNode() = default;
ConfigNode::~ConfigNode() = default;
ConfigNode::ConfigNode(const ConfigNode&) = default;
ConfigNode::ConfigNode(ConfigNode&&) noexcept = default;
ConfigNode& ConfigNode::operator=(const ConfigNode&) = default;
ConfigNode& ConfigNode::operator=(ConfigNode&&) noexcept = default;

const ConfigNode* ConfigNode::find(std::string_view key) const {
  for (const auto& [name, node] : map) {
    if (name == key) return &node;
  }
  return nullptr;
}

std::string ConfigReader::place(const ConfigNode* node) const {
  if (node == nullptr || node->line == 0) return view_.file;
  return fmt::format("{}:{}:{}", view_.file, node->line, node->column);
}

const ConfigNode* ConfigReader::declare(std::string_view key, std::string type, std::string default_value, std::string range) {
  keys_.push_back({std::string(key), std::move(type), std::move(default_value), std::move(range)});
  if (view_.node == nullptr) return nullptr;
  const ConfigNode* node = view_.node->find(key);
  return node == nullptr || node->kind == ConfigNode::Kind::Absent ? nullptr : node;
}

void ConfigReader::wrong(std::string_view key, const ConfigNode& got, const std::string& expected) {
  errors_ += fmt::format("{}: {}{}{}: expected {}, got {}\n", place(&got), view_.path, view_.path.empty() ? "" : ".", key, expected, shown(got));
}

void ConfigReader::fail(std::string_view key, const std::string& what) {
  const ConfigNode* node = view_.node == nullptr ? nullptr : view_.node->find(key);
  errors_ += fmt::format("{}: {}{}{}: {}\n", place(node == nullptr ? view_.node : node), view_.path, view_.path.empty() ? "" : ".", key, what);
}

ConfigReader& ConfigReader::integer(std::string_view key, std::int64_t& value, std::int64_t least, std::int64_t most) {
  const std::string range = fmt::format("{} … {}", least, most);
  const ConfigNode* node = declare(key, "integer", fmt::format("{}", value), range);
  if (node == nullptr) return *this;
  std::int64_t read = 0;
  const char* end = node->scalar.data() + node->scalar.size();
  const auto [stop, error] = std::from_chars(node->scalar.data(), end, read);
  if (!plain(*node) || error != std::errc{} || stop != end || read < least || read > most) {
    wrong(key, *node, "a whole number, " + range);
  } else {
    value = read;
  }
  return *this;
}

ConfigReader& ConfigReader::number(std::string_view key, double& value, double least, double most) {
  const std::string range = fmt::format("{} … {}", least, most);
  const ConfigNode* node = declare(key, "number", spelled(value), range);
  if (node == nullptr) return *this;
  double read = 0;
  const char* end = node->scalar.data() + node->scalar.size();
  const auto [stop, error] = std::from_chars(node->scalar.data(), end, read);
  if (!plain(*node) || error != std::errc{} || stop != end || !std::isfinite(read) || read < least || read > most) {
    wrong(key, *node, "a number, " + range);
  } else {
    value = read;
  }
  return *this;
}

ConfigReader& ConfigReader::boolean(std::string_view key, bool& value) {
  const ConfigNode* node = declare(key, "boolean", value ? "true" : "false", "");
  if (node == nullptr) return *this;
  if (plain(*node) && (node->scalar == "true" || node->scalar == "false")) {
    value = node->scalar == "true";
  } else {
    wrong(key, *node, "true or false");
  }
  return *this;
}

ConfigReader& ConfigReader::duration(std::string_view key, Duration& value, Duration least, Duration most) {
  const std::string range = fmt::format("{} … {}", spelled(least), spelled(most));
  const ConfigNode* node = declare(key, "duration", spelled(value), range);
  if (node == nullptr) return *this;
  const auto read = node->kind == ConfigNode::Kind::Scalar ? with_unit(node->scalar, kDurations) : std::nullopt;
  if (!read || Duration(*read) < least || Duration(*read) > most) {
    wrong(key, *node, "a duration such as 250ms, 5s, 10m, 4h or 7d, " + range);
  } else {
    value = Duration(*read);
  }
  return *this;
}

ConfigReader& ConfigReader::size(std::string_view key, std::size_t& value, std::size_t least, std::size_t most) {
  const std::string range = fmt::format("{} … {}", spelled_size(least), spelled_size(most));
  const ConfigNode* node = declare(key, "size", spelled_size(value), range);
  if (node == nullptr) return *this;
  const auto read = node->kind == ConfigNode::Kind::Scalar ? with_unit(node->scalar, kSizes) : std::nullopt;
  if (!read || static_cast<std::size_t>(*read) < least || static_cast<std::size_t>(*read) > most) {
    wrong(key, *node, "a size such as 64KiB, 256MiB or 1GiB, " + range);
  } else {
    value = static_cast<std::size_t>(*read);
  }
  return *this;
}

ConfigReader& ConfigReader::text(std::string_view key, std::string& value) {
  const ConfigNode* node = declare(key, "string", value, "");
  if (node == nullptr) return *this;
  if (node->kind != ConfigNode::Kind::Scalar) {
    wrong(key, *node, "text");
  } else {
    value = node->scalar;
  }
  return *this;
}

ConfigReader& ConfigReader::choice(std::string_view key, std::string& value, const std::vector<std::string>& allowed) {
  const std::string range = fmt::format("{}", fmt::join(allowed, ", "));
  const ConfigNode* node = declare(key, "string", value, range);
  if (node == nullptr) return *this;
  if (node->kind == ConfigNode::Kind::Scalar && std::find(allowed.begin(), allowed.end(), node->scalar) != allowed.end()) {
    value = node->scalar;
    return *this;
  }
  const std::string near = nearest(node->scalar, allowed);
  wrong(key, *node, "one of " + range + (near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near)));
  return *this;
}

ConfigReader& ConfigReader::texts(std::string_view key, std::vector<std::string>& value) {
  const ConfigNode* node = declare(key, "list", listed(value), "");
  if (node == nullptr) return *this;
  if (node->kind != ConfigNode::Kind::List) {
    wrong(key, *node, "a list of texts");
    return *this;
  }
  std::vector<std::string> read;
  for (const ConfigNode& item : node->list) {
    if (item.kind != ConfigNode::Kind::Scalar) {
      wrong(key, item, "text");
    } else {
      read.push_back(item.scalar);
    }
  }
  value = std::move(read);
  return *this;
}

ConfigReader& ConfigReader::networks(std::string_view key, std::vector<Network>& value) {
  std::vector<std::string> words;
  words.reserve(value.size());
  for (const Network& n : value) words.push_back(n.to_string());
  const ConfigNode* node = declare(key, "list", listed(words), "networks");
  if (node == nullptr) return *this;
  if (node->kind != ConfigNode::Kind::List) {
    wrong(key, *node, "a list of networks such as 10.0.0.0/8");
    return *this;
  }
  std::vector<Network> read;
  for (const ConfigNode& item : node->list) {
    if (item.kind == ConfigNode::Kind::Scalar) {
      if (const auto network = Network::parse(item.scalar)) {
        read.push_back(*network);
        continue;
      }
    }
    wrong(key, item, "a network such as 10.0.0.0/8 or an address");
  }
  value = std::move(read);
  return *this;
}

ConfigView ConfigReader::section(std::string_view key) {
  const ConfigNode* node = declare(key, "section", "", "");
  ConfigView view{nullptr, view_.path.empty() ? std::string(key) : fmt::format("{}.{}", view_.path, key), view_.file};
  if (node == nullptr) return view;
  if (node->kind == ConfigNode::Kind::Map) {
    view.node = node;
  } else {
    wrong(key, *node, "a section (keys, indented)");
  }
  return view;
}

std::vector<ConfigView> ConfigReader::sections(std::string_view key) {
  const ConfigNode* node = declare(key, "list", "[]", "sections");
  std::vector<ConfigView> views;
  if (node == nullptr) return views;
  if (node->kind != ConfigNode::Kind::List) {
    wrong(key, *node, "a list of sections");
    return views;
  }
  for (const ConfigNode& item : node->list) {
    if (item.kind == ConfigNode::Kind::Map) {
      views.push_back({&item, fmt::format("{}{}{}[{}]", view_.path, view_.path.empty() ? "" : ".", key, views.size()), view_.file});
    } else {
      wrong(key, item, "a section (keys, indented)");
    }
  }
  return views;
}

Result<void> ConfigReader::finish() {
  if (view_.node != nullptr) {
    std::vector<std::string> known;
    for (const ConfigKey& key : keys_) known.push_back(key.name);
    for (std::size_t i = 0; i < view_.node->map.size(); ++i) {
      const std::string& name = view_.node->map[i].first;
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      const auto [line, column] = i < view_.node->key_places.size() ? view_.node->key_places[i] : std::pair{0, 0};
      const std::string near = nearest(name, known);
      errors_ += fmt::format("{}:{}:{}: {}{}{}: unknown key{}\n", view_.file, line, column, view_.path, view_.path.empty() ? "" : ".", name,
                             near.empty() ? fmt::format("; valid are {}", fmt::join(known, ", ")) : fmt::format("; did you mean \"{}\"?", near));
    }
  }
  if (errors_.empty()) return {};
  errors_.pop_back();
  return Error{errors_};
}

}  // namespace sekisho
