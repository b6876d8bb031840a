// Logs of Zeek's as one stream of events in the order of time.
//
// Reads    conn, dns, ssl and http logs and records of open connections, each file once, those that begin earlier first.
// Keeps    at most Options::window entries that wait for their time. Zeek writes a row when it is complete, a connection's at its end: a
//          row that began before what was told by then (its connection outlasted a whole window) is told late, and counted.
// Time     the logs'.
// Threads  the one that calls next().
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flow/base/counters.hpp"
#include "sensor/pipeline/event_source.hpp"
#include "sensor/zeek/log_file.hpp"
#include "sensor/zeek/story.hpp"

namespace sekisho::zeek {

struct Options {
  std::vector<std::string> paths;     ///< Files; see logs_among().
  std::size_t window = 131'072;       ///< Entries, of about 0.8 kB: smaller saves memory and tells more rows late.
  std::size_t connections = 262'144;  ///< Connections remembered to join logs by uid, of about 0.4 kB.
};

class Source final : public pipeline::EventSource {
 public:
  /// An Error where not one of the files can be used.
  static Result<std::unique_ptr<Source>> open(const Options& options, Counters& counters, HashSeed seed);

  pipeline::EventBatch next() override;
  std::uint64_t bytes_read() const override;
  std::uint64_t bytes_total() const override { return bytes_total_; }
  const std::vector<std::string>& names() const override { return names_; }
  const std::vector<std::string>& problems() const override { return problems_; }
  std::string note() const override;

 private:
  struct Log {
    std::uint16_t name = 0;  // index into names_
    Timestamp written;       // of `ahead`; files are read in this order
    std::unique_ptr<LogFile> file;
    Telling ahead;  // the entry that comes next
  };

  Source(const Options& options, Counters& counters, HashSeed seed);
  void look_into(std::uint16_t name);
  bool advance(Log& log);
  void close(Log& log);
  void fill();
  void leave_out(const std::string& kind);

  Options options_;
  HashSeed seed_;
  Story story_;
  std::vector<std::string> names_;
  std::vector<std::string> problems_;
  std::vector<std::string> left_out_;  // kinds of logs: "files", "weird"
  std::vector<Log> logs_;              // not yet at their end; a heap by `written`
  std::vector<Telling> window_;        // a heap by `due`
  Timestamp now_;
  std::uint64_t sequence_ = 0;
  std::uint64_t bytes_done_ = 0;
  std::uint64_t bytes_total_ = 0;
  Counter& read_;
  Counter& late_;
  Counter& bad_;
};

/// The logs among @p paths; a folder that holds any stands for them, one level deep.
struct Sorted {
  std::vector<std::string> logs, others;
  std::vector<std::string> strangers;  ///< Files in folders of logs that are none: what Zeek said on its standard error.
};
Sorted logs_among(const std::vector<std::string>& paths);

}  // namespace sekisho::zeek
