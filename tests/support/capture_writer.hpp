// Writes capture files for tests, with libpcap.
#pragma once

#include <filesystem>
#include <memory>

#include "flow/packet/raw_packet.hpp"

namespace sekisho::test {

struct CaptureFormat {
  bool nanoseconds = false;
  int link_type = 1;  ///< libpcap's DLT_* number; packets are written whatever theirs is.
};

class CaptureWriter {
 public:
  /// Throws where the file cannot be made.
  explicit CaptureWriter(const std::filesystem::path& path, const CaptureFormat& format = {});
  ~CaptureWriter();
  CaptureWriter(CaptureWriter&&) noexcept;
  CaptureWriter& operator=(CaptureWriter&&) noexcept;

  void write(const packet::RawPacket& packet);
  /// Flushes and closes; so does the destructor.
  void close();

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;
};

}  // namespace sekisho::test
