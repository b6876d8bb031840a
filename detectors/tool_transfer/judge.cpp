#include "detectors/tool_transfer/judge.hpp"

#include <algorithm>
#include <array>

#include "detectors/api/naming.hpp"
#include "detectors/support/habits.hpp"

namespace sekisho::detectors::tool_transfer {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  Kind kind;
};
// File formats by their first bytes, as their specifications and file(1)'s documentation give them.
constexpr std::array kMagics{
    Magic{"MZ"sv, Kind::Program},
    Magic{"\x7f"
          "ELF"sv,
          Kind::Program},
    Magic{"\xfe\xed\xfa\xce"sv, Kind::Program},
    Magic{"\xfe\xed\xfa\xcf"sv, Kind::Program},
    Magic{"\xce\xfa\xed\xfe"sv, Kind::Program},
    Magic{"\xcf\xfa\xed\xfe"sv, Kind::Program},
    Magic{"\xca\xfe\xba\xbe"sv, Kind::Program},
    Magic{"dex\n"sv, Kind::Program},
    Magic{"#!"sv, Kind::Script},
    Magic{"\xd0\xcf\x11\xe0\xa1\xb1"sv, Kind::Installer},
    Magic{"MSCF"sv, Kind::Installer},
    Magic{"PK\x03\x04"sv, Kind::Archive},
    Magic{"7z\xbc\xaf"sv, Kind::Archive},
    Magic{"Rar!"sv, Kind::Archive},
};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <std::size_t N>
bool any_of(std::string_view text, const std::array<std::string_view, N>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return contains(text, part); });
}

/// ".exe" of "/a/b.exe?c=d"; empty where there is none.
std::string_view extension_of(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  const std::size_t slash = uri.rfind('/');
  const std::string_view file = slash == std::string_view::npos ? uri : uri.substr(slash + 1);
  const std::size_t dot = file.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : file.substr(dot);
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array kScriptNames{".ps1"sv, ".vbs"sv, ".hta"sv, ".bat"sv, ".cmd"sv, ".psm1"sv, ".jse"sv, ".vbe"sv, ".wsf"sv};
constexpr std::array kPictureNames{".jpg"sv, ".jpeg"sv, ".png"sv, ".gif"sv, ".bmp"sv, ".ico"sv, ".css"sv, ".mp3"sv, ".mp4"sv, ".woff"sv};

/// Bytes that no text has, among the first; compressed bodies left out, whose coding is not kept.
bool is_binary(Bytes first) {
  constexpr std::size_t kEnough = 5;
  const std::string_view text = as_text(first);
  if (text.starts_with("\x1f\x8b") || text.starts_with("\x78")) return false;
  const auto odd = std::count_if(first.begin(), first.end(), [](std::uint8_t c) { return c < 0x09 || (c > 0x0d && c < 0x20) || c >= 0xf5; });
  return static_cast<std::size_t>(odd) >= kEnough;
}

bool is_picture(Bytes first) {
  const std::string_view text = as_text(first);
  constexpr std::array kPictures{"\xff\xd8\xff"sv,     "\x89PNG"sv, "GIF8"sv,    "RIFF"sv, "BM"sv,
                                 "\x00\x00\x01\x00"sv, "II*\x00"sv, "MM\x00*"sv, "<"sv,    "\x1f\x8b"sv};
  return std::any_of(kPictures.begin(), kPictures.end(), [&](std::string_view p) { return text.starts_with(p); }) || contains(text, "ftyp") ||
         contains(text, "JFIF");
}

}  // namespace

std::string_view kind_name(Kind kind) {
  constexpr std::array<std::string_view, 6> kNames{"", "program", "script", "installer", "archive", "masked file"};
  return kNames[static_cast<std::size_t>(kind)];
}

Kind kind_of(Bytes first) {
  const std::string_view text = as_text(first);
  const auto found = std::find_if(kMagics.begin(), kMagics.end(), [&](const Magic& m) { return text.starts_with(m.bytes); });
  if (found == kMagics.end()) return Kind::None;
  // Two letters alone may be chance: a DOS header goes on with counts, whose high bytes are small.
  constexpr std::size_t kPages = 5, kMostPages = 0x10;
  if (found->bytes == "MZ" && (first.size() <= kPages || (first[kPages] > kMostPages && !contains(text, "\xe8")))) return Kind::None;
  return found->kind;
}

Kind raw_kind_of(Bytes first) {
  constexpr std::size_t kLength = 4;
  const Kind kind = kind_of(first);
  return kind != Kind::None || first.size() <= kLength ? kind : kind_of(first.subspan(kLength));
}

Transfer transfer_of(const model::HttpTransaction& t) {
  constexpr std::array kTools{"curl"sv, "Wget"sv, "wget"sv, "ython"sv, "Go-http"sv};
  constexpr std::array kSystem{"PowerShell"sv, "CertUtil"sv, "BITS"sv, "Windows Installer"sv, "WinHttp"sv};
  constexpr std::array kHarmless{"image/"sv, "text/"sv, "audio/"sv, "video/"sv, "font/"sv, "/json"sv, "/pdf"sv};
  constexpr std::array kProgramNames{".exe"sv, ".dll"sv,   ".msi"sv, ".bin"sv, ".so"sv,  ".elf"sv, ".apk"sv,
                                     ".jar"sv, ".class"sv, ".com"sv, ".scr"sv, ".sys"sv, ".cab"sv, ".deb"sv};
  constexpr std::uint64_t kPicture = 16'384;  // bytes from which a picture that is none is worth a word
  constexpr std::uint16_t kOk = 200, kPartial = 206;
  Transfer x;
  if (!t.has_response || (t.status != kOk && t.status != kPartial)) return x;
  const Bytes first = Bytes(t.response_body.first).first(t.response_body.first_size);
  const std::string_view name = extension_of(t.uri);
  const std::uint64_t size = std::max(t.response_length, t.response_body.bytes);
  x.kind = kind_of(first);
  if (x.kind == Kind::None && is_one_of(name, kScriptNames) && size > 0) x.kind = Kind::Script;
  const bool harmless = any_of(t.response_type, kHarmless) || is_one_of(name, kPictureNames);
  // Documents of an office are installers' container too, and archives hold pages' data: only a lie makes them tools.
  x.disguised = harmless && (x.kind == Kind::Program || x.kind == Kind::Installer || x.kind == Kind::Archive);
  const bool masked_picture = t.response_type.starts_with("image/") && !first.empty() && !is_picture(first) && size >= kPicture;
  const bool masked_text = t.response_type.starts_with("text/html") && is_binary(first) && size >= kPicture;
  if (x.kind == Kind::None && (masked_picture || masked_text)) x.kind = Kind::Masked;
  x.numeric_host = !t.has_host || is_numeric_host(t.host);
  x.tool = any_of(t.user_agent, kTools);
  x.system = t.user_agent.empty() || any_of(t.user_agent, kSystem);
  x.unreferred = t.referer.empty() && !x.tool;
  x.unnamed = x.kind == Kind::Program && !x.tool && !is_one_of(name, kProgramNames);
  const std::string_view host = std::string_view(t.host).substr(0, t.host.find(':'));
  x.update = support::name_habit(host) != support::Habit::None || support::agent_habit(t.user_agent) != support::Habit::None;
  return x;
}

Verdict judge(const Transfer& t, const Params& params) {
  constexpr std::array<int, 6> kBase{0, 14, 8, 10, 2, 14};
  constexpr int kRaw = 26, kMost = 55;
  Verdict v;
  if (t.kind == Kind::None) return v;
  const auto add = [&](std::string_view name, int points) {
    v.score += points;
    v.indicators.push_back({std::string(name), 1, 1, points});
  };
  const bool code = t.kind == Kind::Program || t.kind == Kind::Script || t.kind == Kind::Installer;
  add(t.kind == Kind::Masked ? "masked_file" : kind_name(t.kind), t.raw && t.kind == Kind::Program ? kRaw : kBase[static_cast<std::size_t>(t.kind)]);
  if (t.numeric_host) add("no_name", t.internal ? 4 : 8);
  if (t.bare) add("no_protocol", 8);
  if (t.disguised) add("disguised", 16);
  if (t.tool && code) add("tool_agent", 4);
  if (t.system && code && !t.raw) add("system_agent", 10);
  if (t.unreferred && t.kind != Kind::Archive && !t.raw) add("no_referer", 6);
  if (t.unnamed && !t.raw) add("unnamed_program", 4);
  if (t.odd_port) add("odd_port", 4);
  if (t.internal) add("internal", params.internal_points);
  if (t.common) add("common", -12);
  if (t.update) add("update", -25);
  if (t.sanctioned) add("sanctioned", -25);
  v.score = std::clamp(v.score, 0, kMost);
  return v;
}

}  // namespace sekisho::detectors::tool_transfer
