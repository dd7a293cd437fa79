#include "engine/verify/set_similarity.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/oracle/jaccard.h"

namespace unspin::verify {
namespace {

using oracle::Fraction;
using oracle::Set;

constexpr Fraction kThresholds[] = {{1, 100}, {1, 10}, {3, 10},  {1, 2},    {2, 3}, {7, 10},
                                    {4, 5},   {9, 10}, {19, 20}, {99, 100}, {1, 1}};

void expect_right_verdict(const Set& a, const Set& b, Fraction threshold) {
  SCOPED_TRACE(testing::Message() << a.size() << " and " << b.size() << " share " << oracle::shared(a, b)
                                  << ", threshold " << threshold.value());
  const std::size_t shared = oracle::shared(a, b);
  const auto verdict = overlap_at_least(a, b, threshold.value());
  ASSERT_EQ(verdict.has_value(), oracle::reaches(shared, a.size(), b.size(), threshold));
  if (!verdict) return;
  EXPECT_EQ(verdict->shared, shared);
  EXPECT_EQ(verdict->size_a, a.size());
  EXPECT_EQ(verdict->size_b, b.size());
}

TEST(SetSimilarity, VerdictsAgreeWithWholeNumberArithmetic) {
  std::mt19937_64 random(6);
  for (const std::size_t size : {0U, 1U, 2U, 5U, 31U, 32U, 33U, 64U, 100U, 400U, 1000U}) {
    for (int round = 0; round < 60; ++round) {
      const std::size_t shared = size == 0 ? 0 : random() % (size + 1);
      const std::size_t others = size - shared;
      const auto [a, b] = oracle::make_pair_of_sets(shared, random() % (others + 1), others, random);
      for (const Fraction threshold : kThresholds) expect_right_verdict(a, b, threshold);
    }
  }
}

TEST(SetSimilarity, PairsExactlyAtTheThresholdMatchAndOneSharedLessDoesNot) {
  std::mt19937_64 random(7);
  for (const Fraction threshold : kThresholds) {
    for (std::size_t times = 1; times <= 40; ++times) {
      // shared / union = numerator / denominator exactly, as in 4/5, 12/15 and 8/10
      const std::size_t shared = times * threshold.numerator;
      const std::size_t lone = times * threshold.denominator - shared;
      for (const std::size_t only_a : {std::size_t{0}, lone / 2, lone}) {
        const auto [a, b] = oracle::make_pair_of_sets(shared, only_a, lone - only_a, random);
        EXPECT_TRUE(overlap_at_least(a, b, threshold.value())) << shared << " of " << shared + lone;
        const auto [c, d] = oracle::make_pair_of_sets(shared - 1, only_a, lone - only_a + 1, random);
        EXPECT_FALSE(overlap_at_least(c, d, threshold.value())) << shared - 1 << " of " << shared + lone;
      }
    }
  }
}

TEST(SetSimilarity, LonersAtEitherEndAreCounted) {
  for (const bool at_the_end : {false, true}) {
    Set common;
    Set lone;
    for (std::uint64_t i = 0; i < 200; ++i) common.push_back(1000 + i);
    for (std::uint64_t i = 0; i < 60; ++i) lone.push_back((at_the_end ? 5000 : 0) + i);
    Set longer = common;
    longer.insert(at_the_end ? longer.end() : longer.begin(), lone.begin(), lone.end());
    for (const Fraction threshold : kThresholds) {
      expect_right_verdict(common, longer, threshold);
      expect_right_verdict(longer, common, threshold);
    }
  }
}

TEST(SetSimilarity, LeastSharedIsTheLeast) {
  for (const Fraction threshold : kThresholds) {
    for (std::size_t a = 0; a <= 60; ++a) {
      for (std::size_t b = 0; b <= 60; ++b) {
        std::size_t expected = 0;
        while (expected <= std::min(a, b) && !oracle::reaches(expected, a, b, threshold)) ++expected;
        const std::size_t least = least_shared(a, b, threshold.value());
        if (expected <= std::min(a, b)) {
          ASSERT_EQ(least, expected) << a << " " << b << " " << threshold.value();
        } else {
          ASSERT_GT(least, std::min(a, b)) << a << " " << b << " " << threshold.value();
        }
      }
    }
  }
}

TEST(SetSimilarity, EmptySetsMatchNobody) {
  const Set some = {1, 2, 3};
  EXPECT_FALSE(overlap_at_least(Set{}, Set{}, 0.5));
  EXPECT_FALSE(overlap_at_least(Set{}, some, 0.01));
  EXPECT_EQ(overlap(Set{}, some).jaccard(), 0);
  EXPECT_EQ(overlap(Set{}, Set{}).jaccard(), 0);
}

TEST(SetSimilarity, OverlapIsThatOfTheStandardIntersection) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 500; ++round) {
    const auto [a, b] = oracle::make_pair_of_sets(random() % 150, random() % 150, random() % 150, random);
    const Overlap got = overlap(a, b);
    EXPECT_EQ(got.shared, oracle::shared(a, b));
    EXPECT_EQ(got.size_a, a.size());
    EXPECT_EQ(got.size_b, b.size());
  }
}

TEST(SetSimilarity, JaccardAndContainmentAreShares) {
  const Overlap overlap{6, 8, 12};
  EXPECT_DOUBLE_EQ(overlap.jaccard(), 6.0 / 14);
  EXPECT_DOUBLE_EQ(overlap.containment_a(), 0.75);
  EXPECT_DOUBLE_EQ(overlap.containment_b(), 0.5);
}

}  // namespace
}  // namespace unspin::verify
