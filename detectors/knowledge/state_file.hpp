// What outlives the process, as one file: a header, numbers in a fixed order, a checksum. Written beside the old one and moved over it, so that
// there is always a whole one; what is damaged, foreign or too large is told and left alone.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "flow/base/bytes.hpp"
#include "flow/base/result.hpp"

namespace sekisho::detectors::knowledge {

/// Collects the contents. The byte order is the machine's: the file belongs to the sensor that wrote it.
class StateWriter {
 public:
  template <class Number>
  void put(Number value) {
    static_assert(std::is_arithmetic_v<Number>);
    put(Bytes(reinterpret_cast<const std::uint8_t*>(&value), sizeof value));
  }
  void put(Bytes bytes);

  /// Readable by its owner alone. An Error names the file; the old one is then still there.
  Result<void> write(const std::string& path) const;

 private:
  std::vector<std::uint8_t> contents_;
};

/// Reads them back in the same order.
class StateReader {
 public:
  /// An Error names the file and what is wrong with it. @p most bytes; a longer file is not read.
  static Result<StateReader> open(const std::string& path, std::size_t most);

  /// 0 past the end, which ok() then tells.
  template <class Number>
  Number get() {
    static_assert(std::is_arithmetic_v<Number>);
    Number value{};
    get(reinterpret_cast<std::uint8_t*>(&value), sizeof value);
    return value;
  }
  void get(std::uint8_t* into, std::size_t size);
  bool ok() const { return ok_; }
  bool at_end() const { return at_ == contents_.size(); }

 private:
  std::vector<std::uint8_t> contents_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace sekisho::detectors::knowledge
