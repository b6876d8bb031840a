#include "detectors/knowledge/state_file.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "flow/base/hash.hpp"

namespace sekisho::detectors::knowledge {
namespace {

constexpr std::uint64_t kMagic = 0x31617473'6F6B6573ULL;  // "sekosta1" in memory on a little-endian machine
constexpr std::uint32_t kVersion = 2;                     // raised whenever the contents or their layout change
constexpr HashSeed kChecksum{0x7365'6B69'7368'6FULL};     // against damage, not against an enemy who can write here

struct Header {
  std::uint64_t magic = kMagic;
  std::uint64_t version = kVersion;
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;
};

Error failed(const std::string& path, const char* what) { return Error{fmt::format("{}: {}: {}", path, what, std::strerror(errno))}; }

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }

  bool write_all(const void* from, std::size_t size) const {
    const auto* at = static_cast<const char*>(from);
    while (size > 0) {
      const ssize_t done = ::write(fd_, at, size);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return false;
      at += done;
      size -= static_cast<std::size_t>(done);
    }
    return true;
  }
  bool read_all(void* into, std::size_t size) const {
    auto* at = static_cast<char*>(into);
    while (size > 0) {
      const ssize_t done = ::read(fd_, at, size);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return false;
      at += done;
      size -= static_cast<std::size_t>(done);
    }
    return true;
  }

 private:
  int fd_;
};

}  // namespace

void StateWriter::put(Bytes bytes) {
  const std::size_t at = contents_.size();
  contents_.resize(at + bytes.size());
  std::memcpy(contents_.data() + at, bytes.data(), bytes.size());
}

Result<void> StateWriter::write(const std::string& path) const {
  const std::string fresh = path + ".new";
  {
    const File file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (file.fd() < 0) return failed(fresh, "cannot be made");
    const Header header{kMagic, kVersion, contents_.size(), keyed_hash(Bytes(contents_), kChecksum)};
    if (!file.write_all(&header, sizeof header) || !file.write_all(contents_.data(), contents_.size()) || fsync(file.fd()) != 0) {
      const Error error = failed(fresh, "cannot be written");
      unlink(fresh.c_str());
      return error;
    }
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return failed(path, "cannot be replaced");
  return {};
}

Result<StateReader> StateReader::open(const std::string& path, std::size_t most) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0) return failed(path, "cannot be read");
  struct stat status {};
  Header header;
  if (fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode)) return Error{path + ": is no file"};
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size < sizeof header || !file.read_all(&header, sizeof header)) return Error{path + ": is cut short"};
  if (header.magic != kMagic) return Error{path + ": holds something else"};
  if (header.version != kVersion) return Error{fmt::format("{}: is of version {}, this sensor's is {}", path, header.version, kVersion)};
  if (header.size != size - sizeof header) return Error{path + ": is cut short"};
  if (header.size > most) return Error{fmt::format("{}: holds {} bytes; at most {} are expected", path, header.size, most)};
  StateReader reader;
  reader.contents_.resize(header.size);
  if (!file.read_all(reader.contents_.data(), header.size)) return Error{path + ": is cut short"};
  if (keyed_hash(Bytes(reader.contents_), kChecksum) != header.checksum) return Error{path + ": is damaged (its checksum is wrong)"};
  return reader;
}

void StateReader::get(std::uint8_t* into, std::size_t size) {
  if (!ok_ || contents_.size() - at_ < size) {
    ok_ = false;
    return;
  }
  std::memcpy(into, contents_.data() + at_, size);
  at_ += size;
}

}  // namespace sekisho::detectors::knowledge
