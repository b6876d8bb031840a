#include "detectors/multi_stage/judge.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace sekisho::detectors::multi_stage {
namespace {

constexpr int kBare = 20;      // A server that nothing names, right after a program.
constexpr int kSameHost = 24;  // One host that hands out the program and then speaks something else.
constexpr int kNamed = 14;     // A named server at an ordinary port, called again and again.
constexpr int kOddPort = 8;
constexpr int kUnknown = 4;
constexpr int kCalls = 8;
constexpr int kBareDownload = 4;
constexpr int kTool = 4;

constexpr auto kWebPorts = std::to_array<std::uint16_t>({80, 443, 8080, 8443});
constexpr auto kEndings = std::to_array<std::string_view>(
    {"bat", "bin", "cmd", "dll", "elf", "exe", "hta", "jar", "msi", "ps1", "psm1", "py", "scr", "sh", "so", "vbe", "vbs", "wsf"});
constexpr auto kTypes = std::to_array<std::string_view>({"application/hta", "application/java-archive", "application/x-dosexec", "application/x-elf",
                                                         "application/x-executable", "application/x-ms-dos-executable", "application/x-msdos-program",
                                                         "application/x-msdownload", "application/x-powershell", "application/x-sh",
                                                         "application/x-sharedlib", "text/x-python", "text/x-sh"});
constexpr auto kTools = std::to_array<std::string_view>({"curl", "wget", "python", "powershell", "winhttp", "go-http", "java/", "certutil", "bits",
                                                         "libwww", "urlgrabber", "ruby", "perl", "okhttp", "axios"});

bool one_of(std::string_view text, auto& list) { return std::find(list.begin(), list.end(), text) != list.end(); }

std::string lower(std::string_view text) {
  std::string s(text);
  std::transform(s.begin(), s.end(), s.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return s;
}

std::string ending_of(std::string_view uri) {
  const std::string_view path = uri.substr(0, uri.find_first_of("?#"));
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
  return lower(path.substr(dot + 1));
}

void add(Verdict& v, std::string name, double value, double threshold, int points) {
  v.score += points;
  v.indicators.push_back({std::move(name), value, threshold, points});
}

}  // namespace

bool is_tool(std::string_view user_agent) {
  if (user_agent.empty()) return true;
  const std::string agent = lower(user_agent);
  return std::any_of(kTools.begin(), kTools.end(), [&](std::string_view tool) { return agent.find(tool) != std::string::npos; });
}

bool is_program(const model::HttpTransaction& http, const Params& p) {
  constexpr std::uint16_t kOk = 200;
  if (!http.has_response || http.status != kOk || http.method != "GET") return false;
  if (http.response_length > p.most_bytes || (http.response_length > 0 && http.response_length < p.least_bytes)) return false;
  const std::string type = lower(http.response_type.substr(0, http.response_type.find(';')));
  return one_of(type, kTypes) || one_of(ending_of(http.uri), kEndings);
}

Verdict judge(const Next& n, const Params& p) {
  Verdict v;
  const std::uint16_t port = n.flow.endpoints.server.port;
  const bool odd = std::find(kWebPorts.begin(), kWebPorts.end(), port) == kWebPorts.end();
  if (n.same_host) {
    add(v, "same_host", port, n.download.port, kSameHost);
  } else if (n.bare) {
    add(v, "bare_server", 1, 1, kBare);
  } else if (n.calls >= p.named_calls) {
    add(v, "named_server", n.calls, p.named_calls, kNamed);
  } else {
    return v;
  }
  if (odd && !n.same_host) add(v, "odd_port", port, 0, kOddPort);
  if (!n.label.known()) add(v, "unknown_protocol", 1, 1, kUnknown);
  if (n.calls >= p.calls) add(v, "calls", n.calls, p.calls, kCalls);
  if (n.download.bare) add(v, "bare_download", 1, 1, kBareDownload);
  if (n.download.tool) add(v, "tool_download", 1, 1, kTool);
  return v;
}

}  // namespace sekisho::detectors::multi_stage
