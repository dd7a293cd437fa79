#include "engine/report/differences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace unspin::report {
namespace {

using Words = std::vector<std::uint64_t>;

/// Length of a longest common subsequence, by the table of all prefixes.
std::size_t longest_common(const Words& a, const Words& b) {
  std::vector<std::vector<std::size_t>> best(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j)
      best[i + 1][j + 1] = a[i] == b[j] ? best[i][j] + 1 : std::max(best[i][j + 1], best[i + 1][j]);
  }
  return best[a.size()][b.size()];
}

Words unmarked(const Words& words, const std::vector<bool>& marked) {
  Words rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!marked[i]) rest.push_back(words[i]);
  }
  return rest;
}

TEST(Differences, WhatIsLeftIsALongestCommonSubsequence) {
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    const std::uint64_t alphabet = 1 + random() % 6;
    const auto words = [&] {
      Words made(random() % 24);
      for (std::uint64_t& word : made) word = random() % alphabet;
      return made;
    };
    const Words a = words();
    const Words b = words();
    const Differences found = differences(a, b);
    ASSERT_EQ(found.in_a.size(), a.size());
    ASSERT_EQ(found.in_b.size(), b.size());
    const Words rest = unmarked(a, found.in_a);
    ASSERT_EQ(rest, unmarked(b, found.in_b));
    ASSERT_EQ(rest.size(), longest_common(a, b));
  }
}

TEST(Differences, OneWordInALongText) {
  Words a(200'000);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = i;
  Words b = a;
  b[70'000] = 0;
  b.erase(b.begin() + 150'000);
  const Differences found = differences(a, b);
  EXPECT_EQ(std::count(found.in_a.begin(), found.in_a.end(), true), 2);
  EXPECT_EQ(std::count(found.in_b.begin(), found.in_b.end(), true), 1);
  EXPECT_TRUE(found.in_a[70'000] && found.in_a[150'000] && found.in_b[70'000]);
}

TEST(Differences, BeyondTheMostEditsAllBetweenTheEndsDiffers) {
  const Words a{1, 2, 3, 4, 9};
  const Words b{1, 5, 6, 7, 9};
  const Differences found = differences(a, b, 3);
  EXPECT_EQ(found.in_a, (std::vector<bool>{false, true, true, true, false}));
  EXPECT_EQ(found.in_b, (std::vector<bool>{false, true, true, true, false}));
}

}  // namespace
}  // namespace unspin::report
