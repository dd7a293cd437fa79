// lane_bias: what 32-bit MinHash lanes cost in accuracy. For sets of several sizes and pairs of several similarities,
// the mean of (estimate - J) over fresh sets and fresh families of 138 lanes, beside the same with 64-bit lanes, and
// the standard error of that mean. Printed as a table for docs/decisions.md.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "engine/base/hash.h"
#include "engine/sketch/minhash.h"

namespace {

using unspin::base::SplitMix64;
using Set = std::vector<std::uint64_t>;

constexpr int kLanes = 138;

double estimate_64(const Set& a, const Set& b, std::uint64_t seed) {
  SplitMix64 random(seed);
  int equal = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::uint64_t multiplier = random.next() | 1;
    const std::uint64_t addend = random.next();
    const auto least = [&](const Set& set) {
      std::uint64_t m = std::numeric_limits<std::uint64_t>::max();
      for (const std::uint64_t h : set) m = std::min(m, multiplier * h + addend);
      return m;
    };
    equal += least(a) == least(b);
  }
  return static_cast<double>(equal) / kLanes;
}

double estimate_32(const Set& a, const Set& b, std::uint64_t seed) {
  unspin::sketch::MinHasher hasher(kLanes, seed);
  const auto minima = hasher(a);
  const std::vector<std::uint32_t> first(minima.begin(), minima.end());
  return unspin::sketch::estimated_jaccard(first, hasher(b));
}

struct Mean {
  double sum = 0;
  double squares = 0;
  int count = 0;
  void add(double x) {
    sum += x;
    squares += x * x;
    ++count;
  }
  double mean() const { return sum / count; }
  double error() const { return std::sqrt(std::max(0.0, squares / count - mean() * mean()) / count); }
};

}  // namespace

int main() {
  SplitMix64 random(11);
  fmt::print(
      "| shingles in the union | J | pairs | 32-bit: mean error | 64-bit: mean error | standard error |\n| --- | --- | "
      "--- | --- | --- | --- |\n");
  for (const std::size_t size : {2U, 10U, 100U, 1000U, 10000U, 100000U}) {
    for (const double wanted : {0.2, 0.5, 0.8, 0.95}) {
      const auto shared = static_cast<std::size_t>(std::lround(wanted * static_cast<double>(size)));
      const double jaccard = static_cast<double>(shared) / static_cast<double>(size);
      Mean error_32;
      Mean error_64;
      const int pairs = size > 10000 ? 60 : size > 1000 ? 400 : 4000;
      for (int pair = 0; pair < pairs; ++pair) {
        Set a(size);
        for (std::uint64_t& h : a) h = random.next();
        Set b(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shared));
        for (std::size_t i = shared; i < size; i += 2) {  // the rest is divided between the two
          b.push_back(a.back());
          a.pop_back();
          if (i + 1 >= size) break;
        }
        const std::uint64_t seed = random.next();
        error_32.add(estimate_32(a, b, seed) - jaccard);
        error_64.add(estimate_64(a, b, seed) - jaccard);
      }
      fmt::print("| {} | {:.3f} | {} | {:+.5f} | {:+.5f} | {:.5f} |\n", size, jaccard, pairs, error_32.mean(),
                 error_64.mean(), error_32.error());
    }
  }
}
