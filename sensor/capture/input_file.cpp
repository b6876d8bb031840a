#include "sensor/capture/input_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sekisho::capture {
namespace {

constexpr std::size_t kBuffer = 64UL * 1024;  // larger reads push the flow table out of the cache, smaller ones cost a system call every few packets

}  // namespace

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path) {
  // O_NONBLOCK so that a named pipe that nobody writes to yet does not hold the caller up; reading waits by poll().
  const int descriptor = path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return Error{std::strerror(errno)};
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Error{std::strerror(EISDIR)};
  }
  // The flag belongs to whoever shares an inherited pipe as well: only on a description of our own is it changed.
  if (path != "-") (void)::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
  return std::unique_ptr<InputFile>(new InputFile(descriptor, !S_ISREG(status.st_mode)));
}

InputFile::InputFile(int descriptor, bool can_block) : descriptor_(descriptor), can_block_(can_block), buffer_(kBuffer) {
  if (can_block_) return;
  began_ = ::lseek(descriptor_, 0, SEEK_CUR);
  (void)::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

InputFile::~InputFile() { ::close(descriptor_); }

bool InputFile::read_start() {
  const ssize_t got = ::read(descriptor_, start_.data() + start_size_, kMagic - start_size_);
  if (got < 0 && errno == EINTR) return true;
  if (got > 0) start_size_ += static_cast<std::size_t>(got);
  start_ended_ = got <= 0;
  return !start_ended_;
}

bool InputFile::has_start(std::chrono::milliseconds wait) {
  while (can_block_ && !start_ended_ && start_size_ < kMagic) {
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, static_cast<int>(wait.count())) <= 0) return false;
    read_start();
    wait = {};
  }
  return true;
}

Bytes InputFile::start() {
  while (start_size_ < kMagic && !start_ended_) read_start();
  return Bytes(start_).first(start_size_);
}

ssize_t InputFile::read(void* self, char* to, std::size_t size) {
  InputFile& file = *static_cast<InputFile*>(self);
  ssize_t got = 0;
  if (file.start_given_ < file.start_size_) {
    got = static_cast<ssize_t>(std::min(size, file.start_size_ - file.start_given_));
    std::memcpy(to, file.start_.data() + file.start_given_, static_cast<std::size_t>(got));
    file.start_given_ += static_cast<std::size_t>(got);
  } else {
    do {
      got = ::read(file.descriptor_, to, size);
    } while (got < 0 && errno == EINTR);
  }
  if (got > 0) file.bytes_read_ += static_cast<std::uint64_t>(got);
  return got;
}

int InputFile::seek(void* self, off64_t* offset, int whence) {
  // Only the question where the stream stands is answered: ready() needs it.
  if (whence != SEEK_CUR || *offset != 0) {
    errno = ESPIPE;
    return -1;
  }
  *offset = static_cast<off64_t>(static_cast<InputFile*>(self)->bytes_read_);
  return 0;
}

std::FILE* InputFile::stream() {
  if (can_block_) {
    cookie_io_functions_t functions{};
    functions.read = &InputFile::read;
    functions.seek = &InputFile::seek;
    stream_ = ::fopencookie(this, "rb", functions);
  } else if (const int shared = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0); shared >= 0) {
    // libpcap reads a record's head and its bytes apart: the C library does that faster from a descriptor than through functions of ours.
    (void)::lseek(descriptor_, -static_cast<off_t>(start_size_), SEEK_CUR);
    stream_ = ::fdopen(shared, "rb");
    if (stream_ == nullptr) ::close(shared);
  }
  if (stream_ != nullptr) {
    (void)std::setvbuf(stream_, buffer_.data(), _IOFBF, buffer_.size());
    (void)::__fsetlocking(stream_, FSETLOCKING_BYCALLER);  // one thread reads it
  }
  return stream_;
}

bool InputFile::ready(std::chrono::milliseconds wait) const {
  if (!can_block_ || static_cast<std::uint64_t>(::ftello(stream_)) < bytes_read_) return true;
  pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(wait.count())) > 0;
}

std::uint64_t InputFile::bytes_read() const {
  return can_block_ ? bytes_read_ : static_cast<std::uint64_t>(::lseek(descriptor_, 0, SEEK_CUR) - began_);
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
