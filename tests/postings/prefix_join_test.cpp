#include "engine/postings/prefix_join.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "tests/oracle/jaccard.h"

namespace unspin::postings {
namespace {

using oracle::Set;

constexpr oracle::Fraction kThresholds[] = {{1, 2}, {11, 20}, {4, 5}, {19, 20}, {1, 1}};  // 0.55 · 20 rounds up

/// Which shingles there are. Slots are chosen by leading bits, so shingles that differ only behind them share a slot.
enum class Shingles { FarApart, InFewSlots };

std::uint64_t shingle(std::uint64_t rank, Shingles kind) {
  return kind == Shingles::FarApart ? rank * 0x9E3779B97F4A7C15U : (rank % 7) << 60 | rank;
}

/// Random sets with a few shingles that most have and many that few have, and edited copies of them.
std::vector<Set> random_sets(Shingles kind, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Set> sets;
  while (sets.size() < 250) {
    std::set<std::uint64_t> set;
    if (sets.size() > 20 && random() % 2 == 0) {
      const Set& copied = sets[random() % sets.size()];
      for (const std::uint64_t element : copied) {
        if (random() % 12 != 0) set.insert(element);
      }
    }
    const std::uint64_t more = set.empty() ? 1 + random() % 25 : random() % 3;
    for (std::uint64_t i = 0; i < more; ++i) {
      const double uniform = static_cast<double>(random() % 1'000'000) / 1e6;
      set.insert(shingle(static_cast<std::uint64_t>(std::exp(uniform * 8)), kind));  // as words are: many are rare
    }
    sets.emplace_back(set.begin(), set.end());
  }
  return sets;
}

std::vector<Set> prefixes_of(const std::vector<Set>& sets, double threshold, const ShingleCounts& counts) {
  std::vector<Set> prefixes;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> order;
  for (const Set& set : sets) {
    Set prefix;
    prefix_of(set, threshold, counts, order, prefix);
    std::sort(prefix.begin(), prefix.end());
    prefixes.push_back(prefix);
  }
  return prefixes;
}

TEST(PrefixJoin, EveryMatchSharesAPrefixShingle) {
  for (const Shingles kind : {Shingles::FarApart, Shingles::InFewSlots}) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const std::vector<Set> sets = random_sets(kind, seed);
      ShingleCounts counts(1 << 20);
      for (const Set& set : sets) counts.add(set);
      for (const oracle::Fraction threshold : kThresholds) {
        const std::vector<Set> prefixes = prefixes_of(sets, threshold.value(), counts);
        int matches = 0;
        for (std::size_t a = 0; a < sets.size(); ++a) {
          for (std::size_t b = a + 1; b < sets.size(); ++b) {
            if (!oracle::reaches(oracle::shared(sets[a], sets[b]), sets[a].size(), sets[b].size(), threshold)) continue;
            ++matches;
            ASSERT_GT(oracle::shared(prefixes[a], prefixes[b]), 0U)
                << "sets " << a << " and " << b << ", seed " << seed << ", threshold " << threshold.value();
          }
        }
        EXPECT_GT(matches, 3) << "too few to test anything, threshold " << threshold.value();
      }
    }
  }
}

TEST(PrefixJoin, PrefixesAreAsShortAsTheRuleSaysAndHoldTheRarestShingles) {
  const std::vector<Set> sets = random_sets(Shingles::FarApart, 9);
  ShingleCounts counts(1 << 20);
  for (const Set& set : sets) counts.add(set);
  for (const oracle::Fraction threshold : kThresholds) {
    const std::vector<Set> prefixes = prefixes_of(sets, threshold.value(), counts);
    for (std::size_t i = 0; i < sets.size(); ++i) {
      std::vector<std::pair<std::uint32_t, std::uint64_t>> by_count;
      for (const std::uint64_t element : sets[i]) by_count.emplace_back(counts.count(element), element);
      std::sort(by_count.begin(), by_count.end());
      const std::uint64_t n = sets[i].size();
      const std::uint64_t required = (threshold.numerator * n + threshold.denominator - 1) / threshold.denominator;
      by_count.resize(n - required + 1);
      Set expected;
      for (const auto& [count, element] : by_count) {
        if (count > 1) expected.push_back(element);
      }
      std::sort(expected.begin(), expected.end());
      ASSERT_EQ(prefixes[i], expected) << "set " << i << ", threshold " << threshold.value();
    }
  }
}

TEST(PrefixJoin, RoundingDoesNotShortenAPrefix) {
  for (const oracle::Fraction threshold : kThresholds) {
    for (std::uint64_t n = 1; n <= 200; ++n) {
      Set set;
      for (std::uint64_t rank = 0; rank < n; ++rank) set.push_back(rank << 50);
      ShingleCounts counts(1 << 20);
      counts.add(set);
      counts.add(set);
      const std::uint64_t required = (threshold.numerator * n + threshold.denominator - 1) / threshold.denominator;
      ASSERT_EQ(prefixes_of({set}, threshold.value(), counts)[0].size(), n - required + 1)
          << n << " shingles, threshold " << threshold.value();
    }
  }
}

TEST(PrefixJoin, EmptySetsAndSetsThatShareNothingHaveNoPrefix) {
  ShingleCounts counts(1 << 20);
  const Set alone = {std::uint64_t{1} << 60, std::uint64_t{2} << 60};
  counts.add(alone);
  EXPECT_EQ(prefixes_of({{}, alone}, 0.8, counts), (std::vector<Set>{{}, {}}));
}

TEST(ShingleCounts, NeverUndercountAndAreExactWhereSlotsAreNotShared) {
  for (const Shingles kind : {Shingles::FarApart, Shingles::InFewSlots}) {
    const std::vector<Set> sets = random_sets(kind, 2);
    std::map<std::uint64_t, std::uint32_t> expected;
    ShingleCounts counts(std::uint64_t{64} << 20);
    for (const Set& set : sets) {
      counts.add(set);
      for (const std::uint64_t element : set) ++expected[element];
    }
    for (const auto& [element, count] : expected) {
      EXPECT_GE(counts.count(element), count);
      if (kind == Shingles::FarApart) {
        EXPECT_EQ(counts.count(element), count);
      }
    }
  }
}

}  // namespace
}  // namespace unspin::postings
