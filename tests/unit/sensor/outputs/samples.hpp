// One record of each kind, every field filled; texts that come off the wire are what the test says.
#pragma once

#include <string>

#include "sensor/outputs/eve/tls_joiner.hpp"
#include "sensor/outputs/output.hpp"

namespace sekisho::outputs {

inline IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }
/// 2026-11-24T14:13:46.123456789 and @p since.
Timestamp at(Duration since = 0s);

/// 10.0.0.1:40000 to 203.0.113.9:443, flow 77 of interface 0.
model::FlowRef flow_ref(model::Transport transport = model::Transport::Tcp);

struct Texts {
  std::string text = "text";       ///< Anything that a peer chose.
  std::string name = "a.example";  ///< A host or domain name that a peer chose.
};

alerts::Alert alert(const Texts& texts = {});
model::FlowRecord flow_record(const Texts& texts = {});
model::DnsMessage dns_answer(const Texts& texts = {});
model::TlsClientHello client_hello(const Texts& texts = {});
model::TlsServerHello server_hello(const Texts& texts = {});
model::TlsCertificate certificate(const Texts& texts = {});
model::HttpTransaction transaction(const Texts& texts = {});
model::DhcpLease lease(const Texts& texts = {});
StatsEvent stats();

}  // namespace sekisho::outputs
