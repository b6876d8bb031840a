// Lines to a file or to standard output, for the outputs that write text.
//
// Keeps    lines that could not be written yet, at most 8 MiB; past that new lines are dropped and counted, alerts last.
// Time     packet time, for rotation by age and for the names of rotated files.
// Threads  one; healthy() from any.
// Failure  counted and shown by healthy(); every flush() after one opens the file again and goes on where it stopped,
//          without tearing a line. A reader of standard output who leaves does not come back: what follows is dropped and counted.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "flow/base/counters.hpp"
#include "flow/base/result.hpp"
#include "flow/base/time.hpp"

namespace sekisho::outputs {

struct FileOptions {
  std::string path = "-";       ///< "-" is standard output. Files are made with mode 0640.
  std::size_t rotate_size = 0;  ///< Bytes after which the file is renamed "<path>.20261124T141346Z"; 0 never.
  Duration rotate_age = 0s;     ///< Packet time after which it is; 0 never.
  unsigned rotate_keep = 10;    ///< Renamed files kept; 0 all.
  std::string output;           ///< Metric label.
};

/// What is dropped first where writing fails.
enum class Rank : std::uint8_t { Ordinary, Alert };

class FileSink {
 public:
  /// An Error names path and cause.
  static Result<std::unique_ptr<FileSink>> open(FileOptions options, Counters& counters);
  ~FileSink();
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  /// Takes one line, its end included. @p time decides about rotation.
  void append(std::string_view line, Timestamp time, Rank rank);
  /// Writes what has gathered.
  void flush();
  /// Closes the file and opens its path again.
  void reopen();
  /// Flushes; what still cannot be written is dropped and counted.
  void finish();
  bool healthy() const { return healthy_.load(std::memory_order_relaxed); }

 private:
  FileSink(FileOptions options, Counters& counters);
  /// Errno, or 0.
  int open_file();
  void close_file();
  void fail(int error);
  void rotate_if_due(Timestamp time, std::size_t more);
  void rotate(Timestamp time);
  void prune() const;
  void forget_held();
  bool is_stdout() const { return options_.path == "-"; }

  FileOptions options_;
  Counter& written_;
  Counter& bytes_;
  Counter& errors_;
  Counter& retries_;
  Counter& dropped_;
  Counter& rotations_;
  std::atomic<bool> healthy_{true};

  int fd_ = -1;
  bool regular_ = false;
  bool gone_ = false;  // standard output's reader left
  std::uint64_t device_ = 0, inode_ = 0;
  std::string held_;  // whole lines, of which the first done_ bytes are written
  std::size_t done_ = 0;
  std::uint64_t held_lines_ = 0;
  std::size_t size_ = 0;  // of the file
  std::size_t rotate_at_ = 0;
  Timestamp first_time_{}, last_time_{};
  bool timed_ = false;  // first_time_ is set
};

}  // namespace sekisho::outputs
