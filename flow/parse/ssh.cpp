#include "flow/parse/ssh.hpp"

#include <algorithm>

namespace sekisho::parse {
namespace {

constexpr std::size_t kMostBefore = 1024;  // Bytes of lines before the identification: no server sends more than a notice.
constexpr std::size_t kMostBanner = 255;   // RFC 4253, 4.2

/// A line that a server may send first is UTF-8 text (RFC 4253, 4.2).
bool is_text(std::string_view line) {
  return std::none_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r'; });
}

/// "SSH-2.0-…", as far as it has come.
bool may_be_banner(std::string_view line) {
  constexpr std::string_view kName = "SSH-";
  const std::string_view name = line.substr(0, kName.size());
  if (name != kName.substr(0, name.size())) return false;
  return line.size() <= kName.size() || (line[kName.size()] >= '0' && line[kName.size()] <= '9');
}

}  // namespace

Progress parse_ssh_banner(Bytes stream, std::string& banner) {
  const std::string_view text = as_text(stream);
  std::size_t at = 0;
  while (at <= kMostBefore) {
    const std::size_t end = text.find('\n', at);
    std::string_view line = text.substr(at, end - at);
    if (may_be_banner(line)) {
      const bool whole = end != std::string_view::npos;
      if (!whole && line.size() <= kMostBanner) return Progress::NeedMore;
      if (whole && line.ends_with('\r')) line.remove_suffix(1);
      banner = line.substr(0, kMostBanner);
      return Progress::Done;
    }
    if (!is_text(line.substr(0, kMostBefore))) return Progress::Other;
    if (end == std::string_view::npos) return text.size() <= kMostBefore ? Progress::NeedMore : Progress::Other;
    at = end + 1;
  }
  return Progress::Other;
}

}  // namespace sekisho::parse
