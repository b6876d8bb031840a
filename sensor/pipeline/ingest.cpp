#include "sensor/pipeline/ingest.hpp"

#include <algorithm>

namespace sekisho::pipeline {
namespace {

constexpr Duration kJump = 60s;  // steps beyond this, either way, are counted: capture clocks rarely err by less and matter

Timestamp whole_second(Timestamp t) { return std::chrono::floor<std::chrono::seconds>(t); }

}  // namespace

Ingest::Ingest(const IngestOptions& options, PacketStage& stage, Counters& counters, HashSeed seed)
    : options_(options),
      decoder_(options.decode, counters, seed),
      duplicates_(options.duplicates, counters, seed),
      stage_(stage),
      late_(counters.counter("sekisho_late_packets_total", "Packets older than packet time; they count as now")),
      jumps_(counters.counter("sekisho_clock_jumps_total", "Steps of packet time of more than a minute, either way")),
      decoded_(counters.counter("sekisho_decoded_packets_total", "Packets that reached the flow table")) {}

Timestamp Ingest::clamp(Timestamp t) {
  if (!started_) {
    started_ = true;
    now_ = t;
    ticked_ = whole_second(t);
    return t;
  }
  if (t < now_) {
    late_.add();
    if (now_ - t > kJump) jumps_.add();
    return now_;
  }
  if (t - now_ > kJump) jumps_.add();
  if (options_.max_step > 0s) t = std::min(t, now_ + options_.max_step);
  return t;
}

void Ingest::tick_to(Timestamp t) {
  now_ = t;
  if (const Timestamp second = whole_second(t); second > ticked_) {
    ticked_ = second;
    stage_.tick(second);
  }
}

void Ingest::packet(const packet::RawPacket& raw) {
  packet::RawPacket clamped = raw;
  clamped.time = clamp(raw.time);
  tick_to(clamped.time);
  if (!decoder_.decode(clamped, view_)) {
    if (view_.arp) stage_.packet(view_);
    return;
  }
  if (duplicates_.is_duplicate(view_)) return;
  decoded_.add();
  stage_.packet(view_);
}

void Ingest::idle(Timestamp now) {
  if (now > now_) tick_to(now);
}

}  // namespace sekisho::pipeline
