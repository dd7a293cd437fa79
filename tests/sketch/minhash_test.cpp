#include "engine/sketch/minhash.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "engine/sketch/minima_kernel.h"
#include "tests/oracle/jaccard.h"
#include "tests/oracle/minima.h"

namespace unspin::sketch {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

std::vector<std::uint64_t> random_shingles(std::size_t count, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> shingles(count);
  for (std::uint64_t& shingle : shingles) shingle = random();
  return shingles;
}

std::vector<std::uint32_t> random_lanes(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint32_t> lanes(count);
  for (std::uint32_t& lane : lanes) lane = static_cast<std::uint32_t>(random());
  return lanes;
}

std::vector<std::uint32_t> signature_of(std::span<const std::uint64_t> shingles, int num_minima,
                                        std::uint64_t seed = kDefaultSeed) {
  MinHasher hasher(num_minima, seed);
  const auto signature = hasher(shingles);
  return {signature.begin(), signature.end()};
}

TEST(MinimaKernels, AllAgreeWithThePlainLoop) {
  std::size_t num_kernels = 0;
  const NamedKernel* kernels = available_kernels(num_kernels);
  ASSERT_GE(num_kernels, 1U);
  EXPECT_STREQ(kernels[num_kernels - 1].name, "portable");
  for (std::size_t lanes = kLaneBlock; lanes <= 512; lanes += kLaneBlock) {
    const auto multiplier = random_lanes(lanes, 1);
    const auto addend = random_lanes(lanes, 2);
    for (const std::size_t count : {0U, 1U, 17U, 1000U}) {
      const auto hashes = random_lanes(count, 3);
      std::vector<std::uint32_t> start(lanes, kNone);
      start[lanes / 2] = 5;  // smaller values that are there already stay
      auto expected = start;
      oracle::minima(hashes, multiplier, addend, expected);
      for (std::size_t k = 0; k < num_kernels; ++k) {
        auto minima = start;
        kernels[k].kernel(hashes.data(), count, multiplier.data(), addend.data(), minima.data(), lanes);
        ASSERT_EQ(minima, expected) << kernels[k].name << ": " << lanes << " lanes, " << count << " hashes";
      }
    }
  }
}

TEST(MinHash, AgreesWithTheOracleForAnyNumberOfMinima) {
  for (const int num_minima : {1, 15, 16, 17, 138, 512}) {
    const auto shingles = random_shingles(200);
    EXPECT_EQ(signature_of(shingles, num_minima, 77),
              oracle::signature(shingles, static_cast<std::size_t>(num_minima), 77));
  }
}

TEST(MinHash, KeepsItsGoldenSignature) {
  // Band keys on disk are made of these: a change is a new format.
  const std::vector<std::uint64_t> shingles = {0x0123456789ABCDEFU, 0xFEDCBA9876543210U, 0x5555555500000000U};
  EXPECT_EQ(signature_of(shingles, 4), (std::vector<std::uint32_t>{814094503, 58559578, 1044711466, 891659466}));
}

TEST(MinHash, AnEmptySetHasTheLargestMinima) { EXPECT_EQ(signature_of({}, 20), std::vector<std::uint32_t>(20, kNone)); }

TEST(MinHash, IdenticalSetsHaveIdenticalSignaturesInAnyOrderAndWithRepeats) {
  const auto shingles = random_shingles(500);
  auto others = shingles;
  others.insert(others.end(), shingles.begin(), shingles.begin() + 200);
  std::shuffle(others.begin(), others.end(), std::mt19937_64(9));
  MinHasher hasher(138);
  const auto first = hasher(shingles);
  const std::vector<std::uint32_t> kept(first.begin(), first.end());
  static_cast<void>(hasher(random_shingles(3)));  // what a hasher saw before does not matter
  const auto second = hasher(others);
  EXPECT_EQ(kept, std::vector<std::uint32_t>(second.begin(), second.end()));
}

TEST(MinHash, ADifferentSeedGivesADifferentSignature) {
  const auto shingles = random_shingles(100);
  EXPECT_EQ(estimated_jaccard(signature_of(shingles, 128, 1), signature_of(shingles, 128, 2)), 0);
}

TEST(MinHash, EstimateIsTheShareOfEqualLanes) {
  const std::vector<std::uint32_t> a = {1, 2, 3, 4};
  EXPECT_EQ(estimated_jaccard(a, std::vector<std::uint32_t>{1, 2, 0, 4}), 0.75);
  EXPECT_EQ(estimated_jaccard(a, a), 1.0);
  EXPECT_DOUBLE_EQ(jaccard_sigma(0.5, 100), 0.05);
  EXPECT_EQ(jaccard_sigma(1.0, 100), 0.0);
}

struct Estimates {
  double mean = 0;
  double true_jaccard = 0;
  double sigma = 0;  // of the mean
};

/// The mean estimate over `rounds` fresh pairs of sets, each of `size` elements and hashed with a seed of its own.
Estimates mean_estimate(std::size_t size, double wanted_jaccard, int num_minima, int rounds) {
  const double n = static_cast<double>(size);
  const auto shared = static_cast<std::size_t>(std::lround(2 * n * wanted_jaccard / (1 + wanted_jaccard)));
  Estimates estimates;
  estimates.true_jaccard = static_cast<double>(shared) / static_cast<double>(2 * size - shared);
  estimates.sigma = jaccard_sigma(estimates.true_jaccard, num_minima) / std::sqrt(rounds);
  base::SplitMix64 random(size * 1000 + shared);
  std::vector<std::uint64_t> elements(2 * size - shared);
  for (int round = 0; round < rounds; ++round) {
    for (std::uint64_t& element : elements) element = random.next();
    const std::span<const std::uint64_t> all(elements);
    MinHasher hasher(num_minima, random.next());
    const auto first = hasher(all.first(size));
    const std::vector<std::uint32_t> kept(first.begin(), first.end());
    estimates.mean += estimated_jaccard(kept, hasher(all.last(size)));
  }
  estimates.mean /= rounds;
  return estimates;
}

TEST(MinHash, EstimatesAreWithinFiveSigmaOfTheTruth) {
  for (const double jaccard : {0.1, 0.3, 0.5, 0.8, 0.9, 0.99}) {
    const Estimates got = mean_estimate(300, jaccard, 138, 100);
    EXPECT_NEAR(got.mean, got.true_jaccard, 5 * got.sigma) << "J = " << jaccard;
  }
}

TEST(MinHash, EstimatesSpreadAsTheFormulaSays) {
  constexpr int kRounds = 400;
  constexpr double kJaccard = 0.8;
  double squares = 0;
  std::mt19937_64 random(5);
  for (int round = 0; round < kRounds; ++round) {
    const auto [a, b] = oracle::make_pair_of_sets(160, 20, 20, random);
    MinHasher hasher(138, random());
    const auto first = hasher(a);
    const std::vector<std::uint32_t> kept(first.begin(), first.end());
    squares += std::pow(estimated_jaccard(kept, hasher(b)) - kJaccard, 2);
  }
  EXPECT_NEAR(std::sqrt(squares / kRounds) / jaccard_sigma(kJaccard, 138), 1, 0.15);
}

TEST(MinHash, ThirtyTwoBitLanesHaveNoBiasWorthTheName) {
  constexpr double kLargestBias = 0.002;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr int kFewer = 50;  // a sanitized build is for its sanitizer; the tolerance follows from the rounds
#else
  constexpr int kFewer = 1;
#endif
  for (const auto& [size, rounds] : {std::pair{1U, 50}, {10U, 6000}, {100U, 6000}, {1000U, 3000}, {10'000U, 400}}) {
    for (const double jaccard : {0.2, 0.5, 0.8, 0.95}) {
      const Estimates got = mean_estimate(size, jaccard, 512, std::max(2, rounds / kFewer));
      EXPECT_NEAR(got.mean, got.true_jaccard, kLargestBias + 4 * got.sigma) << size << " shingles, J = " << jaccard;
    }
  }
}

}  // namespace
}  // namespace unspin::sketch
