#include "sensor/zeek/log_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

namespace sekisho::zeek {
namespace {

namespace fs = std::filesystem;

struct Named {
  std::string_view path;
  Kind kind;
};
// Zeek's own scripts write the first; open connections are written by packages that have called their log by all of the others.
constexpr std::array kNames = std::to_array<Named>({
    {"conn", Kind::Conn},
    {"dns", Kind::Dns},
    {"ssl", Kind::Ssl},
    {"http", Kind::Http},
    {"conn_long", Kind::OpenConn},
    {"conn-long", Kind::OpenConn},
    {"long_conn", Kind::OpenConn},
    {"open_conn", Kind::OpenConn},
    {"conn_open", Kind::OpenConn},
});

// "conn_long" of "/logs/conn_long.20:00:00-21:00:00.log.gz".
std::string stem(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  return name.substr(0, name.find('.'));
}

}  // namespace

Kind kind_of_path(std::string_view path) {
  const auto row = std::find_if(kNames.begin(), kNames.end(), [&](const Named& n) { return n.path == path; });
  return row == kNames.end() ? Kind::Other : row->kind;
}

// Each test is a column that its log always has and no other log does.
Kind kind_of_columns(const Row& row) {
  if (!row.has(Column::Uid)) return Kind::Other;
  if (row.has(Column::MissedBytes) || row.has(Column::ConnState)) return Kind::Conn;
  if (row.has(Column::Rejected) || row.has(Column::TransId)) return Kind::Dns;
  if (row.has(Column::TransDepth)) return Kind::Http;
  return row.has(Column::Established) && row.has(Column::Resumed) ? Kind::Ssl : Kind::Other;
}

bool LogFile::recognised(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  auto lines = LineFile::open(path);
  if (!lines) return false;
  if (lines->next() == LineFile::Status::Cut) return false;
  return Tsv::begins(lines->line()) || JsonLine::begins(lines->line());
}

Result<std::unique_ptr<LogFile>> LogFile::open(const std::string& path) {
  auto lines = LineFile::open(path);
  if (!lines) return lines.error();
  return std::unique_ptr<LogFile>(new LogFile(std::move(*lines), path));
}

void LogFile::blame(const std::string& what) {
  if (bad_lines_++ == 0) first_damage_ = fmt::format("{}:{}: {}", path_, lines_.number(), what);
}

std::optional<std::string> LogFile::damage() const {
  std::string sentence = first_damage_;
  if (bad_lines_ > 1) sentence += fmt::format(" (the first of {} lines left out)", bad_lines_);
  if (cut_) sentence += fmt::format("{}{}: cut short after {} lines, which were used", sentence.empty() ? "" : "\n", path_, lines_.number());
  if (sentence.empty()) return std::nullopt;
  return sentence;
}

bool LogFile::next() {
  for (;;) {
    switch (lines_.next()) {
      case LineFile::Status::End:
        return false;
      case LineFile::Status::Cut:
        cut_ = true;
        return false;
      case LineFile::Status::TooLong:
        blame("a line of more than 1 MiB");
        continue;
      case LineFile::Status::Line:
        break;
    }
    const std::string_view line = lines_.line();
    if (line.empty() || header(line) || refused_) continue;
    if (read(line)) {
      ++rows_;
      return true;
    }
  }
}

bool LogFile::header(std::string_view line) {
  if (!line.starts_with('#')) return false;
  if (Tsv::begins(line)) refused_ = false;
  if (const auto wrong = tsv_.header(line)) {
    blame(*wrong + "; its rows are left out");
    refused_ = true;
  }
  kind_ = kind_of_path(tsv_.path());
  log_name_ = tsv_.path();
  return true;
}

bool LogFile::read(std::string_view line) {
  const bool json = JsonLine::begins(line);
  if (const auto wrong = json ? json_.read(line, row_) : tsv_.read(line, row_)) {
    blame(*wrong);
    return false;
  }
  if (json) {
    kind_ = kind_of_json();
    log_name_ = row_.has(Column::Path) ? row_.text(Column::Path) : stem(path_);
  }
  return true;
}

// A row does not say whether its connection has ended: where it does not name its log either, the file's name has to.
Kind LogFile::kind_of_json() const {
  if (row_.has(Column::Path)) return kind_of_path(row_.text(Column::Path));
  const Kind kind = kind_of_columns(row_);
  return kind == Kind::Conn && kind_of_path(stem(path_)) == Kind::OpenConn ? Kind::OpenConn : kind;
}

}  // namespace sekisho::zeek
