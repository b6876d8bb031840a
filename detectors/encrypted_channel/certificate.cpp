#include "detectors/encrypted_channel/certificate.hpp"

#include <algorithm>
#include <cctype>

#include "detectors/encrypted_channel/known.hpp"

namespace sekisho::detectors::encrypted_channel {
namespace {

constexpr std::size_t kKept = 160;
// Server clocks and captures' are a day apart at most; a certificate renewed late is no sign of anything.
constexpr Duration kGrace = 48h;

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view common_name(std::string_view subject) {
  const std::size_t at = subject.starts_with("CN=") ? 0 : subject.find(",CN=");
  if (at == std::string_view::npos) return {};
  std::string_view name = subject.substr(at == 0 ? 3 : at + 4);
  return name.substr(0, name.find(','));
}

}  // namespace

bool covers(std::string_view pattern, std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (same(pattern, name)) return true;
  if (!pattern.starts_with("*.")) return false;
  const auto dot = name.find('.');
  return dot != std::string_view::npos && dot > 0 && same(pattern.substr(1), name.substr(dot));
}

Certificate read_certificate(const model::TlsCertificate& c, std::string_view server_name, Timestamp now) {
  Certificate r;
  const std::string_view name = common_name(c.subject);
  r.seen = true;
  r.self_signed = c.self_signed;
  r.nameless = name.empty() && c.names.empty();
  r.placeholder = is_placeholder(c.subject) || is_placeholder(c.issuer);
  // Sixty-four names are kept; a certificate with that many may hold the one that is missing.
  constexpr std::size_t kNamesKept = 64;
  const bool known_names = !r.nameless && c.names.size() < kNamesKept;
  if (!server_name.empty() && known_names) {
    const auto covered = [&](const std::string& n) { return covers(n, server_name); };
    r.mismatch = !covers(name, server_name) && std::none_of(c.names.begin(), c.names.end(), covered);
  }
  r.out_of_date = now + kGrace < c.not_before || now - kGrace > c.not_after;
  r.days = seconds(c.not_after - c.not_before) / 86'400;
  r.tool = known_tool(c);
  r.subject = c.subject.substr(0, kKept);
  r.issuer = c.issuer.substr(0, kKept);
  r.sha1 = c.sha1;
  return r;
}

}  // namespace sekisho::detectors::encrypted_channel
