#include "detectors/encrypted_channel/report.hpp"

#include <string>

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::encrypted_channel {
namespace {

using support::rounded;
using support::server_text;

Reason reason_of(Rule rule) {
  switch (rule) {
    case Rule::KnownCertificate:
      return {2, "certificate of a control framework"};
    case Rule::OddHello:
      return {3, "TLS hello of another age"};
    case Rule::UnknownCipher:
      return {4, "encryption in no known protocol"};
    case Rule::OddCertificate:
    case Rule::None:
      break;
  }
  return {1, "odd certificate"};
}

std::string oddities(const Case& c) {
  const Certificate& t = c.handshake.certificate;
  std::string text;
  const auto say = [&](bool so, std::string_view what) {
    if (so) text += (text.empty() ? "" : ", ") + std::string(what);
  };
  say(t.self_signed, "signed by itself");
  say(t.mismatch, "for another name");
  say(t.nameless, "without a name");
  say(t.placeholder, "filled in with a tool's defaults");
  say(t.out_of_date, "out of date");
  say(t.days > 0 && (t.days > 30 * 365.25 || (t.self_signed && t.days < 200)), fmt::format("valid for {:.0f} days", t.days));
  say(!c.handshake.server_name, "asked for by no name");
  return text;
}

std::string sentence_of(const Case& c) {
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string server = server_text(c.flow);
  switch (c.verdict.rule) {
    case Rule::KnownCertificate:
      return fmt::format("{} shows {} a certificate that {} makes by default", server, client, c.handshake.certificate.tool);
    case Rule::OddHello:
      return fmt::format("{} opens TLS to {} with a hello that offers nothing newer than TLS 1.0 and names neither a server nor a protocol", client,
                         server);
    case Rule::UnknownCipher:
      return fmt::format("{} and {} talk in bytes like noise from the first one on, in no known protocol", client, server);
    case Rule::OddCertificate:
    case Rule::None:
      break;
  }
  return fmt::format("{} shows {} the certificate {}: {}", server, client, quote(c.handshake.certificate.subject), oddities(c));
}

}  // namespace

Finding make_finding(const Case& c) {
  Finding f;
  f.time = c.time;
  f.reason = reason_of(c.verdict.rule);
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.indicators = c.verdict.indicators;
  const bool noise = c.verdict.rule == Rule::UnknownCipher;
  if (noise) {
    f.techniques = {"T1573", "T1095"};
  } else {
    f.techniques = {"T1573.002", "T1071.001"};
    f.label.app = "TLS";
    f.label.confidence = model::Confidence::Dpi;  // our own parser read the handshake
  }
  const Handshake& h = c.handshake;
  if (h.hello) {
    f.evidence.emplace_back("offered_version", fmt::format("0x{:04x}", h.version));
    f.evidence.emplace_back("sni", h.server_name);
    f.evidence.emplace_back("alpn", h.alpn);
  }
  if (h.certificate.seen) {
    f.evidence.emplace_back("certificate_subject", quote(h.certificate.subject, 160));
    f.evidence.emplace_back("certificate_issuer", quote(h.certificate.issuer, 160));
    f.evidence.emplace_back("certificate_sha1", h.certificate.sha1);
    f.evidence.emplace_back("validity_days", rounded(h.certificate.days));
    f.evidence.emplace_back("self_signed", h.certificate.self_signed);
    f.evidence.emplace_back("name_mismatch", h.certificate.mismatch);
    f.evidence.emplace_back("out_of_date", h.certificate.out_of_date);
    if (!h.certificate.tool.empty()) f.evidence.emplace_back("tool", std::string(h.certificate.tool));
  }
  f.evidence.emplace_back("direction", std::string(direction_name(c.around.direction)));
  f.sentence = sentence_of(c);
  f.first_seen = c.first;
  f.last_seen = c.time;
  f.flows = c.flows;
  if (c.record != nullptr) {
    f.bytes_to_server = c.record->to_server.payload;
    f.bytes_to_client = c.record->to_client.payload;
  }
  return f;
}

}  // namespace sekisho::detectors::encrypted_channel
