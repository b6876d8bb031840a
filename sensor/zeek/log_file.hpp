// One log: its lines as rows, whatever its form. Keeps one row.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sensor/zeek/json_line.hpp"
#include "sensor/zeek/line_file.hpp"
#include "sensor/zeek/row.hpp"
#include "sensor/zeek/tsv.hpp"

namespace sekisho::zeek {

/// OpenConn: records of connections that have not ended yet ("conn_long", "open_conn").
enum class Kind : std::uint8_t { Conn, OpenConn, Dns, Ssl, Http, Other };

/// The kind of a log by its name: "conn", "conn_long", "dns".
Kind kind_of_path(std::string_view path);
/// Whose columns a row has, where nothing names its log.
Kind kind_of_columns(const Row& row);

class LogFile {
 public:
  /// True where @p path is an ordinary file, compressed or not, that begins as a log of Zeek's does.
  static bool recognised(const std::string& path);
  /// The Error is the reason alone.
  static Result<std::unique_ptr<LogFile>> open(const std::string& path);

  /// Reads on to the next row. False at the end; what was wrong on the way is in damage().
  bool next();
  const Row& row() const { return row_; }
  Kind kind() const { return kind_; }
  /// How the log calls itself, for kinds that are not read; empty where it does not say.
  const std::string& log_name() const { return log_name_; }
  /// The row cannot be used after all.
  void blame(const std::string& what);
  /// One sentence with the first bad line and how many there were.
  std::optional<std::string> damage() const;
  std::uint64_t bad_lines() const { return bad_lines_; }
  std::uint64_t rows() const { return rows_; }
  std::uint64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  LogFile(LineFile lines, std::string path) : lines_(std::move(lines)), path_(std::move(path)) {}
  bool header(std::string_view line);
  bool read(std::string_view line);
  Kind kind_of_json() const;

  LineFile lines_;
  std::string path_;
  Tsv tsv_;
  JsonLine json_;
  Row row_;
  Kind kind_ = Kind::Other;
  std::string log_name_;
  bool refused_ = false;  // the header in force is wrong: no row under it can be trusted
  bool cut_ = false;
  std::string first_damage_;
  std::uint64_t bad_lines_ = 0;
  std::uint64_t rows_ = 0;
};

}  // namespace sekisho::zeek
