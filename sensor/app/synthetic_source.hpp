// Made-up traffic for `sekisho self-test`: an office host that browses a little, calls one server once a minute, and carries data in
// DNS queries. Enough for the whole path to have something to say; not a measure of detection.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sensor/capture/packet_source.hpp"

namespace sekisho::app {

class SyntheticSource final : public capture::PacketSource {
 public:
  SyntheticSource();
  Status poll(capture::PacketSink& sink, std::chrono::milliseconds wait) override;
  const std::vector<std::string>& names() const override { return names_; }
  const std::vector<std::string>& problems() const override { return problems_; }

 private:
  using Frame = std::vector<std::uint8_t>;
  struct Segment;  // one TCP segment to be written

  void add(Duration at, Frame frame) { frames_.emplace(at, std::move(frame)); }
  void tcp_session(Duration at, std::uint32_t server, std::uint16_t client_port, std::uint16_t server_port, const std::string& request,
                   const std::string& response);
  void dns_exchange(Duration at, std::uint16_t id, const std::string& name);
  void beacon();
  void dns_tunnel();

  std::multimap<Duration, Frame> frames_;
  std::vector<std::string> names_{"self-test"};
  std::vector<std::string> problems_;
};

}  // namespace sekisho::app
