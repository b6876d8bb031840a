#include "detectors/dns_tunnel/names.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors::dns_tunnel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

/// Calls @p visit(label) for each label; stops and returns true as soon as it does.
template <class Visit>
bool any_label(std::string_view name, Visit&& visit) {
  for (;;) {
    const std::size_t dot = name.find('.');
    if (visit(name.substr(0, dot))) return true;
    if (dot == std::string_view::npos) return false;
    name.remove_prefix(dot + 1);
  }
}

/// What one label is made of.
struct Make {
  std::size_t letters = 0, vowels = 0, digits = 0, hex = 0, foreign = 0;
  std::size_t changes = 0;  // letter next to digit
  std::size_t digit_runs = 0;
};

Make make_of(std::string_view label) {
  Make m;
  char last = '-';
  for (const char c : label) {
    m.letters += is_letter(c);
    m.vowels += is_vowel(c);
    m.digits += is_digit(c);
    m.hex += is_hex(c);
    m.foreign += !is_letter(c) && !is_digit(c) && c != '-' && c != '_';
    m.digit_runs += is_digit(c) && !is_digit(last);
    m.changes += (is_letter(c) && is_digit(last)) || (is_digit(c) && is_letter(last));
    last = c;
  }
  return m;
}

// English and most others write 35 to 45 vowels (y included) in 100 letters; random letters hold 23.
bool vowels_are_rare(std::size_t vowels, std::size_t letters) { return letters >= 14 && vowels * 100 < letters * 28; }

// Names that Windows makes up for computers: "desktop-1a2b3c4", "win-k3jv0q2aslb".
bool is_default_host(std::string_view label) {
  constexpr std::size_t kMost = 19;
  return label.size() <= kMost && (label.starts_with("desktop-") || label.starts_with("laptop-") || label.starts_with("win-"));
}

// Each test is one way in which encodings differ from words; the figures are where the names of ordinary captures stop:
// "r3---sn-4g5e6nsz" (a video cache) and "ec2-54-12-33-1" must be told from "gq5vk29aba" only by number, not by look.
bool encoded_label(std::string_view label) {
  if (is_default_host(label)) return false;
  const Make m = make_of(label);
  if (m.foreign > 0) return true;
  const bool hex = m.hex == label.size() && m.digits >= 2 && m.digits < label.size();
  if (hex && (label.size() >= 12 || (label.size() >= 8 && m.changes >= 2))) return true;
  if (label.size() >= 9 && m.digits == label.size()) return true;
  // Numbers that people put into names come in runs ("dhcp174d165d132"); those of Base32 stand alone.
  if (label.size() >= 10 && m.changes >= 3 && m.digits < 2 * m.digit_runs) return true;
  return label.size() >= 16 && vowels_are_rare(m.vowels, m.letters);
}

constexpr std::array<std::string_view, 22> kServiceLabels = {
    "_tcp",  "_udp", "_tls",  "_sctp",  "_msdcs",  "_sites",  "_domainkey", "_dmarc", "_spf",        "_acme-challenge", "_mta-sts",
    "_smtp", "_sip", "_http", "_https", "_dns-sd", "_report", "_bimi",      "_dane",  "_openpgpkey", "_smimecert",      "_dnsauth"};
constexpr std::array<std::string_view, 13> kCommonEndings = {"com", "net", "org",  "edu", "gov",   "mil", "info",
                                                             "biz", "io",  "arpa", "lan", "local", "corp"};

}  // namespace

std::uint8_t odd_type_bit(std::uint16_t type) {
  switch (type) {
    case 5:
      return kCname;
    case 6:
      return kSoa;
    case 15:
      return kMx;
    case 16:
      return kTxt;
    case 33:
      return kSrv;
    case 10:
      return kNull;
    case 25:
      return kKey;
    default:
      return static_cast<std::uint8_t>(is_exotic_type(type) ? kPrivate : 0);
  }
}

bool carries_data(std::uint16_t type) { return type != 6 && odd_type_bit(type) != 0; }

bool is_exotic_type(std::uint16_t type) {
  // IANA's gaps as of 2024: 66–98, 110–127, 132–248, 262–32767 less the assigned 257–264, and all from 32770 on.
  return type == 10 || type == 25 || (type >= 66 && type <= 98) || (type >= 110 && type <= 127) || (type >= 132 && type <= 248) ||
         (type >= 265 && type <= 32'767) || type >= 32'770;
}

std::size_t carried(std::string_view name) { return name.size() - static_cast<std::size_t>(std::count(name.begin(), name.end(), '.')); }

std::size_t longest_label(std::string_view name) {
  std::size_t longest = 0;
  any_label(name, [&](std::string_view label) {
    longest = std::max(longest, label.size());
    return false;
  });
  return longest;
}

bool looks_encoded(std::string_view below) { return any_label(below, encoded_label); }

bool is_service_name(std::string_view below) {
  if (longest_label(below) > 40) return false;
  return any_label(below, [](std::string_view label) {
    if (!label.starts_with('_')) return false;
    return label.starts_with("_ta-") || std::find(kServiceLabels.begin(), kServiceLabels.end(), label) != kServiceLabels.end();
  });
}

bool starts_with_reversed_address(std::string_view name) {
  int numbers = 0, nibbles = 0;
  any_label(name, [&](std::string_view label) {
    const bool number = !label.empty() && label.size() <= 3 && std::all_of(label.begin(), label.end(), is_digit) &&
                        (label.size() < 3 || label <= std::string_view("255"));
    const bool nibble = label.size() == 1 && is_hex(label[0]);
    if (number && numbers >= 0 && numbers < 4) {
      ++numbers;
    } else if (numbers < 4) {
      numbers = -1;  // a label that is no number came before the fourth
    }
    if (nibble && nibbles >= 0 && nibbles < 32) {
      ++nibbles;
    } else if (nibbles < 32) {
      nibbles = -1;
    }
    return numbers < 0 && nibbles < 0;
  });
  return numbers >= 4 || nibbles >= 32;
}

bool is_search_suffix_echo(std::string_view below) {
  const std::size_t dot = below.rfind('.');
  if (dot == std::string_view::npos || longest_label(below) > 24) return false;
  const std::string_view ending = below.substr(dot + 1);
  return std::find(kCommonEndings.begin(), kCommonEndings.end(), ending) != kCommonEndings.end() && !looks_encoded(below);
}

bool lacks_top_level(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return name.size() > 24;  // single labels are NetBIOS and typing errors, unless they are long
  const std::string_view last = name.substr(dot + 1);
  if (last.starts_with("xn--")) return false;
  return last.size() > 24 || !std::all_of(last.begin(), last.end(), is_letter);
}

bool encoded_answer(std::string_view data) {
  constexpr std::size_t kLeast = 12;  // Bytes; shorter ones are version numbers and acknowledgements.
  if (data.size() < kLeast) return false;
  std::size_t alphabet = 0, digits = 0, upper = 0, lower = 0, odd = 0;
  for (const char c : data) {
    digits += is_digit(c);
    upper += c >= 'A' && c <= 'Z';
    lower += is_letter(c);
    alphabet += c == '+' || c == '/' || c == '=' || c == '-' || c == '_' || c == '@';
    odd += static_cast<unsigned char>(c) < 32 || static_cast<unsigned char>(c) >= 127;
  }
  if (odd * 4 >= data.size()) return true;  // binary
  // "v=spf1 …", "google-site-verification=…": a key, then something. Base64 has its = signs at the end only.
  if (const std::size_t equals = data.find('='); equals != std::string_view::npos && equals + 3 < data.size()) return false;
  if ((digits + upper + lower + alphabet) * 20 < data.size() * 19) return false;
  // Words are of one case and hold no digits; random Base64 holds 10 of 64, Base32 6 of 32, hexadecimal 10 of 16.
  if (upper > 0 && lower > 0) return digits * 16 >= data.size() && upper * 8 >= data.size();
  const std::size_t vowels =
      static_cast<std::size_t>(std::count_if(data.begin(), data.end(), [](char c) { return is_vowel(static_cast<char>(c | 0x20)); }));
  return digits * 10 >= data.size() || vowels_are_rare(vowels, upper + lower);
}

std::string_view leading_tag(std::string_view below) {
  const auto end = std::find_if(below.begin(), below.end(), [](char c) { return c == '.' || c == '-'; });
  const std::string_view tag = below.substr(0, static_cast<std::size_t>(end - below.begin()));
  const auto digits = std::count_if(tag.begin(), tag.end(), is_digit);
  return digits >= 2 && tag.size() >= 3 ? tag : std::string_view{};
}

bool is_tool_name(std::string_view name) { return name.starts_with("dnscat."); }

}  // namespace sekisho::detectors::dns_tunnel
