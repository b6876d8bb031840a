// Where an HTTP/1 head begins and ends in a stream, without reading its fields. For http.cpp's tracker and the head parsers.
#pragma once

#include <cstddef>

#include "flow/base/bytes.hpp"

namespace sekisho::parse {

/// Heads of real clients and servers stay below 8 KiB; most servers refuse more than 8 or 16.
constexpr std::size_t kMostHttpHead = 16'384;

enum class HttpSide : std::uint8_t { Request, Response };

/// The size of the head at the beginning of @p stream with the empty line after it; 0 where that line has not come yet. Bytes before
/// @p from were looked at in vain before.
std::size_t http_head_size(Bytes stream, std::size_t from);

/// True where @p bytes begins with a whole first line of a head: what a stream is taken up again with after a gap.
bool begins_http_head(Bytes bytes, HttpSide side);

}  // namespace sekisho::parse
