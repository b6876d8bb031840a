// An inspector with a classifier that says what the test wants, and the part of the flow table that calls it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "flow/inspect/inspector.hpp"
#include "tests/support/packet_builder.hpp"

namespace sekisho::inspect {

/// Says `verdict` of every flow, after `wants` packets.
class FakeClassifier final : public dpi::Classifier {
 public:
  dpi::Inspection open() override;
  bool feed(dpi::Inspection flow, const packet::PacketView& packet, bool from_client) override;
  dpi::Verdict close(dpi::Inspection flow, bool bidirectional) override;
  model::AppLabel by_port(model::Transport transport, std::uint16_t server_port) const override;

  dpi::Verdict verdict;
  unsigned wants = 16;
  bool off = false;
  unsigned opened = 0;
  unsigned fed = 0;
  unsigned closed = 0;

 private:
  std::vector<unsigned> flows_;
};

model::AppLabel label(std::string_view app, model::Confidence confidence, std::string_view master = "");

/// A flow as the table keeps it.
struct Flow {
  model::FlowRef ref;
  Inspector::Handle handle = 0;
  Inspected about;
  bool opened = false;  ///< Inspection was asked for.
  unsigned shown = 0;   ///< Packets that the inspector was given.
  bool inspecting() const { return handle != 0; }
};

class Rig final : public ObservationSink {
 public:
  explicit Rig(const InspectorOptions& options = {});
  void observe(model::FlowEventBody&& body) override { observations.push_back(std::move(body)); }

  Flow flow(model::Transport transport, std::string_view client, std::string_view server);
  /// As the flow table would.
  void give(Flow& flow, const test::PacketBuilder& packet, bool from_client);
  void end(Flow& flow);

  template <class Body>
  std::vector<Body> all() const {
    std::vector<Body> out;
    for (const auto& o : observations) {
      if (const Body* body = std::get_if<Body>(&o)) out.push_back(*body);
    }
    return out;
  }
  double metric(std::string_view name, std::string_view label_value = {}) const;

  Counters counters;
  FakeClassifier* classifier;  ///< The inspector's.
  std::unique_ptr<Inspector> inspector;
  std::vector<model::FlowEventBody> observations;

 private:
  std::uint64_t next_id_ = 1;
};

/// A TCP connection whose segments follow each other.
class Connection {
 public:
  Connection(Rig& rig, std::string_view client, std::string_view server);

  void client(const test::Frame& bytes) { client_next_ = segment(client_next_, bytes, true); }
  void client(std::string_view text) { client(test::text(text)); }
  void server(const test::Frame& bytes) { server_next_ = segment(server_next_, bytes, false); }
  void server(std::string_view text) { server(test::text(text)); }
  /// A segment at @p offset of the direction's bytes, whatever went before. @return the sequence number behind it.
  std::uint32_t client_at(std::uint32_t offset, const test::Frame& bytes) { return segment(kClientStart + offset, bytes, true); }
  std::uint32_t server_at(std::uint32_t offset, const test::Frame& bytes) { return segment(kServerStart + offset, bytes, false); }
  /// An acknowledgement of all the server has sent up to @p offset.
  void client_acknowledges(std::uint32_t offset);
  void end() { rig_.end(flow); }

  Flow flow;

 private:
  static constexpr std::uint32_t kClientStart = 0xFFFFFFF0;  // wraps soon: every test crosses zero
  static constexpr std::uint32_t kServerStart = 5000;
  std::uint32_t segment(std::uint32_t sequence, const test::Frame& bytes, bool from_client);

  Rig& rig_;
  std::string client_;
  std::string server_;
  std::uint32_t client_next_ = kClientStart;
  std::uint32_t server_next_ = kServerStart;
};

}  // namespace sekisho::inspect
