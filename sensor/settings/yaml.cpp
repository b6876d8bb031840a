#include "sensor/settings/yaml.hpp"

#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace sekisho::settings {
namespace {

constexpr std::size_t kMostValues = 100'000;
constexpr int kMostLevels = 32;

class Converter {
 public:
  explicit Converter(const std::string& name) : name_(name) {}

  bool convert(const YAML::Node& from, ConfigNode& to, int level) {
    const YAML::Mark mark = from.Mark();
    to.line = mark.line + 1;
    to.column = mark.column + 1;
    if (++values_ > kMostValues || level > kMostLevels) return fail(to.line, to.column, "too many values, or nested too deeply, for a configuration");
    if (from.IsScalar()) {
      to.kind = ConfigNode::Kind::Scalar;
      to.scalar = from.Scalar();
      to.quoted = from.Tag() == "!";
      return true;
    }
    if (from.IsSequence()) {
      to.kind = ConfigNode::Kind::List;
      for (const YAML::Node& item : from) {
        ConfigNode value;
        if (!convert(item, value, level + 1)) return false;
        to.list.push_back(std::move(value));
      }
      return true;
    }
    if (from.IsMap()) return convert_map(from, to, level);
    return true;  // null: as if it were not there
  }

  const std::string& error() const { return error_; }

 private:
  bool convert_map(const YAML::Node& from, ConfigNode& to, int level) {
    to.kind = ConfigNode::Kind::Map;
    std::set<std::string> seen;
    for (const auto& item : from) {
      const YAML::Mark mark = item.first.Mark();
      if (!item.first.IsScalar()) return fail(mark.line + 1, mark.column + 1, "a key must be a word");
      const std::string& key = item.first.Scalar();
      if (!seen.insert(key).second) return fail(mark.line + 1, mark.column + 1, fmt::format("key \"{}\" stands twice in this section", key));
      to.key_places.emplace_back(mark.line + 1, mark.column + 1);
      ConfigNode value;
      if (!convert(item.second, value, level + 1)) return false;
      to.map.emplace_back(key, std::move(value));
    }
    return true;
  }

  bool fail(int line, int column, const std::string& what) {
    error_ = fmt::format("{}:{}:{}: {}", name_, line, column, what);
    return false;
  }

  const std::string& name_;
  std::string error_;
  std::size_t values_ = 0;
};

// Whether the line of that number, from 0, is indented with a tab: YAML's own message does not say so.
bool indented_by_tab(const std::string& text, int line) {
  std::size_t begin = 0;
  for (int n = 0; n < line; ++n) begin = text.find('\n', begin) + 1;  // past the last line: from the start again, harmless
  const std::size_t word = text.find_first_not_of(" \t", begin);
  return text.substr(begin, word == std::string::npos ? 0 : word - begin).find('\t') != std::string::npos;
}

}  // namespace

Result<ConfigNode> read_yaml(const std::string& text, const std::string& name) {
  if (text.size() > kMostYamlBytes) return Error{fmt::format("{}: {} bytes; a configuration has at most {}", name, text.size(), kMostYamlBytes)};
  ConfigNode root;
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) return Error{fmt::format("{}:{}:1: a second document; a configuration is one", name, documents[1].Mark().line + 1)};
    Converter converter(name);
    if (!documents.empty() && !converter.convert(documents[0], root, 0)) return Error{converter.error()};
  } catch (const YAML::Exception& e) {  // yaml-cpp reports by exceptions only
    return Error{fmt::format("{}:{}:{}: not YAML: {}{}", name, e.mark.line + 1, e.mark.column + 1, e.msg,
                             indented_by_tab(text, e.mark.line) ? "; a tab cannot indent, use spaces" : "")};
  }
  if (root.kind == ConfigNode::Kind::Scalar || root.kind == ConfigNode::Kind::List) {
    return Error{fmt::format("{}:{}:{}: expected sections such as \"capture:\" at the top", name, root.line, root.column)};
  }
  return root;
}

}  // namespace sekisho::settings
