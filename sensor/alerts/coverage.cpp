#include "sensor/alerts/coverage.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace sekisho::alerts {
namespace {

struct Note {
  std::string_view id;
  Visibility visibility;
  std::string_view text;
};
using enum Visibility;

// All of TA0011, and of TA0010 what detectors name. By id.
constexpr std::array kNotes = std::to_array<Note>({
    {"T1001", Part, "obfuscation shows as shapes that fit no protocol, or as contents that do not fit theirs; inside encryption it does not show"},
    {"T1001.001", Part, "padding changes sizes, not pace and parties; junk itself is seen only in the clear"},
    {"T1001.002", Part, "a picture that carries data is a picture; only odd volumes and servers are seen"},
    {"T1001.003", Whole, "a protocol that is spoken wrongly, or on a port that belongs to another"},
    {"T1008", Part, "a client that turns to another server or name when the first falls silent"},
    {"T1041", Part, "more out than in on a channel that is suspicious for other reasons; what is sent is not known"},
    {"T1048", Part, "much out, little in, by another way than the channel; what is sent is not known"},
    {"T1048.001", Part, "volume and unreadable contents outside of TLS"},
    {"T1048.002", Part, "volume to a server that is new; inside TLS nothing else"},
    {"T1048.003", Whole, "data in DNS, ICMP, FTP, HTTP in the clear"},
    {"T1071", Whole, "pace, parties and shapes of application protocols, also where contents are encrypted"},
    {"T1071.001", Whole, "pace, names, fingerprints; requests themselves in the clear only"},
    {"T1071.002", Part, "FTP and SMB that leave the network; file contents are not looked at"},
    {"T1071.003", Part, "mail protocols from clients that have no business with them; mailboxes of providers look like anyone's"},
    {"T1071.004", Whole, "names, answers, types and pace of DNS, unless it is asked over HTTPS"},
    {"T1071.005", Part, "brokers outside that a client keeps a session with (MQTT, XMPP, AMQP)"},
    {"T1090", Part, "proxies and relays that traffic of this network passes; what is behind them is not seen"},
    {"T1090.001", Part, "a home host that serves others and calls out for them; needs the inside of the network in view"},
    {"T1090.002", Part, "known services and protocols of relays; a bare forwarder looks like its server"},
    {"T1090.003", Part, "Tor and chains by protocol and fingerprint; the later hops are elsewhere"},
    {"T1090.004", Part, "a Host other than the SNI, in the clear or after TLS was opened elsewhere; with ECH nothing"},
    {"T1092", Part,
     "commands travel on media and no packet carries them; the network shows at most that a host or network which should be isolated talks, once the "
     "operator has said which are"},
    {"T1095", Whole, "ICMP, raw TCP and UDP, SOCKS that carry what no application protocol explains"},
    {"T1102", Part, "which service is used, how often and by whom; what is written there is encrypted"},
    {"T1102.001", Part, "a rare look at a public page, then a new server"},
    {"T1102.002", Part, "the pace of a client at an API of chat, storage or mail services"},
    {"T1102.003", Part, "as for both ways; that nothing comes back shows in volumes only"},
    {"T1104", Part, "one server hands over to the next: a second channel soon after the first"},
    {"T1105", Part, "programs and scripts that are fetched in the clear; inside TLS volumes only"},
    {"T1132", Part, "encodings in names and clear-text requests"},
    {"T1132.001", Part, "Base64, Base32 and hex in names and clear-text requests"},
    {"T1132.002", Part, "text of unusual alphabets and entropy, in the clear"},
    {"T1205", Part, "odd packets before a connection is let in"},
    {"T1205.001", Whole, "closed ports in a row, then an open one"},
    {"T1205.002", Part, "the trigger is a packet among others; that a filter waits for it is seen on the host only"},
    {"T1219", Part, "names and protocols of remote access tools; whether one is wanted the operator knows"},
    {"T1219.001", Part, "tunnels of development tools by name and protocol"},
    {"T1219.002", Part, "remote desktops by name and protocol"},
    {"T1219.003", Part, "a KVM over IP by its own address on the network; its video and keyboard cables are not seen"},
    {"T1567", Part, "much that goes to storage, code or paste services; whose account it is cannot be seen"},
    {"T1567.001", Part, "much that goes to a code repository"},
    {"T1567.002", Part, "much that goes to cloud storage; whose account it is cannot be seen"},
    {"T1567.003", Part, "text that goes to paste sites; small, so who sends it says more than how much"},
    {"T1567.004", Part, "calls of webhooks by programs that are no browser's or service's"},
    {"T1568", Part, "names that are made or change faster than people need"},
    {"T1568.001", Whole, "a name's addresses, how many, how short-lived and how scattered"},
    {"T1568.002", Whole, "bursts of generated names, most of which do not exist"},
    {"T1568.003", Part, "an address that answers gave, used changed; only the connection that no answer explains is seen"},
    {"T1571", Whole, "a protocol on a port that is not its own"},
    {"T1572", Whole, "one protocol inside another: shapes, volumes and sessions that the outer one does not explain"},
    {"T1573", Part, "that it is encrypted, by whom and how; never what"},
    {"T1573.001", Part, "bytes without structure outside of any known encryption"},
    {"T1573.002", Part, "certificates and hellos that are odd or known; ordinary ones say nothing"},
    {"T1659", Part, "answers that contradict each other on the wire in view; what is injected elsewhere looks like the server's"},
    {"T1665", Part, "what hides a server hides it from the sensor too: fast changes, fronts and short lives are all there is to see"},
});

constexpr bool before(const Note& a, const Note& b) { return a.id < b.id; }
static_assert(std::is_sorted(kNotes.begin(), kNotes.end(), before));

}  // namespace

std::string_view visibility_name(Visibility v) {
  constexpr std::string_view kNames[] = {"whole", "part"};
  return kNames[static_cast<unsigned>(v)];
}

int Coverage::score() const {
  constexpr int kAll = 100, kHalf = 50;
  if (detectors.empty()) return 0;
  return visibility == Whole ? kAll : kHalf;
}

std::vector<Coverage> coverage(std::span<const detectors::DetectorInfo* const> detectors) {
  constexpr std::string_view kC2 = "TA0011";
  std::map<std::string_view, Coverage> rows;
  for (const Note& note : kNotes) {
    if (technique(note.id).tactic == kC2) rows[note.id];
  }
  for (const detectors::DetectorInfo* d : detectors) {
    for (const std::string_view id : d->techniques) rows[id].detectors.push_back(d->name);
  }
  std::vector<Coverage> all;
  for (auto& [id, row] : rows) {
    row.technique = technique(id);
    const auto note = std::lower_bound(kNotes.begin(), kNotes.end(), Note{id, {}, {}}, before);
    if (note != kNotes.end() && note->id == id) {
      row.visibility = note->visibility;
      row.note = note->text;
    }
    std::sort(row.detectors.begin(), row.detectors.end());
    all.push_back(std::move(row));
  }
  return all;
}

}  // namespace sekisho::alerts
