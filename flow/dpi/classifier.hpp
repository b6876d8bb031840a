// The face of DPI: a flow's first packets in, an application label out. ndpi_classifier.cpp is the only file that sees
// nDPI's headers. One classifier per worker thread; never shared.
//
// Keeps    per open flow one library state (688 B with nDPI 4.2), pooled; at most ClassifierOptions::max_flows.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "flow/base/counters.hpp"
#include "flow/base/result.hpp"
#include "flow/model/app_label.hpp"
#include "flow/packet/packet_view.hpp"

namespace sekisho::dpi {

struct ClassifierOptions {
  unsigned tcp_packets = 16;  ///< Packets fed before giving up (measured: 4 of 8,689 labels differ from 32).
  unsigned udp_packets = 8;
  unsigned other_packets = 10;
  std::size_t max_flows = 65'536;  ///< Flows under inspection at once; more are labelled by port and counted.
  std::string protocols_file;      ///< nDPI's custom protocol file; empty for none.
};

/// What is known when inspection of a flow is over.
struct Verdict {
  model::AppLabel label;
  std::uint64_t risks = 0;  ///< Bits of Risk (flow/dpi/risk.hpp).
  std::string server_name;  ///< Name from SNI (TLS, QUIC) or HTTP Host that the library saw; may be empty. Hostile text.
};

/// One flow under inspection; 0 means none.
enum class Inspection : std::uint32_t { None = 0 };

class Classifier {
 public:
  virtual ~Classifier() = default;
  /// Starts a flow. None where max_flows are open already: counted; label it with by_port().
  virtual Inspection open() = 0;
  /// Gives one packet. True when no more are wanted; then call close().
  /// @p from_client direction of the packet. All packets of a flow must have the same transport.
  virtual bool feed(Inspection flow, const packet::PacketView& packet, bool from_client) = 0;
  /// Instead of the packet that ends a TLS client's hello on port 443, which asks for @p server_name. True where the name says all that the
  /// library would find in the hello; then call close(). Reading one costs it 120,000 instructions, three quarters of them for fingerprints
  /// that nobody asks it for.
  virtual bool names_tls(Inspection /*flow*/, std::string_view /*server_name*/) { return false; }
  /// Ends the inspection, frees its state, and says what was found. Exactly once per open().
  /// @p bidirectional both sides sent packets.
  virtual Verdict close(Inspection flow, bool bidirectional) = 0;
  /// A guess from the well-known port alone, confidence Port; unknown if the port says nothing.
  virtual model::AppLabel by_port(model::Transport transport, std::uint16_t server_port) const = 0;
};

/// nDPI's classifier. An Error where the library at run time is not the one compiled against.
Result<std::unique_ptr<Classifier>> make_ndpi_classifier(const ClassifierOptions& options, Counters& counters);
/// Labels by port only: for builds and runs without DPI.
std::unique_ptr<Classifier> make_port_classifier();
/// "nDPI 4.2.0" of the library in use.
std::string classifier_version();

}  // namespace sekisho::dpi
