// A row as one JSON object, the form of LogAscii::use_json and of json-streaming-logs. Keeps one line's key.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sensor/zeek/row.hpp"

namespace sekisho::zeek {

class JsonLine {
 public:
  JsonLine();
  ~JsonLine();

  /// True where a log may begin like this.
  static bool begins(std::string_view line) { return line.starts_with('{'); }
  /// Reads @p line into @p row; a sentence where it is no object.
  std::optional<std::string> read(std::string_view line, Row& row);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace sekisho::zeek
