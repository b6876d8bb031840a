// A capture file or standard input, read through a buffer of ours: so that its first bytes can be looked at, progress is known, and a pipe
// that is silent does not hold the caller up.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "flow/base/bytes.hpp"
#include "flow/base/result.hpp"

namespace sekisho::capture {

class InputFile {
 public:
  /// @p path "-" is standard input. The Error is the reason alone: "No such file or directory".
  static Result<std::unique_ptr<InputFile>> open(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  /// Waits at most @p wait for the first bytes. True once start() will not wait: they are there, or the file has ended.
  bool has_start(std::chrono::milliseconds wait);
  /// The first bytes of the file, at most kMagic; waits for them. Before stream() only.
  Bytes start();
  /// A pipe or a terminal, whose bytes may be long in coming.
  bool can_block() const { return can_block_; }
  /// A stream over this file for libpcap; close it before this object goes.
  std::FILE* stream();
  /// True where reading the stream goes on without waiting for its first byte; waits at most @p wait for that. Always true for ordinary files.
  bool ready(std::chrono::milliseconds wait) const;
  /// From its beginning into the stream's buffer.
  std::uint64_t bytes_read() const;

 private:
  static constexpr std::size_t kMagic = 8;  // no format's magic number is longer

  InputFile(int descriptor, bool can_block);
  /// Reads on into start_; false at the end of the file.
  bool read_start();
  static ssize_t read(void* self, char* to, std::size_t size);
  static int seek(void* self, off64_t* offset, int whence);

  int descriptor_;
  bool can_block_;
  std::array<std::uint8_t, kMagic> start_{};
  std::size_t start_size_ = 0;
  bool start_ended_ = false;     // the file is shorter than kMagic
  std::size_t start_given_ = 0;  // how much of start_ the stream of what can block has taken
  std::vector<char> buffer_;     // the stream's
  std::FILE* stream_ = nullptr;
  std::uint64_t bytes_read_ = 0;  // of what can block
  off_t began_ = 0;               // of an ordinary file: where its reading began
};

/// "gzip" where @p start is how a compressed or otherwise packed file begins; empty for others.
std::string packed_format(Bytes start);

}  // namespace sekisho::capture
