// MITRE ATT&CK, enterprise matrix, version 17: all of Command and Control (TA0011), and what C2 traffic shows of Exfiltration (TA0010).
// Names are written as the matrix shows a sub-technique: "technique: sub-technique". ATT&CK is a trademark of The MITRE Corporation.
#include <algorithm>
#include <array>

#include "sensor/alerts/alert.hpp"

namespace sekisho::alerts {
namespace {

constexpr std::string_view kC2 = "TA0011";
constexpr std::string_view kExfiltration = "TA0010";

// By id, so that it can be searched in halves.
constexpr std::array kTechniques = std::to_array<Technique>({
    {"T1001", "Data Obfuscation", kC2},
    {"T1001.001", "Data Obfuscation: Junk Data", kC2},
    {"T1001.002", "Data Obfuscation: Steganography", kC2},
    {"T1001.003", "Data Obfuscation: Protocol or Service Impersonation", kC2},
    {"T1008", "Fallback Channels", kC2},
    {"T1011", "Exfiltration Over Other Network Medium", kExfiltration},
    {"T1011.001", "Exfiltration Over Other Network Medium: Exfiltration Over Bluetooth", kExfiltration},
    {"T1020", "Automated Exfiltration", kExfiltration},
    {"T1020.001", "Automated Exfiltration: Traffic Duplication", kExfiltration},
    {"T1029", "Scheduled Transfer", kExfiltration},
    {"T1030", "Data Transfer Size Limits", kExfiltration},
    {"T1041", "Exfiltration Over C2 Channel", kExfiltration},
    {"T1048", "Exfiltration Over Alternative Protocol", kExfiltration},
    {"T1048.001", "Exfiltration Over Alternative Protocol: Exfiltration Over Symmetric Encrypted Non-C2 Protocol", kExfiltration},
    {"T1048.002", "Exfiltration Over Alternative Protocol: Exfiltration Over Asymmetric Encrypted Non-C2 Protocol", kExfiltration},
    {"T1048.003", "Exfiltration Over Alternative Protocol: Exfiltration Over Unencrypted Non-C2 Protocol", kExfiltration},
    {"T1071", "Application Layer Protocol", kC2},
    {"T1071.001", "Application Layer Protocol: Web Protocols", kC2},
    {"T1071.002", "Application Layer Protocol: File Transfer Protocols", kC2},
    {"T1071.003", "Application Layer Protocol: Mail Protocols", kC2},
    {"T1071.004", "Application Layer Protocol: DNS", kC2},
    {"T1071.005", "Application Layer Protocol: Publish/Subscribe Protocols", kC2},
    {"T1090", "Proxy", kC2},
    {"T1090.001", "Proxy: Internal Proxy", kC2},
    {"T1090.002", "Proxy: External Proxy", kC2},
    {"T1090.003", "Proxy: Multi-hop Proxy", kC2},
    {"T1090.004", "Proxy: Domain Fronting", kC2},
    {"T1092", "Communication Through Removable Media", kC2},
    {"T1095", "Non-Application Layer Protocol", kC2},
    {"T1102", "Web Service", kC2},
    {"T1102.001", "Web Service: Dead Drop Resolver", kC2},
    {"T1102.002", "Web Service: Bidirectional Communication", kC2},
    {"T1102.003", "Web Service: One-Way Communication", kC2},
    {"T1104", "Multi-Stage Channels", kC2},
    {"T1105", "Ingress Tool Transfer", kC2},
    {"T1132", "Data Encoding", kC2},
    {"T1132.001", "Data Encoding: Standard Encoding", kC2},
    {"T1132.002", "Data Encoding: Non-Standard Encoding", kC2},
    {"T1205", "Traffic Signaling", kC2},
    {"T1205.001", "Traffic Signaling: Port Knocking", kC2},
    {"T1205.002", "Traffic Signaling: Socket Filters", kC2},
    {"T1219", "Remote Access Tools", kC2},
    {"T1219.001", "Remote Access Tools: IDE Tunneling", kC2},
    {"T1219.002", "Remote Access Tools: Remote Desktop Software", kC2},
    {"T1219.003", "Remote Access Tools: Remote Access Hardware", kC2},
    {"T1537", "Transfer Data to Cloud Account", kExfiltration},
    {"T1567", "Exfiltration Over Web Service", kExfiltration},
    {"T1567.001", "Exfiltration Over Web Service: Exfiltration to Code Repository", kExfiltration},
    {"T1567.002", "Exfiltration Over Web Service: Exfiltration to Cloud Storage", kExfiltration},
    {"T1567.003", "Exfiltration Over Web Service: Exfiltration to Text Storage Sites", kExfiltration},
    {"T1567.004", "Exfiltration Over Web Service: Exfiltration Over Webhook", kExfiltration},
    {"T1568", "Dynamic Resolution", kC2},
    {"T1568.001", "Dynamic Resolution: Fast Flux DNS", kC2},
    {"T1568.002", "Dynamic Resolution: Domain Generation Algorithms", kC2},
    {"T1568.003", "Dynamic Resolution: DNS Calculation", kC2},
    {"T1571", "Non-Standard Port", kC2},
    {"T1572", "Protocol Tunneling", kC2},
    {"T1573", "Encrypted Channel", kC2},
    {"T1573.001", "Encrypted Channel: Symmetric Cryptography", kC2},
    {"T1573.002", "Encrypted Channel: Asymmetric Cryptography", kC2},
    {"T1659", "Content Injection", kC2},
    {"T1665", "Hide Infrastructure", kC2},
});

constexpr bool before(const Technique& a, const Technique& b) { return a.id < b.id; }
static_assert(std::is_sorted(kTechniques.begin(), kTechniques.end(), before));

}  // namespace

Technique technique(std::string_view id) {
  const auto row = std::lower_bound(kTechniques.begin(), kTechniques.end(), Technique{id, {}, {}}, before);
  if (row == kTechniques.end() || row->id != id) return {id, {}, {}};
  return *row;
}

std::string_view tactic_name(std::string_view id) {
  if (id == kC2) return "Command and Control";
  return id == kExfiltration ? "Exfiltration" : std::string_view{};
}

}  // namespace sekisho::alerts
