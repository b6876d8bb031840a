// The windows, the shares p and the least shares come from measurements on seeded models: 160 beacon settings and nine benign
// processes. p is the densest window of an exponential law plus a margin for processes that are somewhat more regular (people,
// log-normal gaps). An Erlang process of order 2 is not found, an alternating one only through its sums.
#include "detectors/support/rhythm.hpp"

#include <algorithm>
#include <cmath>

namespace sekisho::detectors::support {
namespace {

constexpr std::uint32_t kFull = 60'000;  // Below what a 16-bit bin holds, so that no bin can overflow.

struct Window {
  int bins;
  double expected;     // p
  double least_share;  // of the comparable intervals
  bool multiples;      // count missed beats too
};
constexpr std::array<Window, 5> kWindows{
    {{2, 0.10, 0.60, true}, {3, 0.15, 0.65, true}, {5, 0.22, 0.75, false}, {8, 0.31, 0.85, false}, {12, 0.42, 0.92, false}}};
// Two, three and four times the period in bins; the search for multiples doubles what chance may hold.
constexpr std::array<int, 3> kMultiples{8, 13, 16};
constexpr double kTightest = 0.01;  // Timestamps and networks are no better than this.
constexpr int kFirstBin = 12;       // 0.71 s: beats of 1 s stay, the pairs of A and AAAA lookups 0.5 s apart do not.
constexpr int kBelow = 2 * IntervalSketch::kPerOctave;
constexpr int kAbove = 4 * IntervalSketch::kPerOctave;

using Sums = std::array<std::uint32_t, IntervalSketch::kBins + 1>;

Sums prefix_sums(const IntervalSketch& sketch) {
  Sums sums{};
  for (std::size_t i = 0; i < IntervalSketch::kBins; ++i) sums[i + 1] = sums[i] + sketch.bins()[i];
  return sums;
}

std::uint32_t mass(const Sums& sums, int from, int to) {
  const auto clip = [](int i) { return static_cast<std::size_t>(std::clamp(i, 0, IntervalSketch::kBins)); };
  return sums[clip(to)] - sums[clip(from)];
}

/// All but the evidence, which takes logarithms and is worth them only where the share suffices.
Concentration test_window(const Sums& sums, int at, const Window& window) {
  Concentration r;
  const std::uint32_t direct = mass(sums, at, at + window.bins);
  std::uint32_t multiples = 0;
  if (window.multiples) {
    for (const int o : kMultiples) multiples += std::min(mass(sums, at + o, at + o + window.bins), direct / 2);
  }
  r.compared = mass(sums, at - kBelow, at + window.bins + kAbove);
  r.in_window = std::min(direct + multiples, r.compared);
  if (r.compared == 0) return r;
  r.share = static_cast<double>(r.in_window) / r.compared;
  r.missed = r.in_window > 0 ? static_cast<double>(r.in_window - std::min(direct, r.in_window)) / r.in_window : 0;
  return r;
}

Concentration best_window(const IntervalSketch& sketch, std::span<const Window> windows, std::uint32_t least, bool strict) {
  Concentration best;
  if (sketch.count() < least) return best;
  const Sums sums = prefix_sums(sketch);
  const auto occupied = [](std::uint16_t b) { return b != 0; };
  const auto& bins = sketch.bins();
  const int lowest = static_cast<int>(std::find_if(bins.begin(), bins.end(), occupied) - bins.begin());
  const int behind = static_cast<int>(std::find_if(bins.rbegin(), bins.rend(), occupied).base() - bins.begin());
  for (const Window& window : windows) {
    const double expected = window.expected * (window.multiples && !strict ? 2 : 1);
    const double least_share = strict ? window.least_share + 0.2 : window.least_share;
    const int end = std::min(behind, IntervalSketch::kBins - window.bins);
    for (int at = std::max(kFirstBin, lowest - window.bins + 1); at < end; ++at) {
      if (mass(sums, at, at + window.bins) < 3) continue;
      Concentration r = test_window(sums, at, window);
      r.found = r.compared >= least && r.share >= least_share;
      if (!r.found) continue;
      r.evidence = concentration_evidence(r.compared, r.share, expected);
      if (r.evidence <= best.evidence) continue;
      best = r;
      best.period = IntervalSketch::edge(at + window.bins / 2.0);
      best.spread = (IntervalSketch::edge(at + window.bins) - IntervalSketch::edge(at)) / 2 / best.period;
    }
  }
  return best;
}

constexpr std::uint32_t kMostFolded = 3;  // One missed beat for so many that came.

// Inside [low, high], and at two, three or four times it.
struct Counted {
  std::uint32_t inside = 0, folded = 0, compared = 0;
};
Counted count_around(std::span<const float> sorted, double low, double high) {
  Counted n;
  for (const float s : sorted) {
    if (s < low / 4 || s > high * 16) continue;
    ++n.compared;
    if (s >= low && s <= high) {
      ++n.inside;
    } else if (const double m = std::round(s / ((low + high) / 2)); m >= 2 && m <= 4 && s >= m * low * 0.98 && s <= m * high * 1.02) {
      ++n.folded;
    }
  }
  n.folded = std::min(n.folded, n.inside / kMostFolded);
  return n;
}

double log_choose(std::uint32_t n, std::uint32_t k) { return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0); }

// -ln of an upper bound on the chance that among the compared intervals of a memoryless process some `inside` lie within a ratio of
// `ratio`: for k of k it is (ratio - 1)^(k - 1) k! / k^k. Missed beats are left out of the count, and paid for as a choice.
double few_evidence(const Counted& n, double ratio) {
  const double k = n.inside;
  const std::uint32_t tried = n.compared - n.folded;
  const double all_inside = (k - 1) * std::log(std::max(ratio - 1, kTightest)) + std::lgamma(k + 1) - k * std::log(k);
  return -all_inside - log_choose(tried, n.inside) - log_choose(n.inside + n.folded, n.folded);
}

}  // namespace

int IntervalSketch::bin_of(double s) { return static_cast<int>(std::clamp(kPerOctave * std::log2(s / kShortest), 0.0, kBins - 1.0)); }
double IntervalSketch::edge(double bin) { return kShortest * std::exp2(bin / kPerOctave); }

void IntervalSketch::add(double s) {
  if (!(s >= kShortest)) return;
  if (count_ >= kFull) {
    count_ = 0;
    for (std::uint16_t& b : bins_) {
      b = static_cast<std::uint16_t>(b / 2);
      count_ += b;
    }
  }
  ++bins_[static_cast<std::size_t>(bin_of(s))];
  ++count_;
}

std::uint32_t IntervalSketch::mass(int from, int to) const {
  std::uint32_t n = 0;
  for (int i = std::max(from, 0); i < std::min(to, kBins); ++i) n += bins_[static_cast<std::size_t>(i)];
  return n;
}

double IntervalSketch::quantile(double q) const {
  if (count_ == 0) return 0;
  const double target = std::clamp(q, 0.0, 1.0) * count_;
  double below = 0;
  for (int i = 0; i < kBins; ++i) {
    const double here = bins_[static_cast<std::size_t>(i)];
    if (here > 0 && below + here >= target) return edge(i + (target - below) / here);
    below += here;
  }
  return edge(kBins);
}

double densest_share(double ratio) {
  // mass of [a, r a] is e^-a - e^-(r a), greatest at a = ln r / (r - 1)
  if (ratio <= 1) return 0;
  const double a = std::log(ratio) / (ratio - 1);
  return std::exp(-a) - std::exp(-ratio * a);
}

double concentration_evidence(std::uint32_t n, double c, double p) {
  if (c <= p || p <= 0 || p >= 1) return 0;
  const double rest = c < 1 ? (1 - c) * std::log((1 - c) / (1 - p)) : 0;
  return n * (c * std::log(c / p) + rest);
}

Concentration concentration(const IntervalSketch& sketch, std::uint32_t least) { return best_window(sketch, kWindows, least, false); }

Concentration exact_concentration(std::span<const float> intervals, std::uint32_t least) {
  constexpr std::size_t kMost = 64;
  constexpr double kWidest = 2.0;       // A wider window says nothing with so few intervals.
  constexpr double kLeastShare = 0.79;  // Four of five.
  std::array<float, kMost> store{};
  const std::size_t n = std::min(intervals.size(), kMost);
  std::copy_n(intervals.begin(), n, store.begin());
  const std::span<float> sorted(store.data(), n);
  std::sort(sorted.begin(), sorted.end());
  Concentration best;
  std::size_t first = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (!(sorted[i] >= 0.7F) || (i > 0 && sorted[i] == sorted[i - 1])) continue;  // equal ends are equal windows
    const double low = sorted[i];
    while (sorted[first] < low / 4) ++first;
    std::size_t behind = i;
    for (std::size_t j = i + 2; j < n; ++j) {
      const double high = sorted[j];
      if (high > low * kWidest) break;
      if (j + 1 < n && sorted[j + 1] == sorted[j]) continue;
      // However many missed beats there are, they do not make up for too few inside.
      while (behind < n && !(sorted[behind] > high * 16)) ++behind;
      const auto inside = static_cast<std::uint32_t>(j - i + 1);
      const std::uint32_t most = inside + inside / kMostFolded;
      if (most < least || most < kLeastShare * static_cast<double>(behind - first)) continue;
      const Counted counted = count_around(sorted, low, high);
      Concentration r;
      r.in_window = counted.inside + counted.folded;
      r.compared = counted.compared;
      r.share = static_cast<double>(r.in_window) / r.compared;
      r.found = r.in_window >= least && r.share >= kLeastShare;
      if (!r.found) continue;
      r.evidence = few_evidence(counted, high / low);
      if (r.evidence <= best.evidence) continue;
      best = r;
      best.period = (low + high) / 2;
      best.spread = (high - low) / 2 / best.period;
      best.missed = static_cast<double>(counted.folded) / r.in_window;
    }
  }
  return best;
}

double lag_correlation(std::span<const float> intervals) {
  if (intervals.size() < 4) return 0;
  double mean = 0;
  for (const float s : intervals) mean += s;
  mean /= static_cast<double>(intervals.size());
  double variance = 0;
  double product = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const double d = intervals[i] - mean;
    variance += d * d;
    if (i + 1 < intervals.size()) product += d * (intervals[i + 1] - mean);
  }
  return variance > 0 ? product / variance : 0;
}

void LagSums::add(double s) {
  if (seen_ >= 1) sums_[0].add(before_[0] + s);
  if (seen_ >= 2) sums_[1].add(before_[1] + before_[0] + s);
  before_ = {s, before_[0]};
  seen_ = std::min(seen_ + 1, 2U);
}

Concentration LagSums::test(std::uint32_t least) const {
  Concentration best;
  for (int i = 0; i < 2; ++i) {
    Concentration r = best_window(sums_[static_cast<std::size_t>(i)], std::span(kWindows).first(2), least, true);
    r.lag = i + 2;
    r.evidence /= r.lag;
    if (r.found && r.evidence > best.evidence) best = r;
  }
  return best;
}

Quartiles quartiles(const IntervalSketch& sketch) {
  const double low = sketch.quantile(0.25);
  const double high = sketch.quantile(0.75);
  Quartiles q;
  q.median = sketch.quantile(0.5);
  if (q.median > 0) q.deviation = (high - low) / 2 / q.median;
  if (high > low) q.skew = (high + low - 2 * q.median) / (high - low);
  return q;
}

}  // namespace sekisho::detectors::support
