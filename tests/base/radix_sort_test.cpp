#include "engine/base/radix_sort.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace unspin::base {
namespace {

void expect_sorted_like_the_standard_sort(std::vector<KeyedDoc> entries) {
  std::vector<KeyedDoc> expected = entries;
  std::stable_sort(expected.begin(), expected.end(),
                   [](const KeyedDoc& a, const KeyedDoc& b) { return a.key < b.key; });
  std::vector<KeyedDoc> scratch(entries.size());
  radix_sort(entries, scratch);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    ASSERT_EQ(std::uint64_t{entries[i].key}, std::uint64_t{expected[i].key})  // copies: the members are packed
        << "at " << i << " of " << entries.size();
    ASSERT_EQ(entries[i].doc, expected[i].doc) << "at " << i << " of " << entries.size();
  }
}

/// Entries of documents 0, 1, 2, … with keys that agree with `shared` outside of `varied` and are random inside.
std::vector<KeyedDoc> entries_with_keys(std::size_t count, std::uint64_t shared, std::uint64_t varied) {
  std::mt19937_64 random(count + 11);
  std::vector<KeyedDoc> entries;
  for (std::uint32_t doc = 0; doc < count; ++doc) entries.push_back({(shared & ~varied) | (random() & varied), doc});
  return entries;
}

TEST(RadixSort, SortsRandomKeys) {
  for (const std::size_t count : {0U, 1U, 2U, 3U, 100U, 50'000U}) {
    expect_sorted_like_the_standard_sort(entries_with_keys(count, 0, ~std::uint64_t{0}));
  }
}

TEST(RadixSort, EqualKeysKeepTheirOrder) {
  expect_sorted_like_the_standard_sort(entries_with_keys(10'000, 0x123456789ABCDEFU, 0));
  expect_sorted_like_the_standard_sort(entries_with_keys(10'000, 0, 0x8000000000000000U));
  expect_sorted_like_the_standard_sort(entries_with_keys(10'000, 0, 0xF00000000000000FU));
}

TEST(RadixSort, RepairsRunsThatAgreeInTheTop33Bits) {
  expect_sorted_like_the_standard_sort(entries_with_keys(10'000, ~std::uint64_t{0}, (std::uint64_t{1} << 31) - 1));
  expect_sorted_like_the_standard_sort(entries_with_keys(10'000, 0, 1));
}

TEST(RadixSort, EveryBitOfTheKeyCounts) {
  for (int bit = 0; bit < 64; ++bit) {
    SCOPED_TRACE(bit);
    expect_sorted_like_the_standard_sort(entries_with_keys(64, 0x5555555555555555U, std::uint64_t{1} << bit));
  }
}

TEST(RadixSort, AnEntryIsTwelveBytes) { EXPECT_EQ(sizeof(KeyedDoc), 12U); }

}  // namespace
}  // namespace unspin::base
