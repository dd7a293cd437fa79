#include "engine/shingle/shingles.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/oracle/shingles.h"

namespace unspin::shingle {
namespace {

std::vector<std::uint64_t> random_values(std::size_t count, std::uint64_t distinct = 0) {
  std::mt19937_64 random(count + distinct);
  std::vector<std::uint64_t> pool(distinct);
  for (std::uint64_t& value : pool) value = random();
  std::vector<std::uint64_t> values(count);
  for (std::uint64_t& value : values) value = distinct == 0 ? random() : pool[random() % distinct];
  return values;
}

std::vector<std::uint64_t> shingles(const std::vector<std::uint64_t>& words) {
  std::vector<std::uint64_t> list = {1, 2, 3};  // what was there before does not matter
  shingles_of(words, list);
  return list;
}

TEST(Shingles, AgreeWithTheOracleInOrder) {
  for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 100U, 1000U}) {
    EXPECT_EQ(shingles(random_values(count)), oracle::shingles(random_values(count))) << count << " words";
    EXPECT_EQ(shingles(random_values(count, 3)), oracle::shingles(random_values(count, 3))) << count << " words";
  }
}

TEST(Shingles, ShortDocumentsHaveOneAndEmptyOnesNone) {
  const std::size_t expected[] = {0, 1, 1, 1, 1, 1, 2, 3};
  for (std::size_t count = 0; count < std::size(expected); ++count) {
    EXPECT_EQ(shingles(random_values(count)).size(), expected[count]) << count << " words";
  }
}

TEST(Shingles, DependOnTheOrderOfWords) {
  std::vector<std::uint64_t> words = random_values(5);
  const auto before = shingles(words);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = i + 1; j < 5; ++j) {
      std::swap(words[i], words[j]);
      EXPECT_NE(shingles(words), before) << i << " and " << j << " swapped";
      std::swap(words[i], words[j]);
    }
  }
}

TEST(Shingles, KeepTheirGoldenValues) {
  // Signatures and stored keys are made of these: a change is a new format.
  EXPECT_EQ(shingles({1}), (std::vector<std::uint64_t>{1}));
  EXPECT_EQ(shingles({1, 2, 3}), (std::vector<std::uint64_t>{0x4004003U}));
  EXPECT_EQ(shingles({1, 2, 3, 4, 5}), (std::vector<std::uint64_t>{0x001001000C008005U}));
  EXPECT_EQ(base::to_hex(text_digest(std::vector<std::uint64_t>{1, 2, 3})), "d0d66ae2837a0117026f21f9c50dcf1f");
}

TEST(MakeSet, SortsAndDropsRepeats) {
  std::vector<std::uint64_t> scratch;
  for (const std::size_t count : {0U, 1U, 2U, 63U, 64U, 65U, 128U, 1000U, 5000U}) {
    for (const std::uint64_t distinct : {0U, 1U, 2U, 40U, 700U}) {
      std::vector<std::uint64_t> values = random_values(count, distinct);
      const auto expected = oracle::distinct(values);
      make_set(values, scratch);
      EXPECT_EQ(values, expected) << count << " values of " << distinct;
    }
  }
}

TEST(MakeSet, DoesNotNeedUniformValues) {
  std::vector<std::uint64_t> scratch;
  std::vector<std::uint64_t> values;
  for (std::uint64_t i = 0; i < 500; ++i) values.push_back(i * 7919 % 500);
  values.push_back(~std::uint64_t{0});
  values.push_back(0);
  const auto expected = oracle::distinct(values);
  make_set(values, scratch);
  EXPECT_EQ(values, expected);
}

TEST(TextDigest, IsEqualForEqualTokensOnly) {
  const std::vector<std::uint64_t> words = {1, 2, 3};
  EXPECT_EQ(text_digest(words), text_digest(std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_FALSE(text_digest(words) == text_digest(std::vector<std::uint64_t>{1, 3, 2}));
  EXPECT_FALSE(text_digest(words) == text_digest(std::vector<std::uint64_t>{1, 2}));
}

}  // namespace
}  // namespace unspin::shingle
