// A log of Zeek's, read as every kind, and told to its end.
#include <cstdlib>

#include "flow/base/bytes.hpp"
#include "sensor/zeek/json_line.hpp"
#include "sensor/zeek/story.hpp"
#include "sensor/zeek/tsv.hpp"

using namespace sekisho;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostEvents = 100'000;
  Counters counters;
  zeek::Story story(16, counters);
  zeek::Tsv tsv;
  zeek::JsonLine json;
  zeek::Row row;
  std::vector<model::FlowEvent> events;
  std::string_view rest = as_text(Bytes(data, size));
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with('#')) {
      (void)tsv.header(line);
      continue;
    }
    if (zeek::JsonLine::begins(line) ? json.read(line, row) : tsv.read(line, row)) continue;
    for (const zeek::Kind kind : {zeek::Kind::Conn, zeek::Kind::OpenConn, zeek::Kind::Dns, zeek::Kind::Ssl, zeek::Kind::Http}) {
      auto entry = zeek::entry_of(row, kind, HashSeed{1});
      if (!entry) continue;
      zeek::Telling telling{std::move(*entry), {}, 0, 0, 0};
      telling.due = telling.entry.time;
      for (Timestamp last = telling.due; story.tell(telling, telling.due, events) && events.size() < kMostEvents; last = telling.due) {
        if (telling.due < last) std::abort();
      }
    }
  }
  story.finish({}, events);
  for (const model::FlowEvent& event : events) {
    const auto* dns = std::get_if<model::DnsMessage>(&event.body);
    if (dns != nullptr && (dns->query.size() > 255 || dns->answers.size() > 64)) std::abort();
  }
  return 0;
}
