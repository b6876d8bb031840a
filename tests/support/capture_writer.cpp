#include "tests/support/capture_writer.hpp"

#include <stdexcept>

#include <pcap/pcap.h>

namespace sekisho::test {

struct CaptureWriter::Handles {
  pcap_t* pcap = nullptr;
  pcap_dumper_t* dumper = nullptr;
  bool nanoseconds = false;

  ~Handles() {
    if (dumper != nullptr) pcap_dump_close(dumper);
    if (pcap != nullptr) pcap_close(pcap);
  }
};

CaptureWriter::CaptureWriter(const std::filesystem::path& path, const CaptureFormat& format) : handles_(std::make_unique<Handles>()) {
  const unsigned precision = format.nanoseconds ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO;
  handles_->nanoseconds = format.nanoseconds;
  handles_->pcap = pcap_open_dead_with_tstamp_precision(format.link_type, 262'144, precision);
  if (handles_->pcap != nullptr) handles_->dumper = pcap_dump_open(handles_->pcap, path.c_str());
  if (handles_->dumper == nullptr) throw std::runtime_error("cannot write " + path.string());
}

CaptureWriter::~CaptureWriter() = default;
CaptureWriter::CaptureWriter(CaptureWriter&&) noexcept = default;
CaptureWriter& CaptureWriter::operator=(CaptureWriter&&) noexcept = default;

void CaptureWriter::write(const packet::RawPacket& packet) {
  const auto nanoseconds = packet.time.time_since_epoch().count();
  pcap_pkthdr header{};
  header.ts.tv_sec = static_cast<time_t>(nanoseconds / 1'000'000'000);
  header.ts.tv_usec = static_cast<suseconds_t>(nanoseconds % 1'000'000'000 / (handles_->nanoseconds ? 1 : 1'000));
  header.caplen = static_cast<bpf_u_int32>(packet.bytes.size());
  header.len = packet.wire_length;
  pcap_dump(reinterpret_cast<u_char*>(handles_->dumper), &header, packet.bytes.data());
}

void CaptureWriter::close() { handles_ = std::make_unique<Handles>(); }

}  // namespace sekisho::test
