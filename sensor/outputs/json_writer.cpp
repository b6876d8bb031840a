#include "sensor/outputs/json_writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "flow/base/iso8601.hpp"
#include "sensor/outputs/sanitise.hpp"

namespace sekisho::outputs {
namespace {

constexpr std::size_t kMostKey = 128;                       // bytes of a key that is data; ours are far shorter
constexpr std::size_t kFirstRoom = std::size_t{16} * 1024;  // bytes: nearly every line fits; one that does not makes the buffer grow
constexpr std::size_t kMostAddress = 2 + 45;                // quotes and "ffff:…:255.255.255.255"

char* copy(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

// 0 … 255 without branches for each digit: the text of every octet and its length.
struct Octet {
  std::array<char, 3> digits{};
  std::uint8_t size = 0;
};
constexpr std::array<Octet, 256> make_octets() {
  std::array<Octet, 256> octets{};
  for (unsigned value = 0; value < 256; ++value) {
    Octet& o = octets[value];
    if (value >= 100) o.digits[o.size++] = static_cast<char>('0' + value / 100);
    if (value >= 10) o.digits[o.size++] = static_cast<char>('0' + value / 10 % 10);
    o.digits[o.size++] = static_cast<char>('0' + value % 10);
  }
  return octets;
}
constexpr std::array<Octet, 256> kOctets = make_octets();

// Bytes that quoted text may take.
constexpr std::size_t quoted_size(std::string_view text) { return 2 + kMostEscaped * text.size(); }

}  // namespace

void JsonWriter::grow(std::size_t bytes) { buffer_.resize(std::max({kFirstRoom, 2 * buffer_.size(), used_ + bytes})); }

void JsonWriter::start() {
  used_ = 0;
  put('{');
  comma_ = false;
}

std::string_view JsonWriter::finish() {
  ends_at(copy(room(2), "}\n"));
  return {buffer_.data(), used_};
}

char* JsonWriter::name(std::string_view key, std::size_t then) {
  char* to = separate(key.size() + 3 + then);
  *to++ = '"';
  to = copy(to, key);
  *to++ = '"';
  *to++ = ':';
  return to;
}

char* JsonWriter::data_name(std::string_view key, std::size_t then) {
  const std::string_view kept = cut(key, kMostKey);
  char* to = put_quoted(separate(quoted_size(kept) + 1 + then), kept);
  *to++ = ':';
  return to;
}

char* JsonWriter::put_quoted(char* to, std::string_view text) {
  *to++ = '"';
  to = append_json(to, text);
  *to++ = '"';
  return to;
}

void JsonWriter::open(Key key) { opened(name(key.text(), 1), '{'); }
void JsonWriter::open_member(std::string_view key) { opened(data_name(key, 1), '{'); }
void JsonWriter::open_element() { opened(separate(1), '{'); }
void JsonWriter::close() { closed('}'); }
void JsonWriter::open_array(Key key) { opened(name(key.text(), 1), '['); }
void JsonWriter::open_array_member(std::string_view key) { opened(data_name(key, 1), '['); }
void JsonWriter::close_array() { closed(']'); }

void JsonWriter::text(Key key, std::string_view text, std::size_t most) {
  const std::string_view kept = cut(text, most);
  ends_at(put_quoted(name(key.text(), quoted_size(kept)), kept));
  if (kept.size() == text.size()) return;
  constexpr std::string_view kFlag = "_truncated\":true";
  char* to = copy(room(2 + key.text().size() + kFlag.size()), ",\"");
  ends_at(copy(copy(to, key.text()), kFlag));
}

void JsonWriter::text_member(std::string_view key, std::string_view text, std::size_t most) {
  const std::string_view kept = cut(text, most);
  ends_at(put_quoted(data_name(key, quoted_size(kept)), kept));
  if (kept.size() == text.size()) return;
  constexpr std::string_view kFlag = "_truncated\":true";
  const std::string_view kept_key = cut(key, kMostKey);
  char* to = copy(room(2 + kMostEscaped * kept_key.size() + kFlag.size()), ",\"");
  ends_at(copy(append_json(to, kept_key), kFlag));
}

bool JsonWriter::text_element(std::string_view text, std::size_t most) {
  const std::string_view kept = cut(text, most);
  ends_at(put_quoted(separate(quoted_size(kept)), kept));
  return kept.size() == text.size();
}

void JsonWriter::literal(Key key, std::string_view text) {
  char* to = name(key.text(), 2 + text.size());
  *to++ = '"';
  to = copy(to, text);
  *to++ = '"';
  ends_at(to);
}

void JsonWriter::literal_element(std::string_view text) {
  char* to = separate(2 + text.size());
  *to++ = '"';
  to = copy(to, text);
  *to++ = '"';
  ends_at(to);
}

char* JsonWriter::put_truth(char* to, bool value) { return copy(to, value ? std::string_view("true") : std::string_view("false")); }

char* JsonWriter::put_real(char* to, double value) {
  if (!std::isfinite(value)) return copy(to, "null");
  return std::to_chars(to, to + kMostNumber, value == 0 ? 0.0 : value).ptr;  // no "-0"
}

void JsonWriter::real(Key key, double value) { ends_at(put_real(name(key.text(), kMostNumber), value)); }
void JsonWriter::real_member(std::string_view key, double value) { ends_at(put_real(data_name(key, kMostNumber), value)); }
void JsonWriter::real_element(double value) { ends_at(put_real(separate(kMostNumber), value)); }
void JsonWriter::boolean(Key key, bool value) { number(key, value); }
void JsonWriter::boolean_member(std::string_view key, bool value) { number_member(key, value); }

void JsonWriter::time(Key key, Timestamp time) {
  const Iso8601 spelt = iso8601_chars(time);
  char* to = name(key.text(), 2 + spelt.size());
  *to++ = '"';
  std::memcpy(to, spelt.data(), spelt.size());
  to += spelt.size();
  *to++ = '"';
  ends_at(to);
}

char* JsonWriter::put_address(char* to, const IpAddress& address) {
  *to++ = '"';
  if (address.is_v4()) {
    for (std::size_t i = 12; i < 16; ++i) {
      const Octet& octet = kOctets[address.bytes()[i]];
      std::memcpy(to, octet.digits.data(), octet.digits.size());
      to += octet.size;
      *to++ = '.';
    }
    --to;  // the last dot
  } else {
    to = copy(to, address.to_string());
  }
  *to++ = '"';
  return to;
}

void JsonWriter::address(Key key, const IpAddress& address) { ends_at(put_address(name(key.text(), kMostAddress), address)); }
void JsonWriter::address_element(const IpAddress& address) { ends_at(put_address(separate(kMostAddress), address)); }

}  // namespace sekisho::outputs
