#include "sensor/outputs/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "sensor/outputs/sanitise.hpp"

namespace sekisho::outputs {
namespace {

constexpr std::size_t kMostKey = 128;  // bytes of a key that is data; ours are far shorter

template <class T>
void append_number(std::string& out, T value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void JsonWriter::start() {
  buffer_.assign(1, '{');
  comma_ = false;
}

std::string_view JsonWriter::finish() {
  buffer_ += "}\n";
  return buffer_;
}

void JsonWriter::data_name(std::string_view key) {
  separate();
  quoted(cut(key, kMostKey));
  buffer_ += ':';
}

void JsonWriter::quoted(std::string_view text) {
  buffer_ += '"';
  append_json(buffer_, text);
  buffer_ += '"';
}

void JsonWriter::open(Key key) {
  name(key.text());
  buffer_ += '{';
  comma_ = false;
}

void JsonWriter::open_member(std::string_view key) {
  data_name(key);
  buffer_ += '{';
  comma_ = false;
}

void JsonWriter::open_element() {
  separate();
  buffer_ += '{';
  comma_ = false;
}

void JsonWriter::close() {
  buffer_ += '}';
  comma_ = true;
}

void JsonWriter::open_array(Key key) {
  name(key.text());
  buffer_ += '[';
  comma_ = false;
}

void JsonWriter::open_array_member(std::string_view key) {
  data_name(key);
  buffer_ += '[';
  comma_ = false;
}

void JsonWriter::close_array() {
  buffer_ += ']';
  comma_ = true;
}

void JsonWriter::text(Key key, std::string_view text, std::size_t most) {
  name(key.text());
  const std::string_view kept = cut(text, most);
  quoted(kept);
  if (kept.size() == text.size()) return;
  buffer_ += ",\"";
  buffer_ += key.text();
  buffer_ += "_truncated\":true";
}

void JsonWriter::text_member(std::string_view key, std::string_view text, std::size_t most) {
  data_name(key);
  const std::string_view kept = cut(text, most);
  quoted(kept);
  if (kept.size() == text.size()) return;
  buffer_ += ",\"";
  append_json(buffer_, cut(key, kMostKey));
  buffer_ += "_truncated\":true";
}

bool JsonWriter::text_element(std::string_view text, std::size_t most) {
  separate();
  const std::string_view kept = cut(text, most);
  quoted(kept);
  return kept.size() == text.size();
}

void JsonWriter::literal(Key key, std::string_view text) {
  name(key.text());
  buffer_ += '"';
  buffer_ += text;
  buffer_ += '"';
}

void JsonWriter::literal_element(std::string_view text) {
  separate();
  buffer_ += '"';
  buffer_ += text;
  buffer_ += '"';
}

void JsonWriter::append_signed(std::int64_t value) { append_number(buffer_, value); }
void JsonWriter::append_unsigned(std::uint64_t value) { append_number(buffer_, value); }

void JsonWriter::append_real(double value) {
  if (!std::isfinite(value)) {
    buffer_ += "null";
  } else {
    append_number(buffer_, value == 0 ? 0.0 : value);  // no "-0"
  }
}

void JsonWriter::real(Key key, double value) {
  name(key.text());
  append_real(value);
}

void JsonWriter::real_member(std::string_view key, double value) {
  data_name(key);
  append_real(value);
}

void JsonWriter::real_element(double value) {
  separate();
  append_real(value);
}

void JsonWriter::boolean(Key key, bool value) { number(key, value); }
void JsonWriter::boolean_member(std::string_view key, bool value) { number_member(key, value); }

// Nearly all records of a burst fall into one second: its calendar part is spelt once.
void JsonWriter::time(Key key, Timestamp time) {
  name(key.text());
  const std::int64_t nanos = std::max<std::int64_t>(0, time.time_since_epoch().count());
  const std::int64_t second = nanos / 1'000'000'000;
  if (second != second_) {
    const std::string spelt = iso8601(Timestamp(std::chrono::seconds(second)));
    std::memcpy(second_text_.data(), spelt.data(), second_text_.size());
    second_ = second;
  }
  buffer_ += '"';
  buffer_.append(second_text_.data(), second_text_.size());
  auto micros = static_cast<unsigned>(nanos / 1000 % 1'000'000);
  std::array<char, 6> digits{};
  for (std::size_t i = digits.size(); i-- > 0; micros /= 10) digits[i] = static_cast<char>('0' + micros % 10);
  buffer_.append(digits.data(), digits.size());
  buffer_ += "+0000\"";
}

void JsonWriter::append_address(const IpAddress& address) {
  buffer_ += '"';
  if (address.is_v4()) {
    const std::uint32_t bits = address.v4_bits();
    for (int shift = 24; shift >= 0; shift -= 8) {
      append_number(buffer_, (bits >> shift) & 0xFFU);
      if (shift > 0) buffer_ += '.';
    }
  } else {
    buffer_ += address.to_string();
  }
  buffer_ += '"';
}

void JsonWriter::address(Key key, const IpAddress& address) {
  name(key.text());
  append_address(address);
}

void JsonWriter::address_element(const IpAddress& address) {
  separate();
  append_address(address);
}

}  // namespace sekisho::outputs
