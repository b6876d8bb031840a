// Services that carry other people's words: pastes, chats, code, storage, tunnels. Data, replaceable by the configuration.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sekisho::detectors::web_service {

enum class Category : std::uint8_t { Paste, Chat, Code, Storage, Cloud, Tunnel, Feed };
inline constexpr std::string_view kCategories = "paste, chat, code, storage, cloud, tunnel, feed";
std::string_view category_name(Category category);

struct Service {
  std::string_view suffix;  ///< As long as the catalogue lives.
  Category category = Category::Paste;
};

class Catalogue {
 public:
  /// @p rows "category suffix"; the built-in ones where empty.
  explicit Catalogue(const std::vector<std::string>& rows);
  /// The service with the longest suffix of @p name, at label boundaries.
  std::optional<Service> find(std::string_view name) const;
  std::size_t size() const { return rows_.size(); }

  static bool is_row(std::string_view row);

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::unordered_map<std::string, Category, TextHash, std::equal_to<>> rows_;  // filled once, from configuration
};

}  // namespace sekisho::detectors::web_service
