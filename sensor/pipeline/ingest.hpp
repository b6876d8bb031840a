// The capture side of one source: keeps packet time from going back, decodes, leaves duplicates out, and ticks the stage behind it once a
// second of packet time.
#pragma once

#include "flow/base/counters.hpp"
#include "flow/packet/decoder.hpp"
#include "flow/packet/duplicate_filter.hpp"
#include "sensor/capture/packet_source.hpp"
#include "sensor/pipeline/packet_stage.hpp"

namespace sekisho::pipeline {

struct IngestOptions {
  packet::DecoderOptions decode;
  packet::DuplicateOptions duplicates;
  /// A step forward beyond this counts as this much (a live clock that was set wrong must not end all flows);
  /// 0: any step is taken as it is, for captures, whose gaps are real.
  Duration max_step = 0s;
};

class Ingest final : public capture::PacketSink {
 public:
  Ingest(const IngestOptions& options, PacketStage& stage, Counters& counters, HashSeed seed);

  void packet(const packet::RawPacket& raw) override;
  /// The link is silent and time has moved to @p now all the same.
  void idle(Timestamp now);
  void finish() { stage_.finish(); }
  /// Packet time so far; the epoch before the first packet.
  Timestamp now() const { return now_; }

 private:
  Timestamp clamp(Timestamp t);
  void tick_to(Timestamp t);

  IngestOptions options_;
  packet::Decoder decoder_;
  packet::DuplicateFilter duplicates_;
  PacketStage& stage_;
  packet::PacketView view_;
  Counter& late_;
  Counter& jumps_;
  Counter& decoded_;
  Timestamp now_;
  Timestamp ticked_;
  bool started_ = false;
};

}  // namespace sekisho::pipeline
