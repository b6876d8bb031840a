// A decoder with its counters, for the tests of this folder.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "flow/packet/decoder.hpp"
#include "tests/support/packet_builder.hpp"

namespace sekisho::test {

class Decoding {
 public:
  explicit Decoding(const packet::DecoderOptions& options = {}) : decoder_(options, counters_, HashSeed{1}) {}

  /// The view of @p raw, which borrows from it; nothing where there is none.
  std::optional<packet::PacketView> operator()(const packet::RawPacket& raw) {
    packet::PacketView view;
    if (!decoder_.decode(raw, view)) return std::nullopt;
    return view;
  }
  /// As above; keeps @p frame, so that the view may be used after it.
  std::optional<packet::PacketView> operator()(Frame frame, int link_type = 1, Timestamp time = kStart) {
    kept_.push_back(std::move(frame));
    return (*this)(raw(kept_.back(), time, link_type));
  }

  double errors(std::string_view reason) const { return value("sekisho_decode_errors_total", reason); }
  double ignored(std::string_view reason) const { return value("sekisho_decode_ignored_total", reason); }
  double value(std::string_view name, std::string_view reason = {}) const {
    for (const auto& sample : counters_.samples()) {
      if (sample.name == name && (reason.empty() || (!sample.labels.empty() && sample.labels.front().second == reason))) return sample.value;
    }
    return -1;
  }
  double sum(std::string_view name) const {
    double total = 0;
    for (const auto& sample : counters_.samples()) total += sample.name == name ? sample.value : 0;
    return total;
  }

 private:
  Counters counters_;
  std::deque<Frame> kept_;
  packet::Decoder decoder_;
};

}  // namespace sekisho::test
