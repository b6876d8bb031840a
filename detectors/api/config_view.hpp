// Configuration as detectors and settings see it: a tree of values with their places, and a reader that checks types,
// ranges and unknown keys. No YAML here: sensor/settings/yaml.cpp builds the tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flow/base/ip_address.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho {

/// One value of a configuration file.
struct ConfigNode {
  enum class Kind : std::uint8_t { Absent, Scalar, List, Map };
  Kind kind = Kind::Absent;
  std::string scalar;
  bool quoted = false;  ///< Written in quotes: text, never a number.
  std::vector<ConfigNode> list;
  std::vector<std::pair<std::string, ConfigNode>> map;  ///< In file order; keys are unique.
  std::vector<std::pair<int, int>> key_places;          ///< Line and column of each key of map, from 1.
  int line = 0;
  int column = 0;

  // Out of line: a map of the type itself is not whole before the type is, and clang asks earlier than GCC does.
  ConfigNode();
  ~ConfigNode();
  ConfigNode(const ConfigNode&);
  ConfigNode(ConfigNode&&) noexcept;
  ConfigNode& operator=(const ConfigNode&);
  ConfigNode& operator=(ConfigNode&&) noexcept;

  const ConfigNode* find(std::string_view key) const;
};

/// A section of a configuration: its node, its name from the root ("detectors.beacon") and its file.
struct ConfigView {
  const ConfigNode* node = nullptr;  ///< Null reads as empty: every key keeps its default.
  std::string path;
  std::string file;
};

/// A key that was asked for, with its default: what `sekisho detectors` prints and what the JSON Schema is checked against.
struct ConfigKey {
  std::string name;
  std::string type;  ///< "integer", "number", "boolean", "duration", "size", "string", "list".
  std::string default_value;
  std::string range;  ///< "1 … 1000"; empty if any.
};

/// Reads the keys of one section. Each read leaves its target alone where the key is absent. All errors are collected;
/// finish() returns them, unknown keys with the nearest valid one included:
/// `sekisho.yaml:12:3: detectors.beacon.min_contact: unknown key; did you mean "min_contacts"?`
class ConfigReader {
 public:
  explicit ConfigReader(const ConfigView& view) : view_(view) {}

  ConfigReader& integer(std::string_view key, std::int64_t& value, std::int64_t least, std::int64_t most);
  template <class Int>
  ConfigReader& count(std::string_view key, Int& value, std::int64_t least, std::int64_t most) {
    std::int64_t wide = static_cast<std::int64_t>(value);
    integer(key, wide, least, most);
    value = static_cast<Int>(wide);
    return *this;
  }
  ConfigReader& number(std::string_view key, double& value, double least, double most);
  ConfigReader& boolean(std::string_view key, bool& value);
  /// "250ms", "5s", "10m", "4h", "7d".
  ConfigReader& duration(std::string_view key, Duration& value, Duration least, Duration most);
  /// "64KiB", "256MiB", "1GiB" or bytes.
  ConfigReader& size(std::string_view key, std::size_t& value, std::size_t least, std::size_t most);
  ConfigReader& text(std::string_view key, std::string& value);
  ConfigReader& choice(std::string_view key, std::string& value, const std::vector<std::string>& allowed);
  ConfigReader& texts(std::string_view key, std::vector<std::string>& value);
  ConfigReader& networks(std::string_view key, std::vector<Network>& value);
  /// A sub-section to be read by another reader; declares the key as known.
  ConfigView section(std::string_view key);
  /// The maps of a list of sub-sections.
  std::vector<ConfigView> sections(std::string_view key);

  /// Adds an error of the caller's own at @p key ("a, b must differ").
  void fail(std::string_view key, const std::string& what);
  /// Ok, or every problem found, one a line. Call last.
  Result<void> finish();
  /// The keys asked for so far.
  const std::vector<ConfigKey>& keys() const { return keys_; }

 private:
  const ConfigNode* declare(std::string_view key, std::string type, std::string default_value, std::string range);
  void wrong(std::string_view key, const ConfigNode& got, const std::string& expected);
  std::string place(const ConfigNode* node) const;

  ConfigView view_;
  std::vector<ConfigKey> keys_;
  std::string errors_;
};

/// Parameters with the defaults of Params() that @p read(reader, params) takes from @p config. An Error names file, line and key.
template <class Params>
Result<Params> params_from(const ConfigView& config, void (*read)(ConfigReader&, Params&)) {
  Params params;
  ConfigReader reader(config);
  read(reader, params);
  if (const Result<void> result = reader.finish(); result.has_error()) return result.error();
  return params;
}

/// The keys that @p read(reader, params) asks for, with their defaults.
template <class Params>
std::vector<ConfigKey> keys_of(void (*read)(ConfigReader&, Params&)) {
  Params params;
  ConfigReader reader{ConfigView{}};
  read(reader, params);
  return reader.keys();
}

/// The candidate with the least edit distance to @p word, or empty where none is near (distance above a third of its length).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace sekisho
