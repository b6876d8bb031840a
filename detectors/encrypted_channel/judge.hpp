// How odd an encrypted channel is. Pure: this is where the arithmetic is tested.
#pragma once

#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/encrypted_channel/certificate.hpp"
#include "detectors/encrypted_channel/params.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::encrypted_channel {

/// Why a channel is told; the code of its reason.
enum class Rule : std::uint8_t {
  None,
  OddCertificate = 1,
  KnownCertificate = 2,  ///< A framework's or trojan's default.
  OddHello = 3,          ///< A hello as no current program sends it, no certificate seen.
  UnknownCipher = 4,     ///< Bytes like noise from the first one on, in no known protocol.
};

/// A handshake so far.
struct Handshake {
  Timestamp time;
  bool hello = false;
  bool server_name = false;
  bool alpn = false;
  std::uint16_t version = 0;  ///< Highest offered.
  bool reply = false;         ///< A ServerHello was seen.
  Certificate certificate;
};

struct Surroundings {
  Direction direction = Direction::Outbound;
  std::uint16_t port = 0;
  bool sanctioned = false;
  bool popular = false;  ///< Ten home clients or more talk to it, by what the sensor has learnt.
};

struct Verdict {
  Rule rule = Rule::None;
  int score = 0;
  std::vector<Indicator> indicators;
};

Verdict judge_handshake(const Handshake& handshake, const Surroundings& around, const Params& params);

/// True where both sides begin with bytes like noise: no text, no counters, no lengths, nobody's header.
bool begins_as_noise(const model::FlowRecord& record);
/// For a flow that begins so, in a protocol that DPI does not know.
Verdict judge_noise(const model::FlowRecord& record, const Surroundings& around, const Params& params);

}  // namespace sekisho::detectors::encrypted_channel
