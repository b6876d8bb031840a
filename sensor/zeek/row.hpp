// One line of a log by column, and the reading of its values. Keeps one line; its strings are used again for the next.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flow/base/ip_address.hpp"
#include "flow/base/time.hpp"
#include "sensor/zeek/columns.hpp"

namespace sekisho::zeek {

/// @p text with \xNN, the form in which Zeek writes bytes that are no text, as its byte. A view of @p text or of @p scratch.
std::string_view unescaped(std::string_view text, std::string& scratch);

class Row {
 public:
  static constexpr std::size_t kMostListed = 64;  ///< Elements of a list; more are left out, as parsers of packets do.

  void clear() { set_.reset(); }
  void set(Column column, std::string_view text);
  /// Begins an empty list.
  void set_list(Column column);
  void add(Column column, std::string_view element);

  bool has(Column column) const { return set_[static_cast<std::size_t>(column)]; }
  /// Empty where unset. A list's first element, where the log has a list.
  std::string_view text(Column column) const;
  std::vector<std::string_view> list(Column column) const;

 private:
  struct Cell {
    std::vector<std::string> texts{1};  // never shrinks
    std::size_t used = 0;
  };
  std::array<Cell, kColumns> cells_;
  std::bitset<kColumns> set_;
};

/// Typed values of a row. What is unset reads as 0, false or empty; the first value that cannot be read is named by wrong().
class Values {
 public:
  explicit Values(const Row& row) : row_(row) {}

  Timestamp time(Column column);
  Duration interval(Column column);
  std::uint64_t count(Column column, std::uint64_t most = UINT64_MAX);
  std::uint16_t port(Column column) { return static_cast<std::uint16_t>(count(column, UINT16_MAX)); }
  bool flag(Column column);
  IpAddress address(Column column);
  /// Cut to @p most bytes.
  std::string text(Column column, std::size_t most) const { return std::string(row_.text(column).substr(0, most)); }
  std::vector<Duration> intervals(Column column);
  bool has(Column column) const { return row_.has(column); }
  const Row& row() const { return row_; }

  /// "orig_bytes is \"x\"; expected a count"; empty where all was well.
  const std::string& wrong() const { return wrong_; }

 private:
  Duration seconds_of(Column column, std::string_view text);
  void blame(Column column, std::string_view text);

  const Row& row_;
  std::string wrong_;
};

}  // namespace sekisho::zeek
