#include "sensor/capture/file_source.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <string_view>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flow/packet/link_types.hpp"

namespace sekisho::capture {
namespace {

namespace fs = std::filesystem;

constexpr int kBatch = 256;                // packets a poll
constexpr std::int64_t kNanoseconds = 1;   // files are opened with nanosecond precision, whatever theirs is
constexpr std::size_t kMaxFiles = 65'536;  // RawPacket::interface has 16 bits

}  // namespace

FileSource::FileSource(const FileOptions& options, Counters& counters) : options_(options), counters_(counters) {
  for (const std::string& path : options_.paths) list(path);
  if (names_.size() > kMaxFiles) {
    problems_.push_back(fmt::format("{} files named; those after the first {} are left out", names_.size(), kMaxFiles));
    names_.resize(kMaxFiles);
  }
  for (const std::string& name : names_) {
    std::error_code error;
    const auto size = name == "-" ? static_cast<std::uintmax_t>(-1) : fs::file_size(name, error);
    if (size == static_cast<std::uintmax_t>(-1)) continue;
    bytes_total_ += size;
  }
  if (std::find(names_.begin(), names_.end(), "-") != names_.end()) bytes_total_ = 0;
}

void FileSource::list(const std::string& path) {
  std::error_code error;
  if (path != "-" && fs::is_directory(path, error)) {
    list_directory(path);
  } else {
    names_.push_back(path);
  }
}

void FileSource::list_directory(const std::string& path) {
  std::error_code error;
  std::vector<std::string> found;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->path().filename().string().front() != '.' && at->is_regular_file(ignored)) found.push_back(at->path().string());
  }
  if (error) {
    problem(path, error.message());
  } else if (found.empty()) {
    problem(path, "no files in this folder");
  }
  std::sort(found.begin(), found.end());
  names_.insert(names_.end(), found.begin(), found.end());
}

Result<void> FileSource::start() {
  if (open_next()) return {};
  // Wrong on every link type, or only on those of the files at hand?
  if (auto filter = check_filter(options_.filter); !filter) return filter;
  if (problems_.empty()) return Error{"no capture named; expected files, folders, or - for standard input"};
  return Error{fmt::format("nothing can be read:\n  {}", fmt::join(problems_, "\n  "))};
}

bool FileSource::open_next() {
  while (next_ < names_.size()) {
    const std::string& path = names_[next_++];
    auto opened = InputFile::open(path);
    if (!opened) {
      problem(path, opened.error().message);
      continue;
    }
    file_ = std::move(*opened);
    if (file_->can_block() || begun()) return true;
  }
  return false;
}

bool FileSource::begun() {
  const auto reason = begin();
  if (!reason) return true;
  problem(names_[next_ - 1], *reason);
  close();
  return false;
}

std::optional<std::string> FileSource::begin() {
  const Bytes start = file_->start();
  if (start.empty()) return "empty file";
  if (as_text(start) == "#separat" || start.front() == '{') return "a log; name it as a file, only captures are read from a pipe";
  if (const std::string format = packed_format(start); !format.empty()) return format + " compressed; unpack it first";

  std::FILE* stream = file_->stream();
  std::array<char, PCAP_ERRBUF_SIZE> reason{};
  if (stream != nullptr) handle_.reset(pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, reason.data()));
  if (handle_ == nullptr) {
    if (stream != nullptr) (void)std::fclose(stream);
    const std::string_view text(reason.data());
    if (text.find("unknown file format") != std::string_view::npos) return "neither pcap nor pcapng";
    return text.find("truncated") != std::string_view::npos ? fmt::format("cut short inside its header ({})", text) : std::string(text);
  }
  link_type_ = pcap_datalink(handle_.get());
  if (!packet::is_known_link_type(link_type_)) return fmt::format("link type {} is not supported", link_type_name(link_type_));
  if (const auto wrong = set_filter(handle_.get(), options_.filter)) {
    return fmt::format("filter \"{}\" does not fit link type {}: {}", options_.filter, link_type_name(link_type_), *wrong);
  }
  return std::nullopt;
}

void FileSource::close() {
  if (file_ != nullptr) bytes_done_ += file_->bytes_read();
  handle_.reset();
  file_.reset();
  packets_ = 0;
  began_.reset();
}

bool FileSource::read() {
  pcap_pkthdr* header = nullptr;
  const int got = pcap_next_ex(handle_.get(), &header, &bytes_);
  if (got == 1) {
    header_ = header;
    ++packets_;
    return true;
  }
  if (got != PCAP_ERROR_BREAK) {
    const std::string_view text(pcap_geterr(handle_.get()));
    const std::string_view what = text.find("truncated") != std::string_view::npos ? "cut short" : "damaged";
    problem(names_[next_ - 1], fmt::format("{} after {} packets, which were used ({})", what, packets_, text));
  }
  return false;
}

std::chrono::nanoseconds FileSource::until_due() {
  if (options_.pace <= 0) return {};
  const auto now = std::chrono::steady_clock::now();
  const Timestamp time = packet_time(*header_, kNanoseconds);
  if (!began_) {
    // Each file starts at once: captures of different years are no reason to wait.
    began_ = now;
    first_ = time;
  }
  const std::chrono::duration<double, std::nano> offset((time - first_) / options_.pace);
  const auto elapsed = now - *began_;
  return offset <= elapsed ? std::chrono::nanoseconds{} : std::chrono::duration_cast<std::chrono::nanoseconds>(offset - elapsed);
}

PacketSource::Status FileSource::poll(PacketSink& sink, std::chrono::milliseconds wait) {
  bool delivered = false;
  for (int n = 0; n < kBatch; ++n) {
    if (file_ == nullptr && !open_next()) return delivered ? Status::More : Status::End;
    if (handle_ == nullptr) {
      if (!file_->has_start(delivered ? std::chrono::milliseconds{} : wait)) return delivered ? Status::More : Status::Idle;
      if (!begun()) continue;
    }
    if (!pending_) {
      if (!file_->ready(delivered ? std::chrono::milliseconds{} : wait)) return delivered ? Status::More : Status::Idle;
      pending_ = read();
      if (!pending_) {
        close();
        continue;
      }
    }
    if (const auto due = until_due(); due.count() > 0) {
      if (delivered) return Status::More;
      std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(due, wait));
      if (until_due().count() > 0) return Status::Idle;
    }
    packet::RawPacket raw = raw_packet(*header_, bytes_, kNanoseconds);
    raw.link_type = link_type_;
    raw.interface = static_cast<std::uint16_t>(next_ - 1);
    counters_.add(*header_);
    pending_ = false;
    delivered = true;
    sink.packet(raw);
  }
  return Status::More;
}

PacketSource::Progress FileSource::progress() const { return {bytes_done_ + (file_ != nullptr ? file_->bytes_read() : 0), bytes_total_}; }

Result<void> check_filter(const std::string& filter) {
  if (filter.empty()) return {};
  std::string wrong;
  // Nearly every filter that fits any link fits Ethernet; "ifindex" fits cooked captures alone.
  for (const int link_type : {DLT_EN10MB, DLT_LINUX_SLL2}) {
    const PcapHandle dead(pcap_open_dead(link_type, 65'535));
    if (dead == nullptr) return Error{"libpcap: out of memory"};
    bpf_program program{};
    if (pcap_compile(dead.get(), &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0) {
      pcap_freecode(&program);
      return {};
    }
    if (wrong.empty()) wrong = pcap_geterr(dead.get());
  }
  return Error{fmt::format("filter \"{}\": {}", filter, wrong)};
}

Result<std::unique_ptr<PacketSource>> open_files(const FileOptions& options, Counters& counters) {
  auto source = std::make_unique<FileSource>(options, counters);
  if (auto started = source->start(); !started) return started.error();
  return std::unique_ptr<PacketSource>(std::move(source));
}

}  // namespace sekisho::capture
