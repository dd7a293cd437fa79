#include "engine/lsh/s_curve.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace unspin::lsh {
namespace {

constexpr double kRecalls[] = {0.9, 0.99, 0.999, 0.99999};

TEST(SCurve, ChosenBandingKeepsThePromiseAndOneBandLessWouldBreakIt) {
  for (double threshold = 0.3; threshold < 0.99; threshold += 0.05) {
    for (const double recall : kRecalls) {
      const auto chosen = choose_bands(threshold, recall);
      if (!chosen) continue;  // refusals have a test of their own
      SCOPED_TRACE(testing::Message() << threshold << " " << recall << " " << chosen->bands << "x" << chosen->rows);
      EXPECT_LE(chosen->num_minima(), kMaxMinima);
      EXPECT_GE(candidate_probability(*chosen, threshold), recall);
      EXPECT_LT(candidate_probability({chosen->bands - 1, chosen->rows}, threshold), recall);
    }
  }
}

TEST(SCurve, TheDefaultsGive23BandsOf6Rows) {
  const auto chosen = choose_bands(0.8, 0.999);
  ASSERT_TRUE(chosen);
  EXPECT_EQ(*chosen, (Banding{23, 6})) << "Other bands make other keys: was this meant?";
  EXPECT_NEAR(candidate_probability(*chosen, 0.8), 0.9991, 5e-5);
  EXPECT_NEAR(candidate_probability(*chosen, 0.4), 0.09, 5e-3);
}

TEST(SCurve, MatchesSimulatedSignatures) {
  constexpr Banding kBanding{23, 6};
  constexpr int kPairs = 20'000;
  std::mt19937_64 random(7);
  for (const double jaccard : {0.2, 0.5, 0.7, 0.8}) {
    std::bernoulli_distribution minimum_agrees(jaccard);
    int candidates = 0;
    for (int pair = 0; pair < kPairs; ++pair) {
      bool shared = false;
      for (int band = 0; band < kBanding.bands; ++band) {
        bool equal = true;
        for (int row = 0; row < kBanding.rows; ++row) equal &= minimum_agrees(random);
        shared |= equal;
      }
      candidates += shared;
    }
    const double expected = candidate_probability(kBanding, jaccard);
    const double sigma = std::sqrt(expected * (1 - expected) / kPairs);
    EXPECT_NEAR(static_cast<double>(candidates) / kPairs, expected, 5 * sigma) << "at J = " << jaccard;
  }
}

TEST(SCurve, EndsAreExactAndTinyProbabilitiesSurvive) {
  EXPECT_EQ(candidate_probability({18, 5}, 0.0), 0.0);
  EXPECT_EQ(candidate_probability({18, 5}, 1.0), 1.0);
  EXPECT_NEAR(candidate_probability({64, 18}, 0.1), 6.4e-17, 1e-20);
}

TEST(SCurve, RisesWithSimilarity) {
  double before = 0;
  for (int i = 1; i <= 1000; ++i) {
    const double now = candidate_probability({23, 6}, i / 1000.0);
    EXPECT_GE(now, before);
    before = now;
  }
}

TEST(SCurve, RefusesWhatIsNoShareAndSaysSo) {
  for (const double threshold : {-1.0, 0.0, 1.5, std::nan("")}) {
    const auto refused = choose_bands(threshold, 0.9);
    ASSERT_FALSE(refused) << threshold;
    EXPECT_EQ(refused.error().code, Error::Code::InvalidOptions);
    EXPECT_NE(refused.error().message.find("must be above 0 and at most 1"), std::string::npos)
        << refused.error().message;
  }
  EXPECT_EQ(choose_bands(1.5, 0.9).error().message, "threshold is 1.5, must be above 0 and at most 1");
  EXPECT_EQ(choose_bands(0.8, 1).error().message, "recall is 1, must be between 0 and 1, or 1 itself");
  EXPECT_EQ(choose_bands(0.8, 0).error().code, Error::Code::InvalidOptions);
}

TEST(SCurve, AThresholdOfOneNeedsNoMoreThanOneBand) {
  const auto chosen = choose_bands(1, 0.999);
  ASSERT_TRUE(chosen) << chosen.error().message;
  EXPECT_EQ(chosen->bands, 1);
  EXPECT_EQ(candidate_probability(*chosen, 1), 1);
}

TEST(SCurve, RefusesWhatCannotBeKeptAndSaysWhatCan) {
  const auto refused = choose_bands(0.005, 0.999);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::Code::InvalidOptions);
  EXPECT_EQ(refused.error().message,
            "512 minima reach a recall of 0.9232 at threshold 0.005, not 0.999: ask for less, or for --recall 1");
}

}  // namespace
}  // namespace unspin::lsh
