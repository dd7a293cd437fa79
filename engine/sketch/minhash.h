#pragma once

// Signatures of k minima [Broder 1997]: for lane i, the smallest of a_i·h + b_i mod 2^32 over the shingle hashes h of
// a document. Two documents agree in a lane with probability J, their Jaccard similarity.
//
// Lanes are 32 bits wide because such multiply-adds run 7 times faster on AVX2 than 64-bit ones. What that costs was
// measured before it was chosen (docs/decisions.md, "32-bit lanes"): no bias beyond the standard error, for sets of 1
// to 100,000 shingles. A lane is a bijection of the 32-bit fold of h (a_i is odd), so ties are accidents of the fold.
//
// The kernel is chosen at run time (AVX-512, AVX2, or portable, which NEON machines vectorise); all give the same
// signature. Tests: tests/sketch/minhash_test.cpp.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace unspin::sketch {

constexpr std::uint64_t kDefaultSeed = 0x756E7370696E3031U;  // "unspin01": a part of every stored key

/// Reduces documents to signatures. Keeps a buffer: make one a thread.
class MinHasher {
 public:
  /// `num_minima`: lanes a signature, at least 1.
  explicit MinHasher(int num_minima, std::uint64_t seed = kDefaultSeed);

  /// The num_minima minima of the shingles (repeats change nothing), valid until the next call. All 2^32 - 1 when
  /// there are none. O(shingles · minima).
  [[nodiscard]] std::span<const std::uint32_t> operator()(std::span<const std::uint64_t> shingles);

 private:
  std::size_t num_minima_;
  std::vector<std::uint32_t> multiplier_;  // lanes, padded to a multiple of kLaneBlock
  std::vector<std::uint32_t> addend_;
  std::vector<std::uint32_t> minima_;
  std::vector<std::uint32_t> folded_;
};

/// The share of equal lanes: an unbiased estimate of J with standard deviation sqrt(J(1-J)/k). Requires equal,
/// positive lengths.
[[nodiscard]] double estimated_jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// The standard deviation of that estimate.
[[nodiscard]] double jaccard_sigma(double jaccard, int num_minima);

}  // namespace unspin::sketch
