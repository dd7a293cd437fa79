#include "engine/cluster/agreement.h"

#include <random>

#include <gtest/gtest.h>

namespace unspin::cluster {
namespace {

using Labels = std::vector<Label>;

Labels random_labels(std::mt19937_64& random, std::size_t size, Label clusters) {
  Labels labels(size);
  for (Label& label : labels) label = static_cast<Label>(random() % clusters) * 7;
  return labels;
}

/// Counts every pair, and works with the four kinds of pairs as scikit-learn does, instead of with expectations.
struct Oracle {
  double in_both = 0;
  double only_a = 0;
  double only_b = 0;
  double neither = 0;
  std::vector<bool> together;

  Oracle(const Labels& a, const Labels& b) : together(a.size(), false) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = i + 1; j < a.size(); ++j) {
        const bool in_a = a[i] == a[j];
        const bool in_b = b[i] == b[j];
        ++(in_a ? (in_b ? in_both : only_a) : (in_b ? only_b : neither));
        if (in_a && in_b) together[i] = together[j] = true;
      }
    }
  }

  double adjusted_rand_index() const {
    if (only_a == 0 && only_b == 0) return 1;
    return 2 * (in_both * neither - only_a * only_b) /
           ((in_both + only_a) * (only_a + neither) + (in_both + only_b) * (only_b + neither));
  }
};

TEST(Agreement, CountsWhatEveryPairCounts) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round) {
    const std::size_t size = random() % 40;
    const Labels a = random_labels(random, size, static_cast<Label>(1 + random() % 12));
    const Labels b = random_labels(random, size, static_cast<Label>(1 + random() % 12));
    const Oracle oracle(a, b);
    const Agreement agreement = agreement_of(a, b);
    SCOPED_TRACE(round);
    EXPECT_EQ(agreement.documents, size);
    EXPECT_EQ(static_cast<double>(agreement.both), oracle.in_both);
    EXPECT_EQ(static_cast<double>(agreement.in_a), oracle.in_both + oracle.only_a);
    EXPECT_EQ(static_cast<double>(agreement.in_b), oracle.in_both + oracle.only_b);
    EXPECT_NEAR(agreement.adjusted_rand_index(), oracle.adjusted_rand_index(), 1e-12);
    EXPECT_EQ(together_in_both(a, b), oracle.together);
  }
}

TEST(Agreement, IsTheFigureOfScikitLearn) {
  // The examples in the documentation of sklearn.metrics.adjusted_rand_score.
  const auto index = [](const Labels& a, const Labels& b) { return agreement_of(a, b).adjusted_rand_index(); };
  EXPECT_EQ(index({0, 0, 1, 1}, {0, 0, 1, 1}), 1);
  EXPECT_EQ(index({0, 0, 1, 1}, {1, 1, 0, 0}), 1);
  EXPECT_NEAR(index({0, 0, 1, 2}, {0, 0, 1, 1}), 0.5714285714285714, 1e-12);
  EXPECT_NEAR(index({0, 0, 1, 1}, {0, 0, 1, 2}), 0.5714285714285714, 1e-12);
  EXPECT_EQ(index({0, 0, 0, 0}, {0, 1, 2, 3}), 0);
  EXPECT_NEAR(index({0, 0, 1, 1}, {0, 1, 0, 1}), -0.5, 1e-12);
}

TEST(Agreement, IsWholeWhereThereIsNothingToDisagreeAbout) {
  EXPECT_EQ(agreement_of({}, {}).adjusted_rand_index(), 1);
  EXPECT_EQ(agreement_of(Labels{3}, Labels{5}).adjusted_rand_index(), 1);
  EXPECT_EQ(agreement_of(Labels{1, 1, 1}, Labels{2, 2, 2}).adjusted_rand_index(), 1);
  EXPECT_EQ(agreement_of(Labels{1, 2, 3}, Labels{4, 5, 6}).adjusted_rand_index(), 1);
}

TEST(Agreement, IsNearZeroForUnrelatedClusterings) {
  std::mt19937_64 random(5);
  const Agreement agreement = agreement_of(random_labels(random, 20'000, 50), random_labels(random, 20'000, 50));
  EXPECT_NEAR(agreement.adjusted_rand_index(), 0, 0.001);
}

TEST(Agreement, CountsPairsOfClustersThatNoListOfPairsCouldHold) {
  const Labels one(1'000'000, 1);
  EXPECT_EQ(agreement_of(one, one).both, 499'999'500'000ULL);
}

}  // namespace
}  // namespace unspin::cluster
