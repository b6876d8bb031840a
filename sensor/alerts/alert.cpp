#include "sensor/alerts/alert.hpp"

namespace sekisho::alerts {

std::string_view level_name(Level level) {
  constexpr std::string_view kNames[] = {"info", "low", "medium", "high", "critical"};
  return kNames[static_cast<unsigned>(level)];
}

Level level_of(int score) {
  if (score >= 80) return Level::Critical;
  if (score >= 60) return Level::High;
  if (score >= 40) return Level::Medium;
  return score >= 20 ? Level::Low : Level::Info;
}

int severity_of(Level level) {
  switch (level) {
    case Level::Critical:
    case Level::High:
      return 1;
    case Level::Medium:
      return 2;
    case Level::Low:
      return 3;
    case Level::Info:
      break;
  }
  return 4;
}

}  // namespace sekisho::alerts
