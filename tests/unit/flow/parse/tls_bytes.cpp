#include "tests/unit/flow/parse/tls_bytes.hpp"

#include <algorithm>
#include <iterator>

namespace sekisho::test {
namespace {

void append(Frame& out, const Frame& part) { std::copy(part.begin(), part.end(), std::back_inserter(out)); }

/// @p content behind its length in @p digits bytes.
Frame counted(unsigned digits, const Frame& content) {
  Frame out;
  for (unsigned i = digits; i > 0; --i) out.push_back(static_cast<std::uint8_t>(content.size() >> 8 * (i - 1)));
  append(out, content);
  return out;
}

template <class T>
Frame numbers(const std::vector<T>& list) {
  Frame out;
  for (const T value : list) {
    if (sizeof(T) == 2) out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
  }
  return out;
}

Frame extension_list(const std::vector<Extension>& list) {
  Frame out;
  for (const Extension& e : list) {
    put16(out, e.type);
    append(out, counted(2, e.body));
  }
  return counted(2, out);
}

}  // namespace

Extension server_name(std::string_view name) { return {0, counted(2, join({{0}, counted(2, text(name))}))}; }
Extension alpn(const std::vector<std::string>& protocols) {
  Frame list;
  for (const std::string& p : protocols) append(list, counted(1, text(p)));
  return {16, counted(2, list)};
}
Extension groups(const std::vector<std::uint16_t>& list) { return {10, counted(2, numbers(list))}; }
Extension point_formats(const std::vector<std::uint8_t>& list) { return {11, counted(1, numbers(list))}; }
Extension signatures(const std::vector<std::uint16_t>& list) { return {13, counted(2, numbers(list))}; }
Extension client_versions(const std::vector<std::uint16_t>& list) { return {43, counted(1, numbers(list))}; }
Extension server_version(std::uint16_t version) { return {43, numbers(std::vector{version})}; }

Frame message(std::uint8_t type, const Frame& body) { return join({{type}, counted(3, body)}); }

Frame bytes(const ClientHello& hello) {
  Frame body;
  put16(body, hello.version);
  body.resize(body.size() + 32, 0xAB);  // random
  append(body, counted(1, Frame(hello.session_id, 0xCD)));
  append(body, counted(2, numbers(hello.ciphers)));
  append(body, counted(1, {0}));
  if (hello.extensions_present) append(body, extension_list(hello.extensions));
  return message(1, body);
}

Frame bytes(const ServerHello& hello) {
  Frame body;
  put16(body, hello.version);
  append(body, hello.retry ? hex("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C") : Frame(32, 0xAB));
  append(body, counted(1, Frame(32, 0xCD)));
  put16(body, hello.cipher);
  body.push_back(0);
  append(body, extension_list(hello.extensions));
  return message(2, body);
}

Frame certificate_message(const std::vector<Frame>& chain) {
  Frame list;
  for (const Frame& one : chain) append(list, counted(3, one));
  return message(11, counted(3, list));
}

Frame records(std::uint8_t content, const Frame& body, std::size_t most) {
  Frame out;
  for (std::size_t at = 0; at < body.size(); at += most) {
    const std::size_t size = std::min(most, body.size() - at);
    out.push_back(content);
    put16(out, 0x0303);
    const auto begin = body.begin() + static_cast<std::ptrdiff_t>(at);
    append(out, counted(2, Frame(begin, begin + static_cast<std::ptrdiff_t>(size))));
  }
  return out;
}
Frame handshake(const Frame& messages, std::size_t most) { return records(kHandshakeRecord, messages, most); }

Frame der(std::uint8_t tag, const Frame& content) {
  Frame out{tag};
  if (content.size() < 0x80) {
    append(out, counted(1, content));
  } else {
    out.push_back(0x82);
    append(out, counted(2, content));
  }
  return out;
}

Frame distinguished(const std::vector<NamePart>& parts) {
  Frame out;
  for (const NamePart& p : parts) append(out, der(0x31, der(0x30, join({der(0x06, p.id), der(p.tag, p.value)}))));
  return der(0x30, out);
}
Frame common_name(std::string_view name) { return distinguished({{hex("550403"), 0x0C, text(name)}}); }

Frame dns_name(std::string_view name) { return der(0x82, text(name)); }

Frame bytes(const Certificate& certificate) {
  const auto time = [](const std::string& t) { return der(t.size() == 13 ? 0x17 : 0x18, text(t)); };
  const Frame algorithm = der(0x30, der(0x06, hex("2A8648CE3D040302")));
  const Frame key = der(0x30, join({algorithm, der(0x03, Frame(20, 0xFF))}));
  Frame extensions;
  if (!certificate.names.empty()) {
    Frame names;
    for (const Frame& n : certificate.names) append(names, n);
    const Frame usage = der(0x30, join({der(0x06, hex("551D0F")), der(0x01, {0xFF}), der(0x04, hex("03020780"))}));
    const Frame alternative = der(0x30, join({der(0x06, hex("551D11")), der(0x04, der(0x30, names))}));
    extensions = der(0xA3, der(0x30, join({usage, alternative})));
  }
  const Frame contents =
      der(0x30, join({der(0xA0, der(0x02, {2})), der(0x02, certificate.serial), algorithm, certificate.issuer,
                      der(0x30, join({time(certificate.not_before), time(certificate.not_after)})), certificate.subject, key, extensions}));
  return der(0x30, join({contents, algorithm, der(0x03, Frame(20, 0xFF))}));
}

}  // namespace sekisho::test
