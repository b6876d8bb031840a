#include "sensor/zeek/source.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sekisho::zeek {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 2048;        // events, as a flow stage sends them
constexpr std::size_t kMostFiles = 65'536;  // FlowRef::interface has 16 bits
constexpr std::size_t kMostOpen = 256;      // files at once, by far below a process's usual 1024 descriptors

// Of two at one time a connection comes before what was said in it.
auto order(const Telling& t) { return std::tuple(t.due, t.entry.body.index(), t.sequence); }
constexpr auto kLater = [](const Telling& a, const Telling& b) { return order(a) > order(b); };

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->path().filename().string().front() != '.' && at->is_regular_file(ignored)) files.push_back(at->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Sorted logs_among(const std::vector<std::string>& paths) {
  Sorted sorted;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      (LogFile::recognised(path) ? sorted.logs : sorted.others).push_back(path);
      continue;
    }
    Sorted inside;
    for (const std::string& file : files_in(path)) (LogFile::recognised(file) ? inside.logs : inside.others).push_back(file);
    // A folder of captures stays one: whoever reads captures lists it itself.
    if (inside.logs.empty()) {
      sorted.others.push_back(path);
      continue;
    }
    sorted.logs.insert(sorted.logs.end(), inside.logs.begin(), inside.logs.end());
    sorted.strangers.insert(sorted.strangers.end(), inside.others.begin(), inside.others.end());
  }
  return sorted;
}

Source::Source(const Options& options, Counters& counters, HashSeed seed)
    : options_(options),
      seed_(seed),
      story_(options.connections, counters),
      names_(options.paths),
      read_(counters.counter("sekisho_zeek_rows_total", "Rows of logs used")),
      late_(counters.counter("sekisho_zeek_late_rows_total", "Rows that began before what was told when they were read; they count as now")),
      bad_(counters.counter("sekisho_zeek_bad_lines_total", "Lines of logs that could not be read")) {}

Result<std::unique_ptr<Source>> Source::open(const Options& options, Counters& counters, HashSeed seed) {
  std::unique_ptr<Source> source(new Source(options, counters, seed));
  if (source->names_.size() > kMostFiles) {
    source->problems_.push_back(fmt::format("{} logs named; those after the first {} are left out", source->names_.size(), kMostFiles));
    source->names_.resize(kMostFiles);
  }
  for (std::size_t i = 0; i < source->names_.size(); ++i) source->look_into(static_cast<std::uint16_t>(i));
  if (!source->logs_.empty()) return source;
  if (!source->problems_.empty()) return Error{fmt::format("nothing can be read:\n  {}", fmt::join(source->problems_, "\n  "))};
  if (source->left_out_.empty()) return source;  // logs of a quiet hour: no rows, and nothing wrong
  return Error{source->note()};
}

/// Finds out when the log begins. What is not read at once is closed again, so that the logs of a month do not need a month's descriptors.
void Source::look_into(std::uint16_t name) {
  const std::string& path = names_[name];
  Log log;
  log.name = name;
  auto file = LogFile::open(path);
  if (!file) {
    problems_.push_back(path + ": " + file.error().message);
    return;
  }
  log.file = std::move(*file);
  std::error_code ignored;
  if (const auto size = fs::file_size(path, ignored); size != static_cast<std::uintmax_t>(-1)) bytes_total_ += size;
  if (!advance(log)) return;
  if (logs_.size() >= kMostOpen) log.file.reset();
  logs_.push_back(std::move(log));
}

/// Reads the next entry. False at the end; the file is closed then.
bool Source::advance(Log& log) {
  while (log.file->next()) {
    if (log.file->kind() == Kind::Other) {
      leave_out(log.file->log_name());
      break;
    }
    auto entry = entry_of(log.file->row(), log.file->kind(), seed_);
    if (!entry) {
      log.file->blame(entry.error().message);
      continue;
    }
    log.written = entry->written;
    log.ahead = {std::move(*entry), {}, sequence_++, log.name, 0};
    log.ahead.due = log.ahead.entry.time;
    return true;
  }
  close(log);
  return false;
}

void Source::close(Log& log) {
  if (const auto damage = log.file->damage()) problems_.push_back(*damage);
  bad_.add(log.file->bad_lines());
  bytes_done_ += log.file->bytes_read();
  log.file.reset();
}

void Source::leave_out(const std::string& kind) {
  constexpr std::size_t kMostKinds = 64;
  const std::string name = kind.empty() ? "of an unknown kind" : kind;
  if (left_out_.size() < kMostKinds && std::find(left_out_.begin(), left_out_.end(), name) == left_out_.end()) left_out_.push_back(name);
}

/// Fills the window, from the log whose next row was written first.
void Source::fill() {
  while (window_.size() < options_.window && !logs_.empty()) {
    const auto first = std::min_element(logs_.begin(), logs_.end(),
                                        [](const Log& a, const Log& b) { return std::tie(a.written, a.name) < std::tie(b.written, b.name); });
    Log& log = *first;
    if (log.file == nullptr) {  // closed after its first row, which is read again
      auto file = LogFile::open(names_[log.name]);
      if (!file) problems_.push_back(names_[log.name] + ": " + file.error().message);
      if (file) log.file = std::move(*file);
      if (!file || !advance(log)) {
        logs_.erase(first);
        continue;
      }
    }
    if (log.ahead.due < now_) {
      late_.add();
      log.ahead.due = now_;
    }
    read_.add();
    window_.push_back(std::move(log.ahead));
    std::push_heap(window_.begin(), window_.end(), kLater);
    if (!advance(log)) logs_.erase(first);
  }
}

pipeline::EventBatch Source::next() {
  pipeline::EventBatch batch;
  while (batch.events.size() < kBatch) {
    fill();
    if (window_.empty()) {
      story_.finish(now_, batch.events);
      batch.last = true;
      break;
    }
    std::pop_heap(window_.begin(), window_.end(), kLater);
    Telling& telling = window_.back();
    now_ = std::max(now_, telling.due);
    if (story_.tell(telling, now_, batch.events)) {
      std::push_heap(window_.begin(), window_.end(), kLater);
    } else {
      window_.pop_back();
    }
  }
  batch.watermark = now_;
  return batch;
}

std::string Source::note() const {
  if (left_out_.empty()) return {};
  return fmt::format("of Zeek's logs conn, dns, ssl, http, conn_long and open_conn are read; left out: {}", fmt::join(left_out_, ", "));
}

std::uint64_t Source::bytes_read() const {
  std::uint64_t bytes = bytes_done_;
  for (const Log& log : logs_) bytes += log.file != nullptr ? log.file->bytes_read() : 0;
  return bytes;
}

}  // namespace sekisho::zeek
