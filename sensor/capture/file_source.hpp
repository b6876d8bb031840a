// Capture files one after another, as one stream of packets, through libpcap. Keeps one file open.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sensor/capture/input_file.hpp"
#include "sensor/capture/packet_source.hpp"
#include "sensor/capture/pcap_handle.hpp"

namespace sekisho::capture {

class FileSource final : public PacketSource {
 public:
  FileSource(const FileOptions& options, Counters& counters);
  /// Opens the first file that can be opened. The Error names all that cannot where none can, or what is wrong with the filter.
  Result<void> start();

  Status poll(PacketSink& sink, std::chrono::milliseconds wait) override;
  const std::vector<std::string>& names() const override { return names_; }
  Progress progress() const override;
  const std::vector<std::string>& problems() const override { return problems_; }

 private:
  void list(const std::string& path);
  void list_directory(const std::string& path);
  void problem(const std::string& path, const std::string& reason) { problems_.push_back(path + ": " + reason); }
  /// Opens the next file that can be; of a pipe only the descriptor, for its first bytes may be long in coming.
  bool open_next();
  /// The reason where the open file is no capture.
  std::optional<std::string> begin();
  /// begin(), and its reason among the problems.
  bool begun();
  void close();
  /// Reads into header_ and bytes_. False at the file's end, which is named if it came early.
  bool read();
  /// How long until the packet just read is due; 0 without a pace.
  std::chrono::nanoseconds until_due();

  FileOptions options_;
  CaptureCounters counters_;
  std::vector<std::string> names_;
  std::vector<std::string> problems_;
  std::size_t next_ = 0;  // index into names_ of the file after the open one
  std::uint64_t bytes_total_ = 0;
  std::uint64_t bytes_done_ = 0;

  std::unique_ptr<InputFile> file_;  // outlives handle_, which reads from it
  PcapHandle handle_;                // null before begin()
  int link_type_ = 0;
  std::uint64_t packets_ = 0;  // of the open file

  bool pending_ = false;  // header_ and bytes_ hold a packet not yet delivered
  const pcap_pkthdr* header_ = nullptr;
  const std::uint8_t* bytes_ = nullptr;
  std::optional<std::chrono::steady_clock::time_point> began_;  // when the open file's first packet was delivered, with a pace
  Timestamp first_;
};

}  // namespace sekisho::capture
