// What a parser says of bytes that may be the first part of a message.
#pragma once

#include <cstdint>

namespace sekisho::parse {

enum class Progress : std::uint8_t {
  Done,      ///< The message is complete; the output is filled.
  NeedMore,  ///< So far it fits, but more bytes are needed.
  Other,     ///< It is something else, or broken; more bytes will not help.
};

}  // namespace sekisho::parse
