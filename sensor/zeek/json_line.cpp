#include "sensor/zeek/json_line.hpp"

#include <fmt/format.h>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>  // header-only: the library's one translation unit is this one

namespace sekisho::zeek {
namespace {

namespace json = boost::json;
using Code = boost::system::error_code;

// Takes the values of the outermost object's keys, lists of scalars included; passes over what lies deeper.
struct Handler {
  static constexpr std::size_t max_array_size = 65'536;
  static constexpr std::size_t max_object_size = 4'096;
  static constexpr std::size_t max_string_size = 1UL << 20;
  static constexpr std::size_t max_key_size = 256;

  // NOLINTBEGIN(readability-identifier-naming,google-runtime-references): the library's names
  bool on_document_begin(Code&) {
    depth = 0;
    list = false;
    column.reset();
    text.clear();
    return true;
  }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return enter(); }
  bool on_object_end(std::size_t, Code&) { return leave(); }
  bool on_array_begin(Code& code) {
    if (depth == 0) {
      code = json::error::syntax;
      return false;
    }
    if (depth == 1 && column) {
      list = true;
      row->set_list(*column);
    }
    return enter();
  }
  bool on_array_end(std::size_t, Code&) { return leave(); }
  bool on_key_part(json::string_view part, std::size_t, Code&) { return keep(part); }
  bool on_key(json::string_view part, std::size_t, Code&) {
    keep(part);
    if (depth == 1) column = column_of(text);
    text.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, Code&) { return keep(part); }
  bool on_string(json::string_view part, std::size_t, Code& code) { return value(part, code); }
  bool on_number_part(json::string_view part, Code&) { return keep(part); }
  bool on_int64(std::int64_t, json::string_view part, Code& code) { return value(part, code); }
  bool on_uint64(std::uint64_t, json::string_view part, Code& code) { return value(part, code); }
  bool on_double(double, json::string_view part, Code& code) { return value(part, code); }
  bool on_bool(bool yes, Code& code) { return value(yes ? "T" : "F", code); }
  bool on_null(Code&) { return true; }
  bool on_comment_part(json::string_view, Code&) { return true; }
  bool on_comment(json::string_view, Code&) { return true; }
  // NOLINTEND(readability-identifier-naming,google-runtime-references)

  Row* row = nullptr;
  std::optional<Column> column;  // of the outermost object's latest key
  unsigned depth = 0;
  bool list = false;
  std::string text;
  std::string scratch;

 private:
  bool enter() {
    ++depth;
    return true;
  }
  bool leave() {
    if (--depth == 1) list = false;
    return true;
  }
  bool keep(json::string_view part) {
    text.append(part.data(), part.size());
    return true;
  }
  bool value(json::string_view part, Code& code) {
    if (depth == 0) {
      code = json::error::syntax;
      return false;
    }
    keep(part);
    if (column && depth == 1) row->set(*column, unescaped(text, scratch));
    if (column && depth == 2 && list) row->add(*column, unescaped(text, scratch));
    text.clear();
    return true;
  }
};

}  // namespace

struct JsonLine::Parser : json::basic_parser<Handler> {
  using basic_parser::basic_parser;
};

JsonLine::JsonLine() : parser_(std::make_unique<Parser>(json::parse_options())) {}
JsonLine::~JsonLine() = default;

std::optional<std::string> JsonLine::read(std::string_view line, Row& row) {
  row.clear();
  parser_->reset();
  parser_->handler().row = &row;
  Code code;
  const std::size_t used = parser_->write_some(false, line.data(), line.size(), code);
  if (!code && used < line.size() && line.substr(used).find_first_not_of(" \t\r") != std::string_view::npos) code = json::error::extra_data;
  if (!code && !parser_->done()) code = json::error::incomplete;
  if (!code) return std::nullopt;
  return fmt::format("no JSON object ({})", code.message());
}

}  // namespace sekisho::zeek
