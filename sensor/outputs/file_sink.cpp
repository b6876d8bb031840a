#include "sensor/outputs/file_sink.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace sekisho::outputs {
namespace {

constexpr std::size_t kWriteAt = 256UL * 1024;                // bytes gathered before a write without waiting for flush()
constexpr std::size_t kMostHeld = 8UL * 1024 * 1024;          // bytes held while writing fails, alerts included
constexpr std::size_t kMostHeldRecords = 6UL * 1024 * 1024;   // of these, what records other than alerts may fill
constexpr std::size_t kKeepCapacity = 1024UL * 1024;          // a buffer that grew past this is given back
constexpr std::string_view kStampShape = "00000000T000000Z";  // digits where it has digits
constexpr int kMostSameSecond = 999;                          // rotations within one second that get a name

// "20261124T141346Z"
std::string stamp(Timestamp t) {
  std::string text;
  for (const char c : iso8601(t)) {
    if (c == '.') break;
    if (c != '-' && c != ':') text += c;
  }
  return text + 'Z';
}

// "<base>.<stamp>" or "<base>.<stamp>-<number>": made by rotation, so rotation may delete it.
bool is_rotated(std::string_view name, std::string_view base) {
  if (name.size() < base.size() + 1 + kStampShape.size() || !name.starts_with(base) || name[base.size()] != '.') return false;
  const std::string_view tail = name.substr(base.size() + 1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < kStampShape.size(); ++i) {
    if (kStampShape[i] == '0' ? !digit(tail[i]) : tail[i] != kStampShape[i]) return false;
  }
  const std::string_view rest = tail.substr(kStampShape.size());
  return rest.empty() || (rest.size() == 4 && rest[0] == '-' && std::all_of(rest.begin() + 1, rest.end(), digit));
}

}  // namespace

FileSink::FileSink(FileOptions options, Counters& counters)
    : options_(std::move(options)),
      written_(counters.counter("sekisho_output_written_total", "Records written by an output", {{"output", options_.output}})),
      bytes_(counters.counter("sekisho_output_bytes_total", "Bytes written by an output", {{"output", options_.output}})),
      errors_(counters.counter("sekisho_output_errors_total", "Failures to open, write or rotate a file", {{"output", options_.output}})),
      retries_(counters.counter("sekisho_output_retried_total", "Attempts to go on after a failure", {{"output", options_.output}})),
      dropped_(counters.counter("sekisho_output_dropped_total", "Records lost because they could not be written", {{"output", options_.output}})),
      rotations_(counters.counter("sekisho_output_rotations_total", "Files rotated", {{"output", options_.output}})),
      rotate_at_(options_.rotate_size) {}

Result<std::unique_ptr<FileSink>> FileSink::open(FileOptions options, Counters& counters) {
  std::unique_ptr<FileSink> sink(new FileSink(std::move(options), counters));
  if (const int error = sink->open_file(); error != 0) {
    return Error{fmt::format("{}: cannot be written: {}{}", sink->options_.path, std::strerror(error),
                             error == ENXIO ? " (a named pipe needs its reader first)" : "")};
  }
  return sink;
}

FileSink::~FileSink() {
  finish();
  close_file();
}

int FileSink::open_file() {
  if (is_stdout()) {
    fd_ = STDOUT_FILENO;
    return 0;
  }
  // O_NONBLOCK only so that a named pipe without a reader is an error instead of a sensor that hangs.
  fd_ = ::open(options_.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0640);
  if (fd_ < 0) return errno;
  struct stat info {};
  if (fstat(fd_, &info) != 0) {
    const int error = errno;
    close_file();
    return error;
  }
  regular_ = S_ISREG(info.st_mode);
  if (info.st_dev != device_ || info.st_ino != inode_) {
    // Another file than the one that holds the beginning of a line: the line is written here as a whole.
    if (done_ > 0) {
      const std::size_t end = held_.rfind('\n', done_ - 1);
      done_ = end == std::string::npos ? 0 : end + 1;
    }
    device_ = info.st_dev;
    inode_ = info.st_ino;
  }
  size_ = static_cast<std::size_t>(std::max<off_t>(0, info.st_size));
  rotate_at_ = options_.rotate_size;
  timed_ = false;
  return 0;
}

void FileSink::close_file() {
  if (fd_ >= 0 && !is_stdout()) ::close(fd_);
  fd_ = -1;
}

void FileSink::fail(int error) {
  errors_.add();
  healthy_.store(false, std::memory_order_relaxed);
  if (is_stdout()) {
    gone_ = gone_ || error == EPIPE || error == EBADF;
  } else {
    close_file();
  }
}

void FileSink::forget_held() {
  dropped_.add(held_lines_);
  held_.clear();
  done_ = 0;
  held_lines_ = 0;
}

void FileSink::append(std::string_view line, Timestamp time, Rank rank) {
  rotate_if_due(time, line.size());
  if (gone_ || held_.size() + line.size() > (rank == Rank::Alert ? kMostHeld : kMostHeldRecords)) {
    dropped_.add();
    return;
  }
  held_ += line;
  ++held_lines_;
  if (!timed_) first_time_ = time;
  timed_ = true;
  last_time_ = time;
  if (held_.size() >= kWriteAt && healthy()) flush();
}

void FileSink::flush() {
  if (gone_) forget_held();
  if (held_.empty()) return;
  if (!healthy()) retries_.add();
  if (fd_ < 0) {
    if (const int error = open_file(); error != 0) return fail(error);
  }
  while (done_ < held_.size()) {
    const ssize_t n = ::write(fd_, held_.data() + done_, held_.size() - done_);
    if (n >= 0) {
      done_ += static_cast<std::size_t>(n);
      size_ += static_cast<std::size_t>(n);
      bytes_.add(static_cast<std::uint64_t>(n));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {  // a pipe whose reader is slow: wait as a blocking write would
      pollfd room{fd_, POLLOUT, 0};
      poll(&room, 1, -1);
      continue;
    }
    return fail(errno);
  }
  written_.add(held_lines_);
  held_.clear();
  if (held_.capacity() > kKeepCapacity) held_.shrink_to_fit();
  done_ = 0;
  held_lines_ = 0;
  healthy_.store(true, std::memory_order_relaxed);
}

void FileSink::reopen() {
  flush();
  if (is_stdout()) return;
  close_file();
  if (const int error = open_file(); error != 0) return fail(error);
  if (held_.empty()) healthy_.store(true, std::memory_order_relaxed);
}

void FileSink::finish() {
  flush();
  if (!held_.empty()) forget_held();
}

void FileSink::rotate_if_due(Timestamp time, std::size_t more) {
  if (!regular_ || fd_ < 0 || size_ + held_.size() == 0) return;
  const bool large = rotate_at_ > 0 && size_ + held_.size() + more > rotate_at_;
  const bool old = options_.rotate_age > 0s && timed_ && time - first_time_ >= options_.rotate_age;
  if (!large && !old) return;
  flush();
  if (healthy()) rotate(timed_ ? last_time_ : time);
}

void FileSink::rotate(Timestamp time) {
  const std::string base = options_.path + '.' + stamp(time);
  std::string target = base;
  std::error_code ignored;
  for (int i = 1; std::filesystem::exists(std::filesystem::symlink_status(target, ignored)) && i <= kMostSameSecond; ++i) {
    target = fmt::format("{}-{:03}", base, i);
  }
  const bool taken = std::filesystem::exists(std::filesystem::symlink_status(target, ignored));
  if (taken || std::rename(options_.path.c_str(), target.c_str()) != 0) {
    // Writing goes on in the same file; the next attempt comes after as much again, not with every line.
    errors_.add();
    rotate_at_ = options_.rotate_size == 0 ? 0 : size_ + options_.rotate_size;
    timed_ = false;
    return;
  }
  close_file();
  rotations_.add();
  if (const int error = open_file(); error != 0) fail(error);
  prune();
}

void FileSink::prune() const {
  if (options_.rotate_keep == 0) return;
  const std::filesystem::path path(options_.path);
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const std::string base = path.filename().string();
  std::vector<std::string> rotated;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (std::string name = it->path().filename().string(); is_rotated(name, base)) rotated.push_back(std::move(name));
  }
  std::sort(rotated.begin(), rotated.end());  // the stamp's order is the order of time
  for (std::size_t i = 0; i + options_.rotate_keep < rotated.size(); ++i) std::filesystem::remove(folder / rotated[i], error);
}

}  // namespace sekisho::outputs
