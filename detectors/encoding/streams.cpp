#include "detectors/encoding/streams.hpp"

#include <algorithm>

#include "detectors/support/first_bytes.hpp"

namespace sekisho::detectors::encoding {
namespace {

bool is_hello(Bytes b) { return b.size() >= 6 && b[0] == 0x16 && b[1] == 3 && b[2] <= 4 && b[5] == 1; }
bool is_tls(Bytes b) { return b.size() >= 3 && b[0] >= 0x14 && b[0] <= 0x18 && b[1] == 3 && b[2] <= 4; }

constexpr std::uint32_t kFullSegment = 1000;  // bytes

/// All text, and encoded as far as it is kept.
Alphabet bare_text(const model::PayloadShape& shape, Bytes first) {
  constexpr std::uint8_t kLeast = 32;  // bytes: identifiers are shorter
  if (shape.looked_at < kLeast || shape.longest_text + 2 < shape.looked_at || !begins_encoded(first)) return Alphabet::None;
  return is_hex(as_text(first)) ? Alphabet::Hex : Alphabet::Base64;
}

}  // namespace

bool is_fully_encrypted(const model::PayloadShape& shape) {
  constexpr std::uint8_t kLeast = 24, kMostText = 20;
  constexpr double kLeastOnes = 3.4, kMostOnes = 4.6;  // bits a byte
  const double ones = shape.ones_per_byte();
  return shape.looked_at >= kLeast && ones > kLeastOnes && ones < kMostOnes && 2 * shape.printable <= shape.looked_at &&
         shape.longest_text <= kMostText;
}

Talk talk_of(const model::FlowRecord& record, bool unanswered) {
  Talk talk;
  if (record.ref.transport != model::Transport::Tcp || record.ref.midstream || record.ref.client_guessed) return talk;
  const Bytes up = support::first_to_server(record);
  const Bytes down = support::first_to_client(record);
  const bool noise_down = is_fully_encrypted(record.shape_to_client) && like_noise(down);
  if (unanswered || is_hello(up)) {
    talk.web = true;
    // Where the beginning of an answer is lost, what comes next is a full segment of it.
    if (noise_down && !is_tls(down) && record.first_segment_to_client < kFullSegment) talk.rule = Rule::Unanswered;
    return talk;
  }
  if (record.label.sure()) return talk;
  const Alphabet sent = bare_text(record.shape_to_server, up);
  const Alphabet received = bare_text(record.shape_to_client, down);
  if (sent != Alphabet::None || received != Alphabet::None) {
    talk.rule = Rule::BareText;
    talk.alphabet = sent != Alphabet::None ? sent : received;
    talk.both = sent != Alphabet::None && received != Alphabet::None;
    return talk;
  }
  const bool noise_up = is_fully_encrypted(record.shape_to_server) && like_noise(up);
  // One side alone is a file that is handed over.
  if (noise_up && noise_down) talk.rule = Rule::Noise;
  talk.both = talk.rule == Rule::Noise;
  return talk;
}

Verdict judge(const Talk& talk, const Beside& beside, const Params& params) {
  Verdict v;
  v.rule = talk.rule;
  const auto add = [&](std::string_view name, int points) {
    v.score += points;
    v.indicators.push_back({std::string(name), 1, 1, points});
  };
  switch (talk.rule) {
    case Rule::Unanswered:
      add("answered_by_noise", 16);
      break;
    case Rule::BareText:
      add("encoded_stream", 12);
      break;
    case Rule::Noise:
      add("random_stream", 10);
      break;
    case Rule::Junk:
      add("dns_junk", 10);
      break;
    default:
      return v;
  }
  const bool away = beside.direction == Direction::Outbound || beside.direction == Direction::External;
  if (talk.both && talk.rule == Rule::BareText) add("both_sides", 4);
  if (beside.unnamed && away && talk.rule != Rule::Noise && talk.rule != Rule::Junk) add("no_name", 4);
  if (beside.direction == Direction::Internal) add("internal", params.internal_points);
  if (beside.direction == Direction::Inbound) add("inbound", params.inbound_points);
  if (beside.common) add("common", -12);
  if (beside.crowd) add("crowd", -20);
  if (beside.sanctioned) add("sanctioned", -25);
  constexpr int kSilent = 19, kMost = 45;  // noise and text are weak words; only company makes them an alert
  v.score = std::clamp(v.score, 0, talk.rule == Rule::Unanswered ? kMost : kSilent);
  return v;
}

}  // namespace sekisho::detectors::encoding
