// Reads big-endian fields from hostile bytes. Reading past the end yields zeros and clears ok(): callers check once
// at the end instead of before every field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sekisho {

using Bytes = std::span<const std::uint8_t>;

/// The same memory seen as text. No copy, no check of what it holds.
inline std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
/// The same memory seen as bytes.
inline Bytes as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : bytes_(bytes) {}

  std::uint8_t u8() { return has(1) ? bytes_[at_++] : std::uint8_t{0}; }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u24() { return static_cast<std::uint32_t>(number(3)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }

  /// The next @p n bytes; empty, and ok() false, where fewer remain.
  Bytes take(std::size_t n) {
    if (!has(n)) return {};
    const Bytes part = bytes_.subspan(at_, n);
    at_ += n;
    return part;
  }
  void skip(std::size_t n) { (void)take(n); }

  std::size_t left() const { return bytes_.size() - at_; }
  std::size_t position() const { return at_; }
  Bytes rest() const { return bytes_.subspan(at_); }
  bool ok() const { return ok_; }

 private:
  bool has(std::size_t n) {
    if (n <= left()) return true;
    ok_ = false;
    at_ = bytes_.size();
    return false;
  }
  std::uint64_t number(std::size_t n) {
    if (!has(n)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < n; ++i) value = value << 8 | bytes_[at_ + i];
    at_ += n;
    return value;
  }

  Bytes bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace sekisho
