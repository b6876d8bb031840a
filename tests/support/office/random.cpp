#include "tests/support/office/random.hpp"

#include <bit>
#include <cmath>
#include <numbers>

#include "flow/base/hash.hpp"

namespace sekisho::test::office {

Random::Random(std::uint64_t seed) : seed_(seed) {
  for (std::uint64_t& word : state_) word = seed = mix(seed, 0x6F66666963650001ULL);
}

Random Random::fork(std::uint64_t stream) const { return Random(mix(seed_, stream + 1)); }

// xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018).
std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::exponential(double mean) { return -mean * std::log1p(-uniform()); }

double Random::normal(double mean, double deviation) {
  const double radius = std::sqrt(-2 * std::log1p(-uniform()));
  return mean + deviation * radius * std::cos(2 * std::numbers::pi * uniform());
}

double Random::lognormal(double median, double sigma) { return median * std::exp(normal(0, sigma)); }

}  // namespace sekisho::test::office
