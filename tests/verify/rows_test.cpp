#include "engine/verify/rows.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace unspin::verify {
namespace {

using Row = std::vector<float>;

/// Few distinct numbers, so that some are equal.
Row random_row(std::mt19937& random, std::size_t count, int least, int most) {
  std::uniform_int_distribution<int> any(least, most);
  Row row(count);
  for (float& value : row) value = static_cast<float>(any(random)) / 7;
  return row;
}

/// Every kernel with rows of every length about the sizes of registers.
class Rows : public testing::Test {
 protected:
  template <typename Check>
  void with_all(Check check) {
    std::size_t count = 0;
    const RowKernels* const kernels = available_row_kernels(count);
    ASSERT_GE(count, 1U);
    EXPECT_STREQ(kernels[count - 1].name, "portable");
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t n = 0; n < 37; ++n) {
        SCOPED_TRACE(std::string(kernels[k].name) + " " + std::to_string(n));
        check(kernels[k], n);
      }
    }
  }
  std::mt19937 random_{21};
};

TEST_F(Rows, TheGreatestOfARow) {
  with_all([&](const RowKernels& kernel, std::size_t n) {
    for (const int low : {-7, -50}) {
      const Row row = random_row(random_, n, low, low + 7);
      float expected = -1;
      for (const float value : row) expected = std::max(expected, value);
      EXPECT_EQ(kernel.greatest(row.data(), n), expected);
    }
  });
}

TEST_F(Rows, TheGreatestOfNeighbours) {
  with_all([&](const RowKernels& kernel, std::size_t n) {
    const Row row = random_row(random_, n, -7, 7);
    const Row words = random_row(random_, n, 7, 280);
    const Row norm = random_row(random_, n == 0 ? 0 : n - 1, 7, 280);
    float expected = -1;
    for (std::size_t j = 0; j + 1 < n; ++j)
      expected = std::max(expected, (row[j] * words[j] + row[j + 1] * words[j + 1]) / norm[j]);
    EXPECT_EQ(kernel.greatest_of_neighbours(row.data(), words.data(), norm.data(), n), expected);
  });
}

TEST_F(Rows, TheGreatestOfTheSumsOfTwoRows) {
  with_all([&](const RowKernels& kernel, std::size_t n) {
    const Row row = random_row(random_, n, -7, 7);
    const Row next = random_row(random_, n, -7, 7);
    float expected = -1;
    for (std::size_t j = 0; j < n; ++j) expected = std::max(expected, 0.3F * row[j] + 0.6F * next[j]);
    EXPECT_EQ(kernel.greatest_of_sums(row.data(), next.data(), 0.3F, 0.6F, n), expected);
  });
}

TEST_F(Rows, TheGreaterOfTwoRows) {
  with_all([&](const RowKernels& kernel, std::size_t n) {
    const Row row = random_row(random_, n, -7, 7);
    Row out = random_row(random_, n, -7, 7);
    Row expected = out;
    for (std::size_t j = 0; j < n; ++j) expected[j] = std::max(expected[j], row[j]);
    kernel.raise(row.data(), n, out.data());
    EXPECT_EQ(out, expected);
  });
}

TEST_F(Rows, Ranks) {
  with_all([&](const RowKernels& kernel, std::size_t n) {
    const Row row = random_row(random_, n, -2, 2);
    const Row near = random_row(random_, n, -2, 2);
    Row rank = random_row(random_, n, 0, 3);
    Row greatest = random_row(random_, n, -2, 2);
    Row expected_rank = rank;
    Row expected_greatest = greatest;
    for (std::size_t j = 0; j < n; ++j) {
      const float above = near[j] - row[j];
      if (above > 1e-6F)
        expected_rank[j] += 1;
      else if (above >= -1e-6F)
        expected_rank[j] += 0.5F;
      expected_greatest[j] = std::max(greatest[j], row[j]);
    }
    kernel.rank(row.data(), near.data(), 1e-6F, n, rank.data(), greatest.data());
    EXPECT_EQ(rank, expected_rank);
    EXPECT_EQ(greatest, expected_greatest);
  });
}

TEST_F(Rows, AStepOfThePath) {
  with_all([&](const RowKernels& kernel, std::size_t n) {
    const Row row = random_row(random_, n, 0, 7);
    const Row before = random_row(random_, n + 8, -7, 7);  // with four places on either side
    const float far = 0.4F;
    const float half = 0.075F;
    Row next(n);
    kernel.step(row.data(), before.data() + 4, half, far, n, next.data());
    for (std::size_t j = 0; j < n; ++j) {
      float best = far;
      for (std::size_t back = 0; back <= 6; ++back) {  // from two columns ahead to four behind
        const float sum = before[j + 6 - back];
        best = std::max(best, back >= 2 && back <= 4 ? sum : sum - half);
      }
      EXPECT_EQ(next[j], row[j] + best);
    }
  });
}

TEST_F(Rows, Similarities) {
  with_all([&](const RowKernels& kernel, std::size_t n) {
    const Row cosine = random_row(random_, n, -7, 7);
    const Row stems = random_row(random_, n, 0, 7);
    const Row anchors = random_row(random_, n, 0, 2);
    const Row stem_weight = random_row(random_, n, 7, 30);
    const Row anchor_weight = random_row(random_, n, 0, 3);
    for (const float own : {0.0F, 2.5F}) {
      Row y(n);
      kernel.similarity(
          {cosine.data(), stems.data(), anchors.data(), stem_weight.data(), anchor_weight.data(), 4.5F, own}, n,
          y.data());
      for (std::size_t j = 0; j < n; ++j) {
        const float lexical = stems[j] / std::max(4.5F + stem_weight[j] - stems[j], 1e-9F);
        float anchor = anchors[j] / std::max(own + anchor_weight[j] - anchors[j], 1e-9F);
        if (own == 0 && anchor_weight[j] == 0) anchor = std::max(anchor, kWithoutAnchors);
        EXPECT_EQ(y[j], kCosine * cosine[j] + kStemShare * lexical + kAnchorShare * anchor);
      }
    }
  });
}

}  // namespace
}  // namespace unspin::verify
