#include "detectors/encoding/tokens.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cmath>

#include "detectors/support/entropy.hpp"

namespace sekisho::detectors::encoding {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLong = 64;      // characters: longer than identifiers of sessions and devices
constexpr std::size_t kHidden = 24;    // of what hides text, or of a value that only an encoder writes
constexpr std::size_t kSample = 32;    // characters from which shares are near their means
constexpr std::size_t kFirst = 16;     // bytes of a body that are kept
constexpr double kMixture = 0.5;       // changes of class a character; 0.64 ± 0.06 for 64 random ones
constexpr double kEven = 0.8;          // of the entropy that so many characters can have
constexpr std::size_t kKeptText = 64;  // of a run, for evidence

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_printable(char c) { return c >= 0x20 && c < 0x7F; }
bool is_base64_char(char c) { return is_upper(c) || is_lower(c) || is_digit(c) || c == '+' || c == '/' || c == '-' || c == '_'; }
bool is_hex_char(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

int class_of(char c) { return is_upper(c) ? 0 : is_lower(c) ? 1 : is_digit(c) ? 2 : 3; }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char letter = static_cast<char>(c | 0x20);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

int base64_value(char c) {
  if (is_upper(c)) return c - 'A';
  if (is_lower(c)) return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

std::string_view without_padding(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return text;
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c + 0x20) : c; });
  return lower;
}

/// JSON Web Tokens and the signed cookies of web frameworks: '{"' in Base64, and what signs it behind a dot.
bool is_signed_token(std::string_view text) { return text.starts_with("eyJ") && text.find('.') != std::string_view::npos; }

std::string decoded_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) bytes += static_cast<char>(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
  return bytes;
}

/// As far as @p text is Base64.
std::string decoded_base64(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) break;
    bits = bits << 6 | static_cast<unsigned>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xFF);
  }
  return bytes;
}

Run run_of(std::string_view text) {
  Run run;
  run.alphabet = alphabet_of(text);
  const bool digits = std::all_of(text.begin(), text.end(), is_hex_char);
  if (run.alphabet != Alphabet::None || digits) run.hides_text = hides_text(text);
  if (run.alphabet == Alphabet::None && run.hides_text) run.alphabet = Alphabet::Hex;  // text has few nibbles, and any length
  if (run.alphabet == Alphabet::None) return run;
  run.text = text;
  run.entropy = support::entropy(text);
  return run;
}

/// The longest run of encoded characters in @p text, of at least @p least.
Run longest_run(std::string_view text, std::size_t least) {
  Run best;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_base64_char(text[end])) ++end;
    const std::size_t begin = at;
    at = end + 1;
    if (end - begin < least) continue;
    while (end < text.size() && text[end] == '=') ++end;
    Run run = run_of(text.substr(begin, end - begin));
    if (run.text.size() > best.text.size()) best = std::move(run);
  }
  return best;
}

/// Files of pages, media and their pieces: their names and parameters are content delivery's.
bool is_media(std::string_view path) {
  constexpr std::array kEnds{".ts"sv,  ".m3u8"sv, ".mpd"sv,  ".m4s"sv,  ".mp4"sv,  ".mp3"sv, ".aac"sv, ".flv"sv, ".jpg"sv,   ".jpeg"sv,
                             ".png"sv, ".gif"sv,  ".webp"sv, ".avif"sv, ".svg"sv,  ".ico"sv, ".css"sv, ".js"sv,  ".woff2"sv, ".woff"sv,
                             ".cab"sv, ".crl"sv,  ".crt"sv,  ".psf"sv,  ".webm"sv, ".vtt"sv, ".m4a"sv, ".map"sv, ".json"sv,  ".xml"sv};
  return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return path.ends_with(end); });
}

/// Names under which content delivery, logins and advertisements carry tokens.
bool is_token_name(std::string_view name) {
  constexpr std::array kNames{"sig"sv,           "signature"sv, "policy"sv,  "key-pair-id"sv, "token"sv,         "access_token"sv,
                              "id_token"sv,      "code"sv,      "state"sv,   "samlrequest"sv, "samlresponse"sv,  "nonce"sv,
                              "hdnea"sv,         "hdnts"sv,     "hdntl"sv,   "__token__"sv,   "gclid"sv,         "fbclid"sv,
                              "ticket"sv,        "auth"sv,      "authkey"sv, "cup2key"sv,     "cup2hreq"sv,      "hash"sv,
                              "digest"sv,        "oh"sv,        "oe"sv,      "_nc_ohc"sv,     "dns"sv,           "relaystate"sv,
                              "wresult"sv,       "wctx"sv,      "msclkid"sv, "jwt"sv,         "session_state"sv, "code_challenge"sv,
                              "client_secret"sv, "hmac"sv,      "st"sv,      "sid"sv,         "csrf"sv,          "apikey"sv};
  const std::string lower = lowered(name);
  return lower.starts_with("x-amz-") || lower.starts_with("x-goog-") || lower.starts_with("utm") || is_one_of(std::string_view(lower), kNames);
}

/// Cookies that the web's infrastructure sets: analytics, load balancers, and those that browsers treat apart.
bool is_known_cookie(std::string_view name) {
  constexpr std::array kStarts{"__"sv,          "_g"sv,    "AWSALB"sv, "NID"sv,     "AWSELB"sv, "incap_ses"sv,
                               "visid_incap"sv, "BIGip"sv, "_fbp"sv,   "ak_bmsc"sv, "bm_s"sv};
  return std::any_of(kStarts.begin(), kStarts.end(), [&](std::string_view start) { return name.starts_with(start); });
}

/// Calls @p visit with each part between separators.
template <class Visit>
void for_each_part(std::string_view text, char separator, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// A path that was one run before slashes were put into it, its extension left out.
Run path_run(std::string_view path) {
  constexpr std::size_t kSegments = 4, kLeast = 80;
  Run none;
  if (path.size() < kLeast) return none;
  if (const std::size_t dot = path.rfind('.'); dot != std::string_view::npos && path.find('/', dot) == std::string_view::npos)
    path = path.substr(0, dot);
  std::string joined;
  std::size_t segments = 0;
  for_each_part(path, '/', [&](std::string_view part) {
    segments += part.empty() ? 0 : 1;
    joined += part;
  });
  return segments >= kSegments && joined.size() >= kLeast && is_base64(joined) ? run_of(joined) : none;
}

Run shortened(Run run) {
  run.text.resize(std::min(run.text.size(), kKeptText));
  return run;
}

}  // namespace

std::string_view alphabet_name(Alphabet alphabet) {
  constexpr std::array<std::string_view, 3> kNames{"", "base64", "hex"};
  return kNames[static_cast<std::size_t>(alphabet)];
}

bool is_base64(std::string_view text) {
  text = without_padding(text);
  if (text.size() < 8 || !std::all_of(text.begin(), text.end(), is_base64_char)) return false;
  std::array<std::size_t, 4> classes{};
  std::size_t changes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    ++classes[static_cast<std::size_t>(class_of(text[i]))];
    changes += i > 0 && class_of(text[i]) != class_of(text[i - 1]) ? 1 : 0;
  }
  const auto n = static_cast<double>(text.size());
  // Words that are written as one have a capital each, a fifth of their letters; in Base64 it is two of five. Few characters vary more.
  const bool is_short = text.size() < kSample;
  const std::size_t share = is_short ? 8 : 4;
  const bool all = share * classes[0] >= text.size() && share * classes[1] >= text.size() && classes[2] > 0;
  const double most = std::log2(std::min(n, 64.0));
  const double mixture = is_short ? kMixture - 0.1 : kMixture;
  return all && 6 * classes[3] <= text.size() && static_cast<double>(changes) >= mixture * (n - 1) && support::entropy(text) >= kEven * most;
}

bool is_hex(std::string_view text) {
  constexpr std::array<std::size_t, 7> kDigests{32, 40, 48, 56, 64, 96, 128};
  constexpr double kEntropy = 2.5;  // of hexadecimal text; 4 is the most, 3.3 what a decimal number has
  if (text.size() < 8 || !std::all_of(text.begin(), text.end(), is_hex_char)) return false;
  if (std::find(kDigests.begin(), kDigests.end(), text.size()) != kDigests.end()) return false;
  const auto letters = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !is_digit(c); }));
  const bool mixed_case = std::any_of(text.begin(), text.end(), is_upper) && std::any_of(text.begin(), text.end(), is_lower);
  return !mixed_case && 10 * letters >= text.size() && 10 * letters <= 7 * text.size() && support::entropy(text) >= kEntropy;
}

Alphabet alphabet_of(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_hex_char)) return is_hex(text) ? Alphabet::Hex : Alphabet::None;
  return is_base64(text) ? Alphabet::Base64 : Alphabet::None;
}

bool hides_text(std::string_view text) {
  constexpr std::size_t kLeast = 10;  // bytes: that few of chance are readable once in twenty thousand
  text = without_padding(text);
  const bool hex = text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), is_hex_char) && !std::all_of(text.begin(), text.end(), is_digit);
  const std::string decoded = hex ? decoded_hex(text) : decoded_base64(text.substr(0, kLong));
  const bool readable = std::all_of(decoded.begin(), decoded.end(), [](char c) { return is_printable(c) || c == '\n' || c == '\r' || c == '\t'; });
  return readable && decoded.size() >= kLeast && !decoded.starts_with("http") && !decoded.starts_with("www.") && decoded.front() != '/' &&
         decoded.front() != '{';
}

std::string unescaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    const char c = low >= 0 ? static_cast<char>(high << 4 | low) : '\0';
    if (is_printable(c)) {
      plain += c;
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

Run uri_run(std::string_view uri) {
  Run best;
  if (uri.size() < kHidden) return best;
  uri = uri.substr(0, uri.find('#'));
  const std::size_t question = uri.find('?');
  const std::string_view path = uri.substr(0, question);
  const auto keep = [&](Run&& run) {
    if (run.text.size() > best.text.size()) best = std::move(run);
  };
  const auto look = [&](std::string_view text, bool query) {
    if (text.size() < kHidden) return;
    const std::string plain = unescaped(text);
    if (is_signed_token(plain)) return;
    Run run = longest_run(plain, kHidden);
    if (run.text.size() < kLong && !run.hides_text) return;
    run.unescaped = query && text.find_first_of("+/=") != std::string_view::npos;
    keep(std::move(run));
  };
  keep(path_run(path));
  if (is_media(path)) return shortened(std::move(best));
  for_each_part(path, '/', [&](std::string_view part) { look(part, false); });
  if (question != std::string_view::npos) {
    for_each_part(uri.substr(question + 1), '&', [&](std::string_view part) {
      const std::size_t equals = part.find('=');
      const bool named = equals != std::string_view::npos && equals + kHidden <= part.size();
      if (named && is_token_name(part.substr(0, equals))) return;
      look(named ? part.substr(equals + 1) : part, true);
    });
  }
  return shortened(std::move(best));
}

CookieRun cookie_run(std::string_view cookie) {
  CookieRun best;
  // Padding at the end of the field is no "name=".
  if (const std::string_view plain = without_padding(cookie); plain.size() >= kHidden && plain.find_first_of("=; ") == std::string_view::npos) {
    best.run = run_of(cookie);
    best.bare = best.run.alphabet != Alphabet::None;
  } else {
    for_each_part(cookie, ';', [&](std::string_view part) {
      while (part.starts_with(' ')) part.remove_prefix(1);
      const std::size_t equals = part.find('=');
      if (equals == std::string_view::npos || is_known_cookie(part.substr(0, equals))) return;
      const std::string_view raw = part.substr(equals + 1);
      const std::string value = unescaped(raw);
      if (value.size() < kHidden || is_signed_token(value)) return;
      Run run = longest_run(value, kHidden);
      const bool written_plainly = run.text.size() == raw.size() && raw.find_first_of("+/=") != std::string_view::npos;
      if (run.text.size() < kLong && !written_plainly && !run.hides_text) return;
      if (run.text.size() > best.run.text.size()) best.run = std::move(run);
    });
  }
  best.run = shortened(std::move(best.run));
  return best;
}

bool begins_encoded(Bytes first) {
  if (first.size() < kFirst) return false;
  const std::string_view text = as_text(first);
  // '{"' in Base64: a document that hides as a whole.
  if (text.starts_with("eyJ") && std::all_of(text.begin(), text.end(), is_base64_char)) return true;
  return is_base64(text) || is_hex(text);
}

bool begins_encoded_program(Bytes first) {
  constexpr std::array kBegins{"TVqQ"sv, "TVpQ"sv, "TVro"sv, "TVpB"sv, "f0VMRg"sv, "4d5a9000"sv, "4D5A9000"sv, "7f454c46"sv, "7F454C46"sv};
  constexpr std::array kNumbers{"77,90,144,0,3"sv,  "77, 90, 144, 0"sv,  "0x4d,0x5a,0x90"sv,
                                "0x4D,0x5A,0x90"sv, "0x4d, 0x5a, 0x9"sv, "127,69,76,70,"sv};
  if (first.size() < kFirst) return false;
  const std::string_view text = as_text(first);
  const auto begins = [&](std::string_view start) { return text.starts_with(start); };
  if (std::any_of(kNumbers.begin(), kNumbers.end(), begins)) return true;
  const auto encoded = [](std::string_view part) { return std::all_of(part.begin(), part.end(), is_base64_char); };
  // Padding comes first where the text is back to front.
  return (std::any_of(kBegins.begin(), kBegins.end(), begins) && encoded(text)) || (text.starts_with("==") && encoded(text.substr(2)));
}

bool begins_encoded_field(Bytes first) {
  constexpr std::size_t kName = 6, kValue = 9;
  if (first.size() < kFirst) return false;
  const std::string_view text = as_text(first);
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals > kName || text.size() - equals - 1 < kValue) return false;
  const std::string value = unescaped(text.substr(equals + 1));
  return alphabet_of(std::string_view(value).substr(0, value.find('%'))) != Alphabet::None;
}

bool like_noise(Bytes first) {
  // Sixteen random bytes: 15.5 different ones, 64 ± 6 bits set, six of them printable, and hardly a zero.
  constexpr std::size_t kDifferent = 13;
  constexpr int kLeastBits = 46, kMostBits = 82, kPrintable = 11, kText = 4;
  if (first.size() < kFirst) return false;
  std::bitset<256> seen;
  int bits = 0, printable = 0, zeros = 0, controls = 0, high = 0, lead = 0;
  for (const std::uint8_t b : first) {
    seen.set(b);
    bits += std::popcount(b);
    printable += is_printable(static_cast<char>(b)) ? 1 : 0;
    zeros += b == 0 ? 1 : 0;
    controls += b < 0x20 && (b < 0x09 || b > 0x0D) && b != 0x1B ? 1 : 0;
    high += b >= 0x80 ? 1 : 0;
  }
  while (lead < kText && is_printable(static_cast<char>(first[static_cast<std::size_t>(lead)]))) ++lead;
  // Text of another code page has high bytes and no controls; a format's header begins with its name.
  return seen.count() >= kDifferent && bits >= kLeastBits && bits <= kMostBits && printable < kPrintable && zeros <= 1 && controls > 0 && high > 1 &&
         lead < kText;
}

bool is_no_picture(Bytes first) {
  constexpr std::array kPictures{"\xff\xd8\xff"sv,     "\x89PNG"sv,  "GIF8"sv,         "RIFF"sv,     "BM"sv,   "\x00\x00\x01\x00"sv,
                                 "\x00\x00\x02\x00"sv, "II*\x00"sv,  "MM\x00*"sv,      "II\xbc"sv,   "8BPS"sv, "\xff\x0a"sv,
                                 "\x1f\x8b"sv,         "\xd7\xcd"sv, "\x01\x00\x00"sv, "\xff\x4f"sv, "qoif"sv, "\x00\x00\x00\x0c"sv};
  if (first.size() < kFirst) return false;
  const std::string_view text = as_text(first);
  const std::size_t begin = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const bool markup = begin != std::string_view::npos && text[begin] == '<';
  const bool known = std::any_of(kPictures.begin(), kPictures.end(), [&](std::string_view p) { return text.starts_with(p); });
  return !markup && !known && text.find("ftyp") == std::string_view::npos && text.find("JFIF") == std::string_view::npos;
}

}  // namespace sekisho::detectors::encoding
