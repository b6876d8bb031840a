// What the flow stage would say of conversations that take place in simulated time: establishment, hello, classification, bursts, milestones,
// requests and end, with the rules of flow/table (a burst after a second of silence, ends 10 s after a close, 5 min after the last datagram).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flow/model/flow_event.hpp"
#include "tests/support/office/simulation.hpp"

namespace sekisho::test::office {

/// What a program's TLS looks like.
struct Stack {
  std::string_view ja4;
  std::string_view agent;          ///< Of its HTTP requests.
  std::uint16_t version = 0x0304;  ///< Highest offered.
  bool shuffles = false;           ///< The order of its extensions changes, and JA3 with it.
};

/// A certificate as it travels in the clear, where TLS 1.2 is spoken.
struct Identity {
  std::string subject, issuer;
  std::vector<std::string> names;
  bool self_signed = false;
  Duration age{}, validity{};
};

struct Hello {
  std::string name;  ///< SNI; may be empty.
  const Stack* stack = nullptr;
  model::AppLabel label;
  const Identity* identity = nullptr;  ///< TLS 1.2 with this certificate; nullptr: 1.3, or resumed.
  bool quic = false;
};

/// Data one after the other without a second's pause between.
struct Exchange {
  std::uint64_t up = 0, down = 0;  ///< Payload.
  bool from_client = true;         ///< Who begins.
  Duration lasts{};
};

class Flows {
 public:
  using Id = model::FlowId;

  Flows(Simulation& simulation, std::vector<model::FlowEvent>& events) : simulation_(simulation), events_(events) {}

  /// A connection that is accepted, or a first datagram whose answer follows with the first exchange.
  Id open(const model::Endpoints& ends, model::Transport transport);
  /// TLS over TCP or QUIC: the handshake of an open flow.
  void handshake(Id id, const Hello& hello);
  /// Says what the flow is where no handshake does. @p first the first bytes from either side.
  void classify(Id id, const model::AppLabel& label, std::string_view name, std::string_view first_up = {}, std::string_view first_down = {});
  void exchange(Id id, const Exchange& data);
  /// A request and its answer; their payload is counted as an exchange.
  void request(Id id, model::HttpTransaction transaction);
  void message(Id id, model::FlowEventBody body);
  void close(Id id);
  bool is_open(Id id) const;
  /// Nobody answers.
  void fail(const model::Endpoints& ends, model::Transport transport, std::uint32_t payload);

 private:
  struct Burst {
    model::DataBurst data;
    Timestamp last;
    bool begun = false, sent = true;
  };
  struct Flow {
    model::FlowRecord record;
    Burst burst;
    Timestamp clock;  ///< How far its own story is told; not before the present.
    Timestamp said;
    Timestamp armed = Timestamp::max();
    std::uint32_t events = 0;
    unsigned milestones = 0;
    bool closed = false;
    bool classified = false;
  };

  Flow* find(Id id);
  void say(Flow& flow, Timestamp time, model::FlowEventBody body);
  void classified(Flow& flow);
  void send_burst(Flow& flow, Timestamp time);
  void arm(Flow& flow);
  void fire(Id id);
  void end(Flow& flow, Timestamp time);

  Simulation& simulation_;
  std::vector<model::FlowEvent>& events_;
  std::unordered_map<std::uint64_t, Flow> flows_;
  std::uint32_t opened_ = 0;
};

/// A label by contents: @p app carried by @p master, or alone where that is empty.
model::AppLabel label(std::string_view master, std::string_view app, std::string_view category);
/// The time to a server and back: the same for an address always, 4 to 90 ms; 0.4 ms at home.
Duration round_trip(const IpAddress& server);

}  // namespace sekisho::test::office
