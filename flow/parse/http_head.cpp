// Heads as they really come: lines may end in LF alone, empty lines may come first, fields may be folded over lines (RFC 9112, 2.2 and 5.2).
#include "flow/parse/http_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "flow/parse/http.hpp"

namespace sekisho::parse {
namespace {

constexpr std::size_t kMostMethod = 20;  // RPC_OUT_DATA, BASELINE-CONTROL
constexpr std::size_t kMostText = 512;
constexpr std::size_t kMostName = 255;
constexpr std::size_t kMostCookie = 256;
constexpr std::size_t kMostFileName = 128;

enum class Lead : std::uint8_t { Fits, Short, Wrong };

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// @p name is lower case.
bool is_named(std::string_view text, std::string_view name) {
  return text.size() == name.size() && std::equal(text.begin(), text.end(), name.begin(), [](char a, char b) { return lower(a) == b; });
}

std::string cut(std::string_view text, std::size_t most) { return std::string(text.substr(0, most)); }

std::size_t empty_lines(std::string_view stream) {
  const std::size_t first = stream.find_first_not_of("\r\n");
  return first == std::string_view::npos ? stream.size() : first;
}

/// Up to and without the line's end; nothing where that has not come.
std::optional<std::string_view> line_at(std::string_view stream, std::size_t at) {
  const std::size_t end = stream.find('\n', at);
  if (end == std::string_view::npos) return {};
  std::string_view line = stream.substr(at, end - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// A method, as far as it has come. Upper case only: real ones are, and so little else begins like one.
Lead leads_request(std::string_view stream) {
  for (std::size_t i = 0; i < stream.size(); ++i) {
    const char c = stream[i];
    if (c == ' ') return i > 0 ? Lead::Fits : Lead::Wrong;
    const bool letter = c >= 'A' && c <= 'Z';
    if (i == kMostMethod || !(letter || (i > 0 && (c == '-' || c == '_')))) return Lead::Wrong;
  }
  return Lead::Short;
}

/// "HTTP/1.1 200", as far as it has come.
Lead leads_response(std::string_view stream) {
  constexpr std::string_view kForm = "HTTP/#.# ###";
  const std::size_t size = std::min(stream.size(), kForm.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (kForm[i] == '#' ? !is_digit(stream[i]) : stream[i] != kForm[i]) return Lead::Wrong;
  }
  return size == kForm.size() ? Lead::Fits : Lead::Short;
}

Lead leads(std::string_view stream, HttpSide side) { return side == HttpSide::Request ? leads_request(stream) : leads_response(stream); }

struct RequestLine {
  std::string_view method, target, version;
};

std::optional<RequestLine> request_line(std::string_view line) {
  constexpr std::string_view kVersion = "HTTP/#.#";
  if (std::any_of(line.begin(), line.end(), is_control)) return {};
  line = trim(line);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return {};
  const RequestLine found{line.substr(0, first), trim(line.substr(first, last - first)), line.substr(last + 1)};
  const std::string_view v = found.version;
  const bool version = v.size() == kVersion.size() && v.starts_with("HTTP/") && is_digit(v[5]) && v[6] == '.' && is_digit(v[7]);
  // "PRI * HTTP/2.0" opens HTTP/2, which looks like HTTP/1 in its first line only (RFC 9113, 3.4).
  if (!version || found.target.empty() || (found.method == "PRI" && v[5] == '2')) return {};
  return found;
}

bool fits_status_line(std::string_view line) {
  constexpr std::size_t kForm = 12;  // "HTTP/1.1 200"
  if (std::any_of(line.begin(), line.end(), is_control) || line.size() < kForm) return false;
  return line.size() == kForm || line[kForm] == ' ';
}

bool fits_first_line(std::string_view line, HttpSide side) {
  return side == HttpSide::Request ? request_line(line).has_value() : fits_status_line(line);
}

/// A head that is whole, or why it is not.
struct Head {
  Progress progress = Progress::Other;
  std::string_view first, fields;
  std::size_t size = 0;
};

Head find_head(Bytes stream, HttpSide side) {
  const std::string_view text = as_text(stream);
  const std::size_t begin = empty_lines(text);
  if (begin > kMostHttpHead || leads(text.substr(begin), side) == Lead::Wrong) return {};
  const std::optional<std::string_view> first = line_at(text, begin);
  if (!first) {
    std::string_view part = text.substr(begin);
    if (part.ends_with('\r')) part.remove_suffix(1);
    const bool fits = text.size() <= kMostHttpHead && std::none_of(part.begin(), part.end(), is_control);
    return {fits ? Progress::NeedMore : Progress::Other, {}, {}, 0};
  }
  if (!fits_first_line(*first, side)) return {};
  const std::size_t size = http_head_size(stream, begin);
  if (size == 0) return {stream.size() <= kMostHttpHead ? Progress::NeedMore : Progress::Other, {}, {}, 0};
  if (size > kMostHttpHead) return {};
  const std::size_t fields = text.find('\n', begin) + 1;
  return {Progress::Done, *first, text.substr(fields, size - fields), size};
}

/// Calls @p field(name, value) for each field line, folded lines joined. Lines that are no fields are passed over.
template <class Field>
void for_each_field(std::string_view fields, Field&& field) {
  std::string folded;
  std::size_t at = 0;
  while (const std::optional<std::string_view> line = line_at(fields, at)) {
    at = fields.find('\n', at) + 1;
    const std::size_t colon = line->find(':');
    std::string_view value;
    if (colon != std::string_view::npos) value = trim(line->substr(colon + 1));
    if (at < fields.size() && is_space(fields[at])) {
      folded = value;
      for (auto more = line_at(fields, at); more && !more->empty() && is_space(more->front()); more = line_at(fields, at)) {
        if (!folded.empty()) folded += ' ';
        folded += trim(*more);
        at = fields.find('\n', at) + 1;
      }
      value = folded;
    }
    if (colon != std::string_view::npos) field(trim(line->substr(0, colon)), value);
  }
}

/// What frames a body, collected from the fields.
struct Framing {
  bool has_length = false;
  bool has_coding = false;
  bool chunked = false;
  std::uint64_t length = 0;

  /// The first one that is a number counts; "7, 7" is 7.
  void content_length(std::string_view value) {
    if (has_length) return;
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
    if (error != std::errc() || (end != value.data() + value.size() && *end != ',' && !is_space(*end))) return;
    has_length = true;
    length = n;
  }
  /// The last coding of the last field decides.
  void transfer_encoding(std::string_view value) {
    has_coding = true;
    const std::size_t comma = value.rfind(',');
    chunked = is_named(trim(comma == std::string_view::npos ? value : value.substr(comma + 1)), "chunked");
  }
};

/// "example.net:8080" of "http://user@example.net:8080/path"; empty for other forms.
std::string_view authority_of(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos || scheme == 0 || target.front() == '/') return {};
  std::string_view rest = target.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t user = rest.rfind('@');
  return user == std::string_view::npos ? rest : rest.substr(user + 1);
}

/// "identity" says nothing.
bool is_coding(std::string_view value) { return !value.empty() && !is_named(value, "identity"); }

/// Neither in IANA's registry of content codings nor a charset that was put there by mistake, nor a list.
bool is_odd_coding(std::string_view value) {
  constexpr std::array<std::string_view, 21> kKnown{"gzip",     "x-gzip", "deflate",   "br",           "zstd", "compress", "x-compress",
                                                    "identity", "exi",    "aes128gcm", "pack200-gzip", "dcb",  "dcz",      "bzip2",
                                                    "xz",       "lzma",   "utf-8",     "utf8",         "none", "sdch",     "amz-1.0"};
  const auto named = [&](std::string_view known) { return is_named(value, known); };
  const bool charset = value.find("8859") != std::string_view::npos || value.find("windows-") != std::string_view::npos;
  return is_coding(value) && !charset && value.find(',') == std::string_view::npos && std::none_of(kKnown.begin(), kKnown.end(), named);
}

void request_field(std::string_view name, std::string_view value, model::HttpTransaction& r, Framing& framing) {
  const auto first = [&](std::string& field, std::size_t most) {
    if (field.empty()) field = cut(value, most);
  };
  if (r.request_fields < UINT8_MAX) ++r.request_fields;
  // The length tells most names apart before a byte is compared.
  switch (name.size()) {
    case 4:
      if (!r.has_host && is_named(name, "host")) {
        r.has_host = true;
        r.host = cut(value, kMostName);
      }
      break;
    case 6:
      if (is_named(name, "cookie")) first(r.cookie, kMostCookie);
      break;
    case 7:
      if (is_named(name, "referer")) first(r.referer, kMostText);
      break;
    case 10:
      if (is_named(name, "user-agent")) first(r.user_agent, kMostText);
      break;
    case 12:
      if (is_named(name, "content-type")) first(r.request_type, kMostName);
      break;
    case 14:
      if (is_named(name, "content-length")) framing.content_length(value);
      break;
    case 16:
      if (is_named(name, "content-encoding")) {
        r.request_coded = is_coding(value);
        r.odd_coding = is_odd_coding(value);
      }
      break;
    case 17:
      if (is_named(name, "transfer-encoding")) framing.transfer_encoding(value);
      break;
    default:
      break;
  }
}

/// "a.exe" of `attachment; filename="a.exe"`, also of the form `filename*=UTF-8''a.exe` (RFC 6266), whose escapes stay as they are.
std::string_view file_name_of(std::string_view disposition) {
  constexpr std::string_view kName = "filename";
  const auto found = std::search(disposition.begin(), disposition.end(), kName.begin(), kName.end(), [](char a, char b) { return lower(a) == b; });
  std::string_view rest = disposition.substr(static_cast<std::size_t>(found - disposition.begin()));
  const std::size_t equals = rest.find('=');
  if (equals == std::string_view::npos) return {};
  rest = trim(rest.substr(equals + 1));
  if (rest.starts_with('"')) return rest.substr(1, rest.find('"', 1) - 1);
  rest = rest.substr(0, rest.find(';'));
  const std::size_t language = rest.find("''");
  return language == std::string_view::npos ? rest : rest.substr(language + 2);
}

void response_field(std::string_view name, std::string_view value, HttpResponseHead& r, Framing& framing) {
  if (r.fields < UINT8_MAX) ++r.fields;
  switch (name.size()) {
    case 4:
      r.has_date |= is_named(name, "date");
      break;
    case 6:
      if (r.server.empty() && is_named(name, "server")) r.server = cut(value, kMostName);
      break;
    case 10:
      r.sets_cookie |= is_named(name, "set-cookie");
      break;
    case 12:
      if (r.type.empty() && is_named(name, "content-type")) r.type = cut(value, kMostName);
      break;
    case 14:
      if (is_named(name, "content-length")) framing.content_length(value);
      break;
    case 16:
      if (is_named(name, "content-encoding")) {
        r.coded = is_coding(value);
        r.odd_coding = is_odd_coding(value);
      }
      break;
    case 17:
      if (is_named(name, "transfer-encoding")) framing.transfer_encoding(value);
      break;
    case 19:
      if (r.disposition.empty() && is_named(name, "content-disposition")) r.disposition = cut(file_name_of(value), kMostFileName);
      break;
    default:
      break;
  }
}

/// RFC 9112, 6.3. What requests do without, responses end by closing.
HttpBody body_of(const Framing& framing, HttpBody otherwise) {
  if (framing.has_coding) return framing.chunked ? HttpBody::Chunked : otherwise;
  if (framing.has_length) return framing.length > 0 ? HttpBody::Length : HttpBody::None;
  return otherwise;
}

}  // namespace

std::size_t http_head_size(Bytes stream, std::size_t from) {
  const std::string_view text = as_text(stream);
  for (std::size_t at = text.find('\n', std::max(from, empty_lines(text))); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    const std::string_view next = text.substr(at + 1, 2);
    if (next.starts_with('\n')) return at + 2;
    if (next == "\r\n") return at + 3;
  }
  return 0;
}

bool begins_http_head(Bytes bytes, HttpSide side) {
  const std::string_view text = as_text(bytes);
  if (leads(text, side) != Lead::Fits) return false;
  const std::optional<std::string_view> line = line_at(text.substr(0, kMostHttpHead), 0);
  return line && fits_first_line(*line, side);
}

Progress parse_http_request(Bytes stream, HttpRequestHead& head) {
  const Head found = find_head(stream, HttpSide::Request);
  if (found.progress != Progress::Done) return found.progress;
  const std::optional<RequestLine> line = request_line(found.first);
  if (!line) return Progress::Other;
  head = {};
  head.size = found.size;
  model::HttpTransaction& r = head.request;
  r.method = line->method;
  r.uri = cut(line->target, kMostText);
  r.version = line->version;
  Framing framing;
  for_each_field(found.fields, [&](std::string_view name, std::string_view value) { request_field(name, value, r, framing); });
  const bool connect = r.method == "CONNECT";
  if (connect) r.connect_target = cut(line->target, kMostName);
  if (!r.has_host) r.host = cut(connect ? line->target : authority_of(line->target), kMostName);
  r.request_length = framing.length;
  r.request_chunked = framing.chunked;
  head.body = body_of(framing, HttpBody::None);
  return Progress::Done;
}

Progress parse_http_response(Bytes stream, HttpResponseHead& head) {
  constexpr std::size_t kVersion = 8;  // "HTTP/1.1"
  constexpr std::uint16_t kNoContent = 204, kNotModified = 304;
  const Head found = find_head(stream, HttpSide::Response);
  if (found.progress != Progress::Done) return found.progress;
  head = {};
  head.size = found.size;
  head.version = found.first.substr(0, kVersion);
  for (const char digit : found.first.substr(kVersion + 1, 3)) head.status = static_cast<std::uint16_t>(head.status * 10 + (digit - '0'));
  Framing framing;
  for_each_field(found.fields, [&](std::string_view name, std::string_view value) { response_field(name, value, head, framing); });
  head.length = framing.length;
  head.chunked = framing.chunked;
  const bool bare = head.status < 200 || head.status == kNoContent || head.status == kNotModified;
  head.body = bare ? HttpBody::None : body_of(framing, HttpBody::UntilClose);
  return Progress::Done;
}

}  // namespace sekisho::parse
