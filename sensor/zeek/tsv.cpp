#include "sensor/zeek/tsv.hpp"

#include <fmt/format.h>

#include "detectors/api/detector.hpp"

namespace sekisho::zeek {
namespace {

constexpr std::size_t kMostColumns = 1024;

// What stands before the separator; takes both off @p rest.
std::string_view take(std::string_view& rest, std::string_view separator) {
  const auto at = rest.find(separator);
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + separator.size());
  return part;
}

bool is_list(ColumnType type) { return type == ColumnType::Texts || type == ColumnType::Intervals; }

}  // namespace

std::optional<std::string> Tsv::header(std::string_view line) {
  if (begins(line)) {
    *this = Tsv{};
    const std::string_view separator = unescaped(line.substr(line.find(' ') + 1), scratch_);
    if (separator.size() != 1) return fmt::format("separator of {} characters; expected one", separator.size());
    separator_ = separator.front();
    return std::nullopt;
  }
  std::string_view rest = line;
  const std::string_view key = take(rest, std::string_view(&separator_, 1));
  if (key == "#fields") return fields(rest);
  if (key == "#types") return types(rest);
  if (key == "#path") path_ = rest;
  if (key == "#set_separator" && !rest.empty()) set_separator_ = rest;
  if (key == "#empty_field") empty_ = rest;
  if (key == "#unset_field") unset_ = rest;
  return std::nullopt;
}

std::optional<std::string> Tsv::fields(std::string_view rest) {
  columns_.clear();
  while (!rest.empty()) {
    if (columns_.size() == kMostColumns) return fmt::format("more than {} columns", kMostColumns);
    columns_.push_back(column_of(take(rest, std::string_view(&separator_, 1))));
  }
  return std::nullopt;
}

std::optional<std::string> Tsv::types(std::string_view rest) const {
  for (const std::optional<Column>& column : columns_) {
    const std::string_view declared = take(rest, std::string_view(&separator_, 1));
    if (!column || fits(declared, info(*column).type)) continue;
    return fmt::format("column {} is declared as {}; expected {}", info(*column).name, detectors::quote(declared, 40), described(info(*column).type));
  }
  return std::nullopt;
}

std::optional<std::string> Tsv::read(std::string_view line, Row& row) {
  row.clear();
  if (columns_.empty()) return "a row before any #fields";
  std::size_t found = 0;
  bool more = true;
  while (more && found < columns_.size()) {
    const auto end = line.find(separator_);
    more = end != std::string_view::npos;
    if (const auto column = columns_[found++]) put(*column, line.substr(0, end), row);
    line.remove_prefix(more ? end + 1 : line.size());
  }
  if (more || found < columns_.size()) return fmt::format("{} columns; expected {}", more ? "more" : std::to_string(found), columns_.size());
  return std::nullopt;
}

void Tsv::put(Column column, std::string_view field, Row& row) {
  if (field == unset_) return;
  if (!is_list(info(column).type)) {
    row.set(column, field == empty_ ? std::string_view() : unescaped(field, scratch_));
    return;
  }
  row.set_list(column);
  if (field == empty_) return;
  for (bool more = true; more;) {
    more = field.find(set_separator_) != std::string_view::npos;
    row.add(column, unescaped(take(field, set_separator_), scratch_));
  }
}

}  // namespace sekisho::zeek
