// Any bytes, shown as JSON and on a terminal: what comes out is UTF-8 without a character that could end a line, move a cursor or hide
// text; the JSON reads back as what went in, with \xNN for bytes that are not UTF-8.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sensor/outputs/json_writer.hpp"
#include "sensor/outputs/sanitise.hpp"

namespace {

using sekisho::outputs::JsonWriter;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

// The next character of @p text, which is removed from it; its size is 0 where the bytes are not UTF-8. Written anew, so that the
// sanitiser's own decoder is not its judge: a character is what its shortest encoding says and nothing else.
struct Character {
  char32_t code = 0;
  std::size_t size = 0;
};
Character next(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  Character c{byte(0), 1};
  const unsigned lead = byte(0);
  if (lead >= 0x80) {
    c.size = 0;
    if (lead >= 0xC2 && lead <= 0xDF && tail(1)) c = {(lead & 0x1FU) << 6 | (byte(1) & 0x3FU), 2};
    if (lead >= 0xE0 && lead <= 0xEF && tail(1) && tail(2)) {
      const char32_t code = (lead & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
      if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF)) c = {code, 3};
    }
    if (lead >= 0xF0 && lead <= 0xF4 && tail(1) && tail(2) && tail(3)) {
      const char32_t code = (lead & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 | (byte(3) & 0x3FU);
      if (code >= 0x10000 && code <= 0x10FFFF) c = {code, 4};
    }
  }
  text.remove_prefix(c.size == 0 ? 1 : c.size);
  return c;
}

bool harmful(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

void require_harmless(std::string_view text) {
  while (!text.empty()) {
    const Character c = next(text);
    require(c.size > 0, "output is UTF-8");
    require(!harmful(c.code), "no harmful character comes out");
  }
}

// What a JSON reader must get: the text itself, and \xNN for each byte that is not UTF-8.
std::string expected(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view before = text;
    const Character c = next(text);
    if (c.size > 0) {
      out += before.substr(0, c.size);
      continue;
    }
    char escaped[5];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned char>(before[0]));
    out += escaped;
  }
  return out;
}

void check_line(std::string_view text, std::size_t most) {
  JsonWriter json;
  json.start();
  json.text("text", text, most);
  json.text_member(text, text, most);
  json.open_array("list");
  const bool whole = json.text_element(text, most);
  json.close_array();
  const std::string_view line = json.finish();
  require(line.ends_with("}\n"), "a line ends");
  require_harmless(line.substr(0, line.size() - 1));
  const auto read = nlohmann::json::parse(line, nullptr, false);
  require(read.is_object(), "a line is JSON");
  const std::string_view kept = sekisho::outputs::cut(text, most);
  require(kept.size() <= most && (kept.size() == text.size() || kept.size() + 4 > most), "a text is cut at its cap and no sooner");
  require(read.at("list").at(0) == expected(kept), "the text reads back");
  require(whole == (kept.size() == text.size()), "a cut is flagged");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string json;
  sekisho::outputs::append_json(json, text);
  require_harmless(json);
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{64}, size, size + 1}) {
    require_harmless(sekisho::outputs::printable(text, most));
    check_line(text, most);
  }
  return 0;
}
