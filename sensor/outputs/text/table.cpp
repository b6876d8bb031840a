#include "sensor/outputs/text/table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sensor/outputs/sanitise.hpp"

namespace sekisho::outputs::text {
namespace {

constexpr std::size_t kLevelWidth = 10;
constexpr std::size_t kTimeWidth = 21;
constexpr std::size_t kTechniqueWidth = 11;
constexpr std::size_t kMostSentence = 1024;  // bytes; detectors stay far below
constexpr std::size_t kMostName = 96;        // bytes of a name in the row; the event record has all of it
constexpr unsigned kLeastWidth = 60;

constexpr std::string_view kReset = "\033[0m";
constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kFaint = "\033[2m";

std::string_view colour_of(alerts::Level level) {
  switch (level) {
    case alerts::Level::Critical:
      return "\033[1;97;41m";
    case alerts::Level::High:
      return "\033[1;31m";
    case alerts::Level::Medium:
      return "\033[1;33m";
    case alerts::Level::Low:
      return "\033[36m";
    case alerts::Level::Info:
      return kFaint;
  }
  return "";
}

std::string painted(std::string_view text, std::string_view colour, const Style& style) {
  if (style.paint == Paint::Plain || text.empty()) return std::string(text);
  return fmt::format("{}{}{}", colour, text, kReset);
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t used = columns(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::size_t usable(const Style& style) { return std::max(style.width, kLeastWidth); }

// "2026-11-24 14:13:46"
std::string clock_of(Timestamp t) {
  std::string text = iso8601(t).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string address_and_port(const alerts::Party& party, model::Transport transport) {
  std::string address = party.address.to_string();
  if (!model::has_ports(transport) || party.port == 0) return address;
  return party.address.is_v4() ? fmt::format("{}:{}", address, party.port) : fmt::format("[{}]:{}", address, party.port);
}

std::string who(const alerts::Party& client) {
  std::string address = client.address.to_string();
  if (client.hostname.empty()) return address;
  const std::string_view source = detectors::identity_source_name(client.name_source);
  return fmt::format("{} ({}{}{})", address, printable(client.hostname, kMostName), source.empty() ? "" : ", by ", source);
}

std::string whom(const alerts::Alert& alert) {
  const std::string address = address_and_port(alert.server, alert.finding.flow.transport);
  const std::string name = alert.server.name == alert.server.address.to_string() ? "" : printable(alert.server.name, kMostName);
  std::string extra = name;
  if (!alert.server.country.empty()) extra += (extra.empty() ? "" : ", ") + printable(alert.server.country, kMostName);
  if (alert.server.asn != 0) extra += fmt::format("{}AS{}", extra.empty() ? "" : ", ", alert.server.asn);
  if (alert.finding.many_servers) extra += extra.empty() ? "and others" : ", and others";
  return extra.empty() ? address : fmt::format("{} ({})", address, extra);
}

std::string details(const alerts::Alert& alert) {
  std::string text = fmt::format("{}, score {}", printable(alert.signature, kMostName), alert.score);
  for (std::size_t i = 1; i < alert.finding.techniques.size(); ++i) text += fmt::format(", {}{}", i == 1 ? "also " : "", alert.finding.techniques[i]);
  if (!alert.indicators.empty()) {
    text += "; ";
    for (std::size_t i = 0; i < alert.indicators.size(); ++i)
      text += fmt::format("{}{}", i > 0 ? " " : "", printable(alert.indicators[i], kMostName));
  }
  if (!alert.client.mac.empty()) {
    const std::string_view source = detectors::identity_source_name(alert.client.mac_source);
    text += fmt::format("; client's MAC {}{}{}", printable(alert.client.mac, kMostName), source.empty() ? "" : " by ", source);
  }
  text += fmt::format("; alert {}, incident {}", printable(alert.id, kMostName), printable(alert.incident_id, kMostName));
  return text;
}

std::string update(const alerts::Alert& alert) {
  if (alert.episode_update == 0) return {};
  if (alert.suppressed == 0) return fmt::format("update {}: ", alert.episode_update);
  return fmt::format("update {}, {} more since the last: ", alert.episode_update, alert.suppressed);
}

}  // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string wrap(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    const std::size_t size = columns(word);
    if (used > 0 && indent + used + 1 + size > width) {
      out += '\n';
      used = 0;
    }
    if (used == 0) {
      out.append(indent, ' ');
    } else {
      out += ' ';
      ++used;
    }
    out += word;
    used += size;
  }
  if (!out.empty()) out += '\n';
  return out;
}

std::string header(const Style& style) {
  const std::string titles = padded("LEVEL", kLevelWidth) + padded("TIME (UTC)", kTimeWidth) + padded("TECHNIQUE", kTechniqueWidth) + "WHO → WHOM";
  std::string rule;
  for (std::size_t i = 0; i < usable(style); ++i) rule += "─";
  return painted(titles, kBold, style) + '\n' + painted(rule, kFaint, style) + '\n';
}

std::string heading(std::string_view name, const Style& style) {
  const std::string shown = fmt::format("── {} ", printable(name, usable(style)));
  std::string rule;
  for (std::size_t i = columns(shown); i < usable(style); ++i) rule += "─";
  return painted(shown, kBold, style) + painted(rule, kFaint, style) + '\n';
}

std::string row(const alerts::Alert& alert, const Style& style) {
  std::string level(alerts::level_name(alert.level));
  std::transform(level.begin(), level.end(), level.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  const std::string gap(kLevelWidth > level.size() ? kLevelWidth - level.size() : 1, ' ');
  const std::string technique(alert.finding.techniques.empty() ? "-" : alert.finding.techniques.front());
  std::string out = painted(level, colour_of(alert.level), style) + gap + padded(clock_of(alert.finding.time), kTimeWidth) +
                    padded(technique, kTechniqueWidth) + painted(who(alert.client) + " → " + whom(alert), kBold, style) + '\n';
  out += wrap(update(alert) + printable(alert.finding.sentence, kMostSentence), kLevelWidth, usable(style));
  out += painted(wrap(details(alert), kLevelWidth, usable(style)), kFaint, style);
  return out + '\n';
}

}  // namespace sekisho::outputs::text
