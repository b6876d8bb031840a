// Only what a tool writes by itself and nobody else would: a subject's words, a digest, or the way its parts repeat one another. Operators who
// make certificates of their own are not found here.
#include "detectors/encrypted_channel/known.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors::encrypted_channel {
namespace {

struct Subject {
  std::string_view part;  // of the subject, as RFC 4514 writes it
  std::string_view tool;
};

// AsyncRAT, DcRat, VenomRAT, Quasar, Orcus, BitRAT: class of the server's certificate maker in their sources. Covenant, Mythic, Sliver, Merlin,
// Havoc, DeimosC2, PoshC2, Empire: defaults in their sources. Cobalt Strike: the team server's key store.
constexpr std::array kSubjects{
    Subject{"CN=AsyncRAT Server", "AsyncRAT"},
    Subject{"CN=DcRat", "DcRat"},
    Subject{"O=DcRat By qwqdanchun", "DcRat"},
    Subject{"CN=VenomRAT", "VenomRAT"},
    Subject{"CN=Venom RAT", "VenomRAT"},
    Subject{"CN=Quasar Server CA", "Quasar"},
    Subject{"CN=Quasar Client", "Quasar"},
    Subject{"CN=Orcus Server", "Orcus"},
    Subject{"CN=BitRAT", "BitRAT"},
    Subject{"CN=XWorm", "XWorm"},
    Subject{"CN=Covenant", "Covenant"},
    Subject{"O=Mythic", "Mythic"},
    Subject{"CN=multiplayer,O=operators", "Sliver"},
    Subject{"CN=Major Cobalt Strike", "Cobalt Strike"},
    Subject{"OU=AdvancedPenTesting", "Cobalt Strike"},
    Subject{"O=cobaltstrike", "Cobalt Strike"},
    Subject{"CN=P18055077", "PoshC2"},
    Subject{"OU=Jethpro", "PoshC2"},
    Subject{"CN=MetasploitSelfSignedCA", "Metasploit"},
    Subject{"O=Deimos", "DeimosC2"},
};

struct Digest {
  std::string_view sha1;
  std::string_view tool;
};
// Elastic's rules name the first, as do many published lists.
constexpr std::array kDigests{Digest{"6ece5ece4192683d2d84e25b0ba7e04f9cb7eb7c", "Cobalt Strike"}};

std::string_view value_of(std::string_view subject, std::string_view key) {
  for (std::size_t at = subject.find(key); at != std::string_view::npos; at = subject.find(key, at + 1)) {
    if (at != 0 && subject[at - 1] != ',') continue;
    std::string_view value = subject.substr(at + key.size());
    // A comma within a value is escaped.
    std::size_t end = 0;
    while (end < value.size() && (value[end] != ',' || (end > 0 && value[end - 1] == '\\'))) ++end;
    return value.substr(0, end);
  }
  return {};
}

// Metasploit's certificate maker takes a word for the unit and writes it again as the local part of an address at the common name; no
// authority does that, and few people would.
bool repeats_itself(std::string_view subject) {
  const std::string_view unit = value_of(subject, "OU=");
  const std::string_view name = value_of(subject, "CN=");
  const std::string_view mail = value_of(subject, "emailAddress=");
  if (unit.empty() || name.empty() || mail.size() != unit.size() + 1 + name.size()) return false;
  return mail.starts_with(unit) && mail[unit.size()] == '@' && mail.ends_with(name);
}

}  // namespace

std::string_view known_tool(const model::TlsCertificate& c) {
  const auto digest = std::find_if(kDigests.begin(), kDigests.end(), [&](const Digest& d) { return c.sha1 == d.sha1; });
  if (digest != kDigests.end()) return digest->tool;
  const auto holds = [](std::string_view text, std::string_view part) {
    const std::size_t at = text.find(part);
    return at != std::string_view::npos && (at == 0 || text[at - 1] == ',');
  };
  for (const Subject& s : kSubjects) {
    if (holds(c.subject, s.part) || holds(c.issuer, s.part)) return s.tool;
  }
  return c.self_signed && repeats_itself(c.subject) ? "Metasploit" : std::string_view{};
}

bool is_placeholder(std::string_view subject) {
  constexpr std::array<std::string_view, 7> kParts{
      "O=Internet Widgits Pty Ltd", "ST=Some-State", "O=Default Company Ltd", "O=Some Company", "CN=localhost", "CN=example.com",
      "O=Company\\, INC."};
  return std::any_of(kParts.begin(), kParts.end(), [&](std::string_view p) { return subject.find(p) != std::string_view::npos; });
}

}  // namespace sekisho::detectors::encrypted_channel
