#include <fmt/format.h>

#include "detectors/api/detector.hpp"

namespace sekisho::detectors {

std::string quote(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text) {
    if (out.size() >= most) return out + "…";
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) {
      out += c;
    } else {
      out += fmt::format("\\x{:02X}", byte);
    }
  }
  return out;
}

}  // namespace sekisho::detectors
