#include "flow/inspect/sniff.hpp"

#include <algorithm>
#include <string_view>

#include "flow/parse/http.hpp"
#include "flow/parse/http_head.hpp"
#include "flow/parse/tls.hpp"

namespace sekisho::inspect {
namespace {

constexpr std::size_t kTlsDecides = 6;  // record header and handshake type

Sniffed sniff_http(Bytes stream, bool from_client) {
  if (parse::begins_http_head(stream, from_client ? parse::HttpSide::Request : parse::HttpSide::Response)) return Sniffed::Http;
  if (std::find(stream.begin(), stream.end(), '\n') != stream.end()) return Sniffed::Other;
  parse::HttpRequestHead request;
  parse::HttpResponseHead response;
  const parse::Progress progress = from_client ? parse::parse_http_request(stream, request) : parse::parse_http_response(stream, response);
  return progress == parse::Progress::NeedMore ? Sniffed::Unsure : Sniffed::Other;
}

Sniffed sniff_ssh(Bytes stream) {
  constexpr std::string_view kName = "SSH-";
  const std::string_view begin = as_text(stream.first(std::min(stream.size(), kName.size())));
  if (begin != kName.substr(0, begin.size())) return Sniffed::Other;
  return begin.size() == kName.size() ? Sniffed::Ssh : Sniffed::Unsure;
}

/// A length, and behind it a header with a known opcode and at least one question or answer (RFC 1035, 4.1.1 and 4.2.2).
Sniffed sniff_dns(Bytes stream) {
  constexpr std::size_t kHeader = 12;
  constexpr std::uint16_t kMostOpcode = 6, kMostQuestions = 16;
  if (stream.size() < 2 + kHeader) return Sniffed::Unsure;
  ByteReader reader(stream);
  const std::uint16_t length = reader.u16();
  reader.skip(2);  // id
  const std::uint16_t flags = reader.u16();
  const std::uint16_t questions = reader.u16();
  const std::uint16_t answers = reader.u16();
  const bool fits = length >= kHeader && (flags >> 11 & 15U) <= kMostOpcode && questions <= kMostQuestions && questions + answers > 0;
  return fits ? Sniffed::Dns : Sniffed::Other;
}

}  // namespace

Sniffed sniff_tcp(Bytes stream, bool from_client, bool dns_port) {
  if (stream.empty()) return Sniffed::Unsure;
  bool unsure = false;
  if (parse::looks_like_tls(stream)) {
    if (stream.size() >= kTlsDecides) return Sniffed::Tls;
    unsure = true;
  }
  // SSH's name could also be the beginning of an HTTP method, so it comes first.
  for (const Sniffed found : {sniff_ssh(stream), sniff_http(stream, from_client), dns_port ? sniff_dns(stream) : Sniffed::Other}) {
    if (found == Sniffed::Unsure) {
      unsure = true;
    } else if (found != Sniffed::Other && !unsure) {
      return found;
    }
  }
  return unsure ? Sniffed::Unsure : Sniffed::Other;
}

}  // namespace sekisho::inspect
