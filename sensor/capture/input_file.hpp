// A capture file or standard input, read through a buffer of ours: so that its first bytes can be looked at, progress is known, and a pipe
// that is silent does not hold the caller up.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

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

  /// The first bytes not yet read, at most @p n; waits for them. Fewer at the end.
  Bytes peek(std::size_t n);
  /// True where reading goes on without waiting for its first byte; waits at most @p wait for that. Always true for ordinary files.
  bool ready(std::chrono::milliseconds wait) const;
  /// A stream over this file for libpcap; close it before this object goes.
  std::FILE* stream();
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  InputFile(int descriptor, bool can_block);
  /// Reads more into the empty buffer. False at the end or on an error.
  bool fill();
  static ssize_t read(void* self, char* to, std::size_t size);

  int descriptor_;
  bool can_block_;
  std::vector<std::uint8_t> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t bytes_read_ = 0;
};

/// "gzip" where @p start is how a compressed or otherwise packed file begins; empty for others.
std::string packed_format(Bytes start);

}  // namespace sekisho::capture
