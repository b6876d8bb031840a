#include "sensor/zeek/line_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sekisho::zeek {

Result<LineFile> LineFile::open(const std::string& path) {
  errno = 0;
  gzFile file = gzopen(path.c_str(), "rbe");
  if (file == nullptr) return Error{errno != 0 ? std::strerror(errno) : "out of memory"};
  (void)gzbuffer(file, kBuffer);
  return LineFile(file);
}

LineFile::Status LineFile::next() {
  line_.clear();
  bool too_long = false;
  bool any = false;
  for (;;) {
    if (at_ == filled_) {
      const int got = cut_ ? 0 : gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
      at_ = 0;
      filled_ = got > 0 ? static_cast<std::size_t>(got) : 0;
      if (filled_ == 0) {
        int error = Z_OK;
        (void)gzerror(file_.get(), &error);
        cut_ = cut_ || (error != Z_OK && error != Z_STREAM_END);
        if (cut_) return Status::Cut;  // half a line is none
        if (!any) return Status::End;
        break;
      }
    }
    const char* const begin = buffer_.data() + at_;
    const auto* const end = static_cast<const char*>(std::memchr(begin, '\n', filled_ - at_));
    const std::size_t size = end != nullptr ? static_cast<std::size_t>(end - begin) : filled_ - at_;
    any = true;
    too_long = too_long || line_.size() + size > kMostLine;
    if (!too_long) line_.append(begin, size);
    at_ += size + (end != nullptr ? 1 : 0);
    if (end != nullptr) break;
  }
  ++number_;
  if (line_.ends_with('\r')) line_.pop_back();
  return too_long ? Status::TooLong : Status::Line;
}

}  // namespace sekisho::zeek
