#include "detectors/knowledge/host_name.hpp"

#include <algorithm>

namespace sekisho::detectors::knowledge {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// 0 for what no host name holds, else the character in lower case.
constexpr std::array<char, 256> make_folding() {
  std::array<char, 256> table{};
  for (int c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = static_cast<char>(c);
  for (int c = '0'; c <= '9'; ++c) table[c] = static_cast<char>(c);
  for (const char c : {'-', '_', '.'}) table[static_cast<unsigned char>(c)] = c;
  return table;
}
constexpr std::array<char, 256> kFolding = make_folding();

// A last label of digits alone is no top-level domain, it is an address (WHATWG URL, "ends in a number").
bool ends_in_number(std::string_view text) {
  const auto dot = text.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? text : text.substr(dot + 1);
  return !last.empty() && std::all_of(last.begin(), last.end(), is_digit);
}

}  // namespace

HostName::HostName(std::string_view claimed) {
  if (claimed.empty() || claimed.size() > text_.size()) return;
  if (claimed.front() == '[') {
    const auto end = claimed.find(']');
    if (end != std::string_view::npos) literal(claimed.substr(1, end - 1));
    return;
  }
  const auto colon = claimed.find(':');
  if (colon != std::string_view::npos) {
    if (claimed.find(':', colon + 1) != std::string_view::npos) {
      literal(claimed);
      return;
    }
    claimed = claimed.substr(0, colon);
  }
  if (claimed.ends_with('.')) claimed.remove_suffix(1);
  if (ends_in_number(claimed)) {
    literal(claimed);
  } else {
    hostname(claimed);
  }
}

void HostName::literal(std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (!address) return;
  address_ = *address;
  kind_ = Kind::Literal;
}

void HostName::hostname(std::string_view text) {
  if (text.empty()) return;
  char before = '.';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = kFolding[static_cast<unsigned char>(text[i])];
    if (c == 0 || (c == '.' && before == '.')) return;
    text_[i] = before = c;
  }
  size_ = static_cast<std::uint8_t>(text.size());
  kind_ = Kind::Name;
}

bool in_zone(std::string_view name, std::string_view suffix) {
  if (suffix.empty() || !name.ends_with(suffix)) return false;
  return name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.';
}

}  // namespace sekisho::detectors::knowledge
