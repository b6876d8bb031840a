// Zeek's own form of a log: header lines that say how the columns are separated, named and typed, then a row a line.
// Keeps the header in force; a new one may come at any line, as in logs put one behind the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensor/zeek/row.hpp"

namespace sekisho::zeek {

class Tsv {
 public:
  /// True where a log begins like this.
  static bool begins(std::string_view line) { return line.starts_with("#separator "); }

  /// Takes a line that begins with '#'. A sentence where the header is wrong.
  std::optional<std::string> header(std::string_view line);
  /// Reads @p line into @p row; a sentence where it cannot be read.
  std::optional<std::string> read(std::string_view line, Row& row);
  /// "#path": "conn".
  const std::string& path() const { return path_; }

 private:
  std::optional<std::string> fields(std::string_view rest);
  std::optional<std::string> types(std::string_view rest) const;
  void put(Column column, std::string_view field, Row& row);

  char separator_ = '\t';
  std::string set_separator_ = ",";
  std::string empty_ = "(empty)";
  std::string unset_ = "-";
  std::string path_;
  std::vector<std::optional<Column>> columns_;
  std::string scratch_;
};

}  // namespace sekisho::zeek
