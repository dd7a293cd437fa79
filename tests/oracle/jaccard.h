#pragma once

// Jaccard similarity without rounding, and random sets to measure.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <random>
#include <set>
#include <vector>

namespace unspin::oracle {

using Set = std::vector<std::uint64_t>;  // ascending, distinct

/// A threshold as a fraction, so that "exactly at the threshold" means what it says.
struct Fraction {
  std::uint64_t numerator;
  std::uint64_t denominator;

  [[nodiscard]] double value() const { return static_cast<double>(numerator) / static_cast<double>(denominator); }
};

inline std::size_t shared(const Set& a, const Set& b) {
  Set both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both.size();
}

/// shared / (size_a + size_b - shared) >= threshold, in whole numbers; sets without a shared element never reach it.
inline bool reaches(std::size_t shared, std::size_t size_a, std::size_t size_b, Fraction threshold) {
  return shared > 0 && shared * threshold.denominator >= threshold.numerator * (size_a + size_b - shared);
}

/// Two random sets that share exactly `shared` elements and have `only_a` and `only_b` others.
inline std::pair<Set, Set> make_pair_of_sets(std::size_t shared, std::size_t only_a, std::size_t only_b,
                                             std::mt19937_64& random) {
  std::set<std::uint64_t> distinct;
  while (distinct.size() < shared + only_a + only_b) distinct.insert(random());
  Set all(distinct.begin(), distinct.end());
  std::shuffle(all.begin(), all.end(), random);
  const auto at = [&](std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i); };
  Set a(at(0), at(shared + only_a));
  Set b(at(0), at(shared));
  b.insert(b.end(), at(shared + only_a), all.end());
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return {a, b};
}

}  // namespace unspin::oracle
