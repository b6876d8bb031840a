#include "sensor/metrics/exporter.hpp"

#include <algorithm>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "sensor/metrics/help_texts.hpp"
#include "sensor/metrics/process.hpp"

namespace sekisho::metrics {
namespace {

constexpr const char* kBuildInfo = "sekisho_build_info";

prometheus::ClientMetric metric_of(const Counters::Sample& sample) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
  if (sample.kind == Counters::Kind::Counter) {
    metric.counter.value = sample.value;
  } else {
    metric.gauge.value = sample.value;
  }
  return metric;
}

void add(std::vector<prometheus::MetricFamily>& families, const Counters::Sample& sample) {
  if (families.empty() || families.back().name != sample.name) {
    const auto type = sample.kind == Counters::Kind::Counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    families.push_back({sample.name, help_text(sample.name, sample.help), type, {}});
  }
  families.back().metric.push_back(metric_of(sample));
}

}  // namespace

std::string exposition(const Counters& counters) {
  std::vector<Counters::Sample> samples = counters.samples();
  // The composition root may know more about the build (which nDPI) and make the metric itself.
  const bool has_build = std::any_of(samples.begin(), samples.end(), [](const auto& s) { return s.name == kBuildInfo; });
  if (!has_build) samples.push_back({kBuildInfo, "", Counters::Kind::Gauge, {{"version", SEKISHO_VERSION}}, 1});
  for (const ProcessValue& value : process_values("/proc")) {
    const auto kind = value.name.ends_with("_total") ? Counters::Kind::Counter : Counters::Kind::Gauge;
    samples.push_back({value.name, "", kind, {}, value.value});
  }
  std::stable_sort(samples.begin(), samples.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  std::vector<prometheus::MetricFamily> families;
  for (const Counters::Sample& sample : samples) add(families, sample);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace sekisho::metrics
