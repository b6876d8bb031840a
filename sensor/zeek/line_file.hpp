// A file of lines, as it is or compressed by gzip. Keeps a buffer and one line of at most kMostLine bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

#include "flow/base/result.hpp"

namespace sekisho::zeek {

class LineFile {
 public:
  static constexpr std::size_t kMostLine = 1UL << 20;  ///< Bytes; a row of Zeek's rarely has a thousand.
  enum class Status : std::uint8_t {
    Line,
    TooLong,  ///< The line was passed over; the next one can be read.
    End,
    Cut,  ///< The file ends in the middle of its compressed stream, or cannot be read on.
  };

  /// The Error is the reason alone: "No such file or directory".
  static Result<LineFile> open(const std::string& path);

  Status next();
  /// Of the last next(), without its end of line; holds until the next call.
  std::string_view line() const { return line_; }
  /// Of the last next(), from 1.
  std::uint64_t number() const { return number_; }
  /// Of the file as it lies on the disk.
  std::uint64_t bytes_read() const { return static_cast<std::uint64_t>(std::max<z_off_t>(0, gzoffset(file_.get()))); }

 private:
  struct Close {
    void operator()(gzFile file) const { (void)gzclose_r(file); }
  };
  explicit LineFile(gzFile file) : file_(file), buffer_(kBuffer) {}
  static constexpr std::size_t kBuffer = 64UL * 1024;

  std::unique_ptr<gzFile_s, Close> file_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  bool cut_ = false;
  std::string line_;
  std::uint64_t number_ = 0;
};

}  // namespace sekisho::zeek
