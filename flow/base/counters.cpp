#include "flow/base/counters.hpp"

namespace sekisho {

Counters::Family& Counters::family(std::string_view name, std::string_view help, Kind kind) {
  auto it = families_.find(name);
  if (it == families_.end()) it = families_.emplace(std::string(name), Family{std::string(help), kind, {}}).first;
  return it->second;
}

Counter& Counters::counter(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  Counter& cell = counters_.emplace_back();
  family(name, help, Kind::Counter).cells[std::move(labels)].first.push_back(&cell);
  return cell;
}

Gauge& Counters::gauge(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  Gauge& cell = gauges_.emplace_back();
  family(name, help, Kind::Gauge).cells[std::move(labels)].second.push_back(&cell);
  return cell;
}

std::vector<Counters::Sample> Counters::samples() const {
  const std::lock_guard lock(mutex_);
  std::vector<Sample> out;
  for (const auto& [name, family] : families_) {
    for (const auto& [labels, cells] : family.cells) {
      double sum = 0;
      for (const Counter* c : cells.first) sum += static_cast<double>(c->value());
      for (const Gauge* g : cells.second) sum += g->value();
      out.push_back({name, family.help, family.kind, labels, sum});
    }
  }
  return out;
}

}  // namespace sekisho
