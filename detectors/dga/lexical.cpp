#include "detectors/dga/lexical.hpp"

#include <algorithm>

namespace sekisho::detectors::dga {
namespace {

constexpr int kNoLetter = -1;
constexpr double kStep = 8;  // Eighths of a bit, as make_bigrams.py writes them.

// What networks call themselves inside (RFC 6762 appendix G, ICANN's name collision reports) and what special-use names are reserved (RFC 6761, 7686,
// 8375).
constexpr auto kPrivateEndings = std::to_array<std::string_view>({"arpa", "corp", "dom", "domain", "home", "internal", "intra", "intranet", "lan",
                                                                  "local", "localdomain", "localhost", "onion", "private", "workgroup"});
// Second levels that a registry may keep for itself.
constexpr auto kSecondLevels = std::to_array<std::string_view>({"ac", "biz", "co", "com", "edu", "gov", "info", "net", "org"});

int letter(char c) {
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= '0' && c <= '9') return 26 + (c - '0');
  return c == '-' ? 36 : kNoLetter;
}

std::string_view first_label(std::string_view name) { return name.substr(0, name.find('.')); }

}  // namespace

double cost(std::string_view label) {
  double sum = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 1; i < label.size(); ++i) {
    const int a = letter(label[i - 1]);
    const int b = letter(label[i]);
    if (a == kNoLetter || b == kNoLetter) continue;
    sum += (kBigrams[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] - '!') / kStep;
    ++pairs;
  }
  return pairs == 0 ? 0 : sum / static_cast<double>(pairs);
}

Chosen chosen_label(std::string_view name, std::string_view domain) {
  const std::string_view first = first_label(domain);
  const bool reserved = std::find(kSecondLevels.begin(), kSecondLevels.end(), first) != kSecondLevels.end();
  if (!reserved || name.size() <= domain.size() + 1) return {domain, first};
  const std::string_view before = name.substr(0, name.size() - domain.size() - 1);
  const std::size_t dot = before.rfind('.');
  const std::size_t start = dot == std::string_view::npos ? 0 : dot + 1;
  return {name.substr(start), before.substr(start)};
}

bool is_unregistrable(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == name.size()) return true;
  const std::string_view ending = name.substr(dot + 1);
  if (std::binary_search(kPrivateEndings.begin(), kPrivateEndings.end(), ending)) return true;
  const bool digits = std::all_of(ending.begin(), ending.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

}  // namespace sekisho::detectors::dga
