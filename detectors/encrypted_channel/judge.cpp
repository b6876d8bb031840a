// The scale: one oddity of a certificate is a small shop's server; several together are "low"; only a certificate that a control framework writes
// by itself goes beyond, because next to nobody else has it.
#include "detectors/encrypted_channel/judge.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>

namespace sekisho::detectors::encrypted_channel {
namespace {

constexpr int kKnownPoints = 62;       // high by itself: the default of a framework or a trojan
constexpr int kSelfSignedPoints = 12;  // towards the outside; inside everybody signs for himself
constexpr int kInsidePoints = 10;      // inside, self-signed and on a port where no service has TLS
constexpr int kOldHelloPoints = 6;     // nothing newer than TLS 1.0 is offered
constexpr int kBareHelloPoints = 10;   // old, nameless, without ALPN: all that is to be seen
constexpr int kNamelessPoints = 6;     // neither a common name nor others
constexpr int kPlaceholderPoints = 6;  // "Some-State"
constexpr int kMismatchPoints = 8;     // of a certificate that somebody else signed
constexpr int kOutOfDatePoints = 5;
constexpr int kForeverPoints = 5;  // no authority and no appliance's default goes beyond thirty years
constexpr int kBriefPoints = 4;    // self-signed for less than 200 days: made to be thrown away
constexpr int kAloofPoints = -6;   // a name that was asked for and stands in the certificate: somebody's own service
constexpr int kPopularPoints = -10;
constexpr int kNoisePoints = 10;
constexpr int kNoiseOnWebPort = 4;        // where TLS or HTTP belong
constexpr double kForever = 30 * 365.25;  // days
constexpr double kBrief = 200;            // days
constexpr std::uint16_t kTls10 = 0x0301;

// Where services speak TLS from the first byte, by IANA's list and custom.
bool is_tls_port(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 36> kPorts{261,  443,  448,  465,  563,  614,  636,  684,  695,  832,  853,  989,
                                                 990,  992,  993,  994,  995,  1883, 2087, 2376, 3269, 3389, 4443, 5061,
                                                 5223, 5671, 5986, 6443, 6514, 6697, 7443, 8006, 8443, 8883, 9443, 10250};
  return std::binary_search(kPorts.begin(), kPorts.end(), port);
}

// Mail, directories, remote desktops and brokers have certificates of their own making by custom, also outside.
bool signs_for_itself(std::uint16_t port) {
  constexpr std::array<std::uint16_t, 14> kPorts{21, 25, 110, 143, 389, 465, 587, 636, 993, 995, 1194, 3389, 5061, 8883};
  return std::binary_search(kPorts.begin(), kPorts.end(), port);
}

void add(Verdict& v, const char* name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({name, value, threshold, points});
}

void weigh_certificate(Verdict& v, const Handshake& h) {
  const Certificate& c = h.certificate;
  // That nobody asked for it by name is no_dns's fact, and context of the alert.
  if (h.hello && h.version <= kTls10) add(v, "old_version", h.version, kTls10, kOldHelloPoints);
  if (c.nameless) add(v, "nameless", 1, 1, kNamelessPoints);
  if (c.placeholder) add(v, "placeholder", 1, 1, kPlaceholderPoints);
  if (c.out_of_date) add(v, "out_of_date", 1, 1, kOutOfDatePoints);
  if (c.days > kForever) add(v, "validity", c.days, kForever, kForeverPoints);
  if (c.self_signed && c.days < kBrief) add(v, "validity", c.days, kBrief, kBriefPoints);
  if (h.server_name && c.self_signed && !c.mismatch) add(v, "named", 1, 1, kAloofPoints);
}

Verdict close(Verdict v, const Surroundings& around, int most) {
  if (around.popular) add(v, "popular", 1, 1, kPopularPoints);
  v.score = std::clamp(v.score, 0, most);
  if (v.score == 0) v = {};
  return v;
}

bool like_noise(const std::array<std::uint8_t, 16>& bytes, std::size_t size) {
  // Sixteen random bytes: 15.5 different ones, 64 ± 6 bits set, six of them printable.
  constexpr int kDifferent = 13, kLeastBits = 46, kMostBits = 82, kPrintable = 11;
  if (size < bytes.size()) return false;
  std::bitset<256> seen;
  int bits = 0, printable = 0, zeros = 0;
  for (const std::uint8_t b : bytes) {
    seen.set(b);
    bits += std::popcount(b);
    printable += b >= 0x20 && b < 0x7F ? 1 : 0;
    zeros += b == 0 ? 1 : 0;
  }
  return seen.count() >= kDifferent && bits >= kLeastBits && bits <= kMostBits && printable < kPrintable && zeros <= 1;
}

}  // namespace

Verdict judge_handshake(const Handshake& h, const Surroundings& around, const Params& p) {
  Verdict v;
  const Certificate& c = h.certificate;
  if (around.sanctioned) return v;
  if (c.seen && !c.tool.empty()) {
    v.rule = Rule::KnownCertificate;
    add(v, "known_certificate", 1, 1, kKnownPoints);
    return close(v, around, 100);
  }
  if (around.direction == Direction::Inbound) return v;
  if (around.direction == Direction::Internal) {
    const bool careless = c.placeholder && c.days > kForever;
    if (!c.seen || !c.self_signed || signs_for_itself(around.port) || (is_tls_port(around.port) && !careless)) return v;
    v.rule = Rule::OddCertificate;
    add(v, "self_signed_inside", 1, 1, kInsidePoints);
    if (c.days > kForever) add(v, "validity", c.days, kForever, kForeverPoints);
    return close(v, around, p.most);
  }
  if (signs_for_itself(around.port)) return v;
  if (c.seen && c.self_signed) {
    v.rule = Rule::OddCertificate;
    add(v, "self_signed", 1, 1, kSelfSignedPoints);
    weigh_certificate(v, h);
  } else if (c.seen && (c.mismatch || c.nameless || (c.placeholder && !h.server_name))) {
    v.rule = Rule::OddCertificate;
    if (c.mismatch) add(v, "name_mismatch", 1, 1, kMismatchPoints);
    weigh_certificate(v, h);
  } else if (!c.seen && h.hello && !h.server_name && !h.alpn && h.version <= kTls10) {
    v.rule = Rule::OddHello;
    add(v, "old_hello", h.version, kTls10, kBareHelloPoints);
  }
  if (v.rule == Rule::None) return v;
  return close(v, around, p.most);
}

bool begins_as_noise(const model::FlowRecord& r) {
  return like_noise(r.first_to_server, r.first_to_server_size) && like_noise(r.first_to_client, r.first_to_client_size);
}

Verdict judge_noise(const model::FlowRecord& record, const Surroundings& around, const Params& p) {
  Verdict v;
  if (around.sanctioned || around.direction == Direction::Internal || around.direction == Direction::Inbound) return v;
  if (record.ref.transport != model::Transport::Tcp || record.ref.midstream || record.ref.client_guessed || !begins_as_noise(record)) return v;
  v.rule = Rule::UnknownCipher;
  add(v, "noise", 1, 1, kNoisePoints);
  if (around.port == 80 || around.port == 443) add(v, "web_port", around.port, 0, kNoiseOnWebPort);
  return close(v, around, p.most);
}

}  // namespace sekisho::detectors::encrypted_channel
