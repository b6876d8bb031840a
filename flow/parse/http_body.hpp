// The framing of one HTTP/1 body after another, counted and not kept (RFC 9112, 6 and 7).
//
// Keeps    a few numbers.
// Time     constant for each piece of a body of known length or chunk; chunk lines and trailers are read byte by byte.
#pragma once

#include <cstddef>
#include <cstdint>

#include "flow/base/bytes.hpp"
#include "flow/parse/http.hpp"

namespace sekisho::parse {

class HttpBodyCounter {
 public:
  /// @p length counts for HttpBody::Length only.
  void start(HttpBody kind, std::uint64_t length);
  /// @return how many of @p bytes belong to the body: fewer than given only where it is complete() or broken().
  std::size_t take(Bytes bytes);

  bool complete() const { return part_ == Part::Complete; }
  bool broken() const { return part_ == Part::Broken; }
  bool until_close() const { return part_ == Part::UntilClose; }
  /// What has passed so far: bytes and the first of them. Holds until the next start().
  const model::HttpBodySight& sight() const { return sight_; }

 private:
  enum class Part : std::uint8_t { Complete, Length, UntilClose, ChunkSize, ChunkExtension, ChunkData, ChunkEnd, Trailer, Broken };

  std::size_t take_part(Bytes bytes);
  std::size_t data(Bytes bytes, Part next);
  std::size_t chunk_size(Bytes bytes);
  std::size_t line(Bytes bytes);
  void see(Bytes data);
  void chunk_begins() { part_ = left_ > 0 ? Part::ChunkData : Part::Trailer; }

  Part part_ = Part::Complete;
  std::uint64_t left_ = 0;    // bytes of the body or chunk
  std::uint32_t line_ = 0;    // bytes of the line in hand
  std::uint32_t extras_ = 0;  // bytes of extensions or trailers so far
  std::uint8_t last_ = 0;     // the line's last byte
  model::HttpBodySight sight_;
};

}  // namespace sekisho::parse
