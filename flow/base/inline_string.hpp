// A short text inside its owner: no allocation, trivially copyable. Longer text is cut.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sekisho {

template <std::size_t Capacity>
class InlineString {
  static_assert(Capacity < 256);

 public:
  InlineString() = default;
  InlineString(std::string_view text) { assign(text); }                     // NOLINT(google-explicit-constructor): it is a string
  InlineString(const char* text) : InlineString(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)

  void assign(std::string_view text) {
    size_ = static_cast<std::uint8_t>(std::min(text.size(), Capacity));
    if (size_ > 0) std::memcpy(bytes_.data(), text.data(), size_);
  }
  /// Appends one character; dropped when full.
  void push_back(char c) {
    if (size_ < Capacity) bytes_[size_++] = c;
  }
  std::string_view view() const { return {bytes_.data(), size_}; }
  operator std::string_view() const { return view(); }  // NOLINT(google-explicit-constructor)
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  static constexpr std::size_t capacity() { return Capacity; }

  friend bool operator==(const InlineString& a, const InlineString& b) { return a.view() == b.view(); }
  friend bool operator==(const InlineString& a, std::string_view b) { return a.view() == b; }
  friend bool operator==(const InlineString& a, const char* b) { return a.view() == b; }

 private:
  std::array<char, Capacity> bytes_;
  std::uint8_t size_ = 0;
};

}  // namespace sekisho
