// Clients that hold several connections to one port of one server open at once, the way the inner end of a reverse proxy does: a control
// connection with heartbeats, and further ones that the server asks for.
#pragma once

#include <array>
#include <cstdint>

#include "flow/model/flow_event.hpp"

namespace sekisho::detectors::proxy {

/// True where a flow can be an agent's: TCP to a port that is nobody's, begun in view, in no protocol that is known, or TLS without a name.
bool may_be_agent(const model::FlowRecord& record);

class Agent {
 public:
  /// A record of one of the client's flows to the port: classified, at a milestone, or at its end.
  void flow(const model::FlowRecord& record);
  void burst(const model::DataBurst& burst);

  /// Most connections that were open at once for a minute or more.
  std::uint32_t held() const { return held_; }
  /// Connections that were opened right after the server had spoken in another.
  std::uint32_t prompted() const;
  /// Small exchanges after silences.
  std::uint32_t heartbeats() const { return heartbeats_; }
  /// All of them begin with the same bytes, and a handshake of TLS is not all there is.
  bool registers() const { return alike_ && !tls_ && flows_ >= 2; }
  /// The first bytes are a length of the whole message.
  bool framed() const { return framed_; }
  bool tls() const { return tls_; }
  std::uint32_t flows() const { return flows_; }
  Timestamp first() const { return first_; }
  Timestamp last() const { return last_; }

 private:
  static constexpr std::size_t kSlots = 8;
  struct Slot {
    model::FlowId id{};
    Timestamp start;
    Timestamp last;
    bool used = false;
  };

  std::array<Slot, kSlots> slots_{};
  std::array<Timestamp, 4> prompts_{};  ///< When the server broke a silence, latest ones.
  std::array<std::uint8_t, 4> opening_{};
  Timestamp first_, last_;
  std::uint32_t flows_ = 0, held_ = 0, heartbeats_ = 0;
  std::uint8_t next_ = 0, next_prompt_ = 0;
  bool alike_ = true, tls_ = false, framed_ = false, seen_opening_ = false;
};

}  // namespace sekisho::detectors::proxy
