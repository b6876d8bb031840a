// What a domain name looks like by its letters. Pure functions over text as model::DnsMessage carries it: lower case, hostile.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace sekisho::detectors::dga {

inline constexpr std::size_t kLetters = 37;  ///< a … z, 0 … 9, hyphen.
/// Row: first letter; character: second; '!' plus eighths of a bit. Made by make_bigrams.py.
extern const std::array<std::string_view, kLetters> kBigrams;

/// Bits a letter pair of @p label costs on average where words, package names and domain names are written: 2.5 … 4.4 for names that people
/// chose, 4.5 and more for random ones. 0 where the label has no pair to judge; letters outside the alphabet cost as much as any.
double cost(std::string_view label);

/// The label of @p domain (a registered domain) that somebody chose: the first; the one before it in @p name where that is "com", "co" and the like,
/// below endings that the suffix list does not know.
struct Chosen {
  std::string_view domain;  ///< From the chosen label on.
  std::string_view label;
};
Chosen chosen_label(std::string_view name, std::string_view domain);

/// Names that no registry sells, so that nobody can have generated them to be registered: single labels, reversed addresses, `local` and
/// the endings that networks use for themselves, Punycode.
bool is_unregistrable(std::string_view name);

}  // namespace sekisho::detectors::dga
