// A real classifier and what its counters say.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "flow/dpi/classifier.hpp"
#include "tests/support/packet_builder.hpp"

namespace sekisho::dpi {

/// A packet and who sent it.
struct Sent {
  test::PacketBuilder packet;
  bool from_client = true;
};

class Rig {
 public:
  explicit Rig(const ClassifierOptions& options = {});

  /// All @p packets as one flow, fed until the classifier has enough.
  Verdict judge(const std::vector<Sent>& packets);
  double metric(std::string_view name, std::string_view label_value = {}) const;

  Counters counters;
  std::unique_ptr<Classifier> classifier;
  std::size_t fed = 0;  ///< Packets that the last judge() had to give.
};

/// A TLS client's and server's first flights. @p name the SNI, empty for none; @p common_name of a self-signed TLS 1.2 certificate, empty
/// for none.
test::Frame client_hello(std::string_view name);
test::Frame server_flight(std::string_view common_name);
/// The parts of a DTLS server's flight, as one datagram.
test::Frame dtls_server_flight(std::string_view common_name);
/// A question for the addresses of @p name, or its answer.
test::Frame dns_query(std::string_view name, std::uint16_t type = 1);
test::Frame dns_answer(std::string_view name, std::uint16_t type = 1);

}  // namespace sekisho::dpi
