#pragma once

// How far two clusterings of the same documents agree.
//
// Count pairs of documents: `both` are together in both clusterings, `in_a` and `in_b` in one of them. With
// n(n-1)/2 pairs in all, chance alone puts in_a * in_b / (n(n-1)/2) of them together in both, and
//
//                        both - expected
//     ARI  =  ----------------------------------- ,     expected = in_a * in_b / (n(n-1)/2)
//              (in_a + in_b) / 2  -  expected
//
// is 1 for equal clusterings, near 0 for unrelated ones, and can be negative: the adjusted Rand index
// [Hubert & Arabie 1985]. It is the same figure as scikit-learn's adjusted_rand_score. The pairs also give precision
// (both / in_b), recall (both / in_a) and F1, when a is the truth.
//
// Tests: tests/cluster/agreement_test.cpp, which counts every pair of random clusterings.

#include <cstdint>
#include <span>
#include <vector>

namespace unspin::cluster {

/// Two documents are together when they have the same label; labels mean nothing else.
using Label = std::uint32_t;

struct Agreement {
  std::uint64_t documents = 0;
  std::uint64_t both = 0;
  std::uint64_t in_a = 0;
  std::uint64_t in_b = 0;

  /// 1 when there is nothing to disagree about: fewer than two documents, or both clusterings trivial and equal.
  [[nodiscard]] double adjusted_rand_index() const noexcept;
};

[[nodiscard]] constexpr std::uint64_t pairs_of(std::uint64_t members) noexcept {
  return members < 2 ? 0 : members * (members - 1) / 2;
}

/// Requires as many labels in `a` as in `b`: document i has label a[i] in one and b[i] in the other.
/// O(n log n), no table of clusters by clusters.
[[nodiscard]] Agreement agreement_of(std::span<const Label> a, std::span<const Label> b);

/// Of each document, whether another one is with it in both clusterings. Requires and costs the same.
[[nodiscard]] std::vector<bool> together_in_both(std::span<const Label> a, std::span<const Label> b);

}  // namespace unspin::cluster
