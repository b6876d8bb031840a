#include "sensor/capture/input_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sekisho::capture {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;  // larger reads gain nothing, smaller ones cost a system call every few packets

}  // namespace

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path) {
  const int descriptor = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Error{std::strerror(errno)};
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Error{std::strerror(EISDIR)};
  }
  return std::unique_ptr<InputFile>(new InputFile(descriptor, !S_ISREG(status.st_mode)));
}

InputFile::InputFile(int descriptor, bool can_block) : descriptor_(descriptor), can_block_(can_block), buffer_(kBuffer) {
  (void)::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

InputFile::~InputFile() { ::close(descriptor_); }

bool InputFile::fill() {
  if (end_ == buffer_.size()) return false;
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, buffer_.data() + end_, buffer_.size() - end_);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  end_ += static_cast<std::size_t>(got);
  return true;
}

Bytes InputFile::peek(std::size_t n) {
  while (end_ - begin_ < n && fill()) {
  }
  return Bytes(buffer_).subspan(begin_, std::min(n, end_ - begin_));
}

bool InputFile::ready(std::chrono::milliseconds wait) const {
  if (!can_block_ || begin_ < end_) return true;
  pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(wait.count())) > 0;
}

ssize_t InputFile::read(void* self, char* to, std::size_t size) {
  InputFile& file = *static_cast<InputFile*>(self);
  if (file.begin_ == file.end_) {
    file.begin_ = file.end_ = 0;
    errno = 0;
    if (!file.fill()) return errno == 0 ? 0 : -1;
  }
  const std::size_t given = std::min(size, file.end_ - file.begin_);
  std::memcpy(to, file.buffer_.data() + file.begin_, given);
  file.begin_ += given;
  file.bytes_read_ += given;
  return static_cast<ssize_t>(given);
}

std::FILE* InputFile::stream() {
  cookie_io_functions_t functions{};
  functions.read = &InputFile::read;
  std::FILE* stream = ::fopencookie(this, "rb", functions);
  // Unbuffered, or the stream would take bytes from us that ready() then knows nothing of.
  if (stream != nullptr) (void)std::setvbuf(stream, nullptr, _IONBF, 0);
  return stream;
}

std::string packed_format(Bytes start) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kFormats{{
      {"\x1F\x8B", "gzip"},
      {"\x28\xB5\x2F\xFD", "zstd"},
      {"\xFD\x37\x7A\x58\x5A", "xz"},
      {"BZh", "bzip2"},
      {"\x04\x22\x4D\x18", "lz4"},
      {"PK\x03\x04", "zip"},
  }};
  for (const auto& [magic, name] : kFormats) {
    if (as_text(start).starts_with(magic)) return std::string(name);
  }
  return {};
}

}  // namespace sekisho::capture
