#include "flow/parse/http_body.hpp"

#include <algorithm>
#include <cstring>

#include "flow/parse/http_head.hpp"

namespace sekisho::parse {
namespace {

constexpr std::uint32_t kMostDigits = 16;  // of a chunk's size: 64 bits

int hex_value(std::uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = c | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

}  // namespace

void HttpBodyCounter::start(HttpBody kind, std::uint64_t length) {
  *this = {};
  left_ = length;
  switch (kind) {
    case HttpBody::None:
      break;
    case HttpBody::Length:
      part_ = length > 0 ? Part::Length : Part::Complete;
      break;
    case HttpBody::Chunked:
      left_ = 0;
      part_ = Part::ChunkSize;
      break;
    case HttpBody::UntilClose:
      part_ = Part::UntilClose;
      break;
  }
}

std::size_t HttpBodyCounter::take(Bytes bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !complete() && !broken()) taken += take_part(bytes.subspan(taken));
  return taken;
}

std::size_t HttpBodyCounter::take_part(Bytes bytes) {
  switch (part_) {
    case Part::Length:
      return data(bytes, Part::Complete);
    case Part::ChunkSize:
      return chunk_size(bytes);
    case Part::ChunkData:
      return data(bytes, Part::ChunkEnd);
    case Part::ChunkExtension:
    case Part::ChunkEnd:
    case Part::Trailer:
      return line(bytes);
    case Part::UntilClose:
      see(bytes);
      break;
    case Part::Complete:
    case Part::Broken:
      break;
  }
  return bytes.size();
}

void HttpBodyCounter::see(Bytes data) {
  sight_.bytes += data.size();
  const std::size_t room = sight_.first.size() - sight_.first_size;
  if (room == 0 || data.empty()) return;
  const std::size_t kept = std::min(room, data.size());
  std::memcpy(sight_.first.data() + sight_.first_size, data.data(), kept);
  sight_.first_size = static_cast<std::uint8_t>(sight_.first_size + kept);
}

std::size_t HttpBodyCounter::data(Bytes bytes, Part next) {
  const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  left_ -= part;
  see(bytes.first(part));
  if (left_ == 0) {
    part_ = next;
    line_ = 0;
  }
  return part;
}

/// One byte of a chunk's size, or what ends it.
std::size_t HttpBodyCounter::chunk_size(Bytes bytes) {
  const std::uint8_t c = bytes.front();
  if (const int digit = hex_value(c); digit >= 0 && line_ < kMostDigits) {
    left_ = left_ << 4 | static_cast<std::uint64_t>(digit);
    ++line_;
    return 1;
  }
  const bool ends = c == '\r' || c == '\n' || c == ';' || c == ' ' || c == '\t';
  part_ = ends && line_ > 0 ? Part::ChunkExtension : Part::Broken;
  line_ = 0;
  extras_ = 0;
  return part_ == Part::Broken ? 1 : line(bytes);
}

/// Up to a line's end, which decides what comes next.
std::size_t HttpBodyCounter::line(Bytes bytes) {
  const void* const found = std::memchr(bytes.data(), '\n', bytes.size());
  const auto size = found == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
  if (size > 0) last_ = bytes[size - 1];
  const auto counted = static_cast<std::uint32_t>(std::min<std::size_t>(size, kMostHttpHead + 1));
  line_ += counted;
  extras_ += counted;
  const bool empty = line_ == 0 || (line_ == 1 && last_ == '\r');
  if (extras_ > kMostHttpHead || (part_ == Part::ChunkEnd && !empty)) {
    part_ = Part::Broken;
    return size;
  }
  if (found == nullptr) return size;
  line_ = 0;
  switch (part_) {
    case Part::ChunkExtension:
      extras_ = 0;
      chunk_begins();
      break;
    case Part::ChunkEnd:
      left_ = 0;
      part_ = Part::ChunkSize;
      break;
    default:
      if (empty) part_ = Part::Complete;
  }
  return size + 1;
}

}  // namespace sekisho::parse
