// How an alert looks on a terminal. Pure: the same alert gives the same lines.
#pragma once

#include <string>
#include <string_view>

#include "sensor/alerts/alert.hpp"

namespace sekisho::outputs::text {

/// ANSI colours or none.
enum class Paint : std::uint8_t { Plain, Colour };

struct Style {
  Paint paint = Paint::Plain;
  unsigned width = 120;  ///< Columns; fewer than 60 count as 60.
};

/// The line above the first alert.
std::string header(const Style& style);
/// The line above the alerts of one capture or interface.
std::string heading(std::string_view name, const Style& style);
/// One alert: a row, why, and what to look up; then an empty line.
std::string row(const alerts::Alert& alert, const Style& style);

/// @p text broken at spaces into lines of at most @p width characters, each after @p indent spaces. A longer word stands alone.
std::string wrap(std::string_view text, std::size_t indent, std::size_t width);
/// Columns that @p text takes: one a character.
std::size_t columns(std::string_view text);

}  // namespace sekisho::outputs::text
