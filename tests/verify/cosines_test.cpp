#include "engine/verify/cosines.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/verify/cosines_kernel.h"

namespace unspin::verify {
namespace {

using Rows = std::vector<std::int16_t>;

Rows random_rows(std::mt19937& random, std::size_t count, int width, int most) {
  std::uniform_int_distribution<int> any(-most, most);
  Rows rows(count * static_cast<std::size_t>(width));
  for (std::int16_t& value : rows) value = static_cast<std::int16_t>(any(random));
  return rows;
}

TEST(Cosines, AreTheProductsOfAllRows) {
  std::mt19937 random(11);
  for (const int width : {1, 2, 7, 8, 9, 15, 16, 17, 64, 100, 256}) {
    const auto w = static_cast<std::size_t>(width);
    for (const std::size_t n : {0U, 1U, 2U, 3U, 8U, 13U}) {
      for (const std::size_t m : {0U, 1U, 2U, 5U, 8U, 70U}) {
        const Rows a = random_rows(random, n, width, 2000);
        const Rows b = random_rows(random, m, width, 2000);
        std::vector<float> out(n * m, -1);
        products(a, b, width, .5F, out);
        for (std::size_t i = 0; i < n; ++i) {
          for (std::size_t j = 0; j < m; ++j) {
            std::int64_t expected = 0;
            for (std::size_t k = 0; k < w; ++k) expected += std::int64_t{a[i * w + k]} * b[j * w + k];
            EXPECT_EQ(out[i * m + j], .5F * static_cast<float>(expected)) << width << ' ' << n << ' ' << m;
            EXPECT_EQ(product(&a[i * w], &b[j * w], width), expected);
          }
        }
      }
    }
  }
}

TEST(Cosines, EveryKernelGivesTheSameProducts) {
  std::size_t count = 0;
  const NamedProductKernel* const kernels = available_product_kernels(count);
  ASSERT_GE(count, 1U);
  EXPECT_STREQ(kernels[count - 1].name, "portable");
  std::mt19937 random(12);
  for (const int width : {1, 8, 15, 16, 17, 31, 32, 33, 100, 128, 256}) {
    const auto w = static_cast<std::size_t>(width);
    const Rows a = random_rows(random, kRowBlock, width, 2000);
    const Rows b = random_rows(random, kRowBlock, width, 2000);
    for (std::size_t k = 0; k < count; ++k) {
      std::int32_t out[kRowBlock][kRowBlock];
      kernels[k].kernel(a.data(), b.data(), width, out);
      for (std::size_t i = 0; i < kRowBlock; ++i) {
        for (std::size_t j = 0; j < kRowBlock; ++j)
          EXPECT_EQ(out[i][j], product(&a[i * w], &b[j * w], width)) << kernels[k].name << ' ' << width;
      }
    }
  }
}

TEST(Cosines, TheLongestRowsDoNotOverflow) {
  Rows a(256, 0);
  a[3] = 32766;
  Rows b = a;
  EXPECT_EQ(product(a.data(), b.data(), 256), 32766 * 32766);
  b[3] = -32766;
  std::vector<float> out(1);
  products(a, b, 256, 1, out);
  EXPECT_FLOAT_EQ(out[0], -32766.0F * 32766.0F);
}

}  // namespace
}  // namespace unspin::verify
