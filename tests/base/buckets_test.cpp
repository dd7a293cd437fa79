#include "engine/base/buckets.h"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace unspin::base {
namespace {

using Buckets = std::vector<std::pair<std::uint64_t, std::vector<std::uint32_t>>>;

struct Gathered {
  Buckets buckets;
  int num_ranges = 0;
};

Gathered gather(const std::vector<KeyedDoc>& entries, std::uint64_t memory_bytes) {
  Gathered gathered;
  const auto source = [&](KeyRange range, std::vector<KeyedDoc>& out) -> Result<void> {
    ++gathered.num_ranges;
    for (const KeyedDoc& entry : entries) {
      if (range.contains(entry.key)) out.push_back(entry);
    }
    return {};
  };
  const auto visit = [&](std::span<const KeyedDoc> bucket) -> Result<void> {
    std::vector<std::uint32_t> docs;
    for (const KeyedDoc& entry : bucket) docs.push_back(entry.doc);
    gathered.buckets.emplace_back(std::uint64_t{bucket[0].key}, docs);
    return {};
  };
  EXPECT_TRUE(for_each_bucket(entries.size(), memory_bytes, source, visit));
  return gathered;
}

Buckets oracle(const std::vector<KeyedDoc>& entries) {
  std::map<std::uint64_t, std::vector<std::uint32_t>> by_key;
  for (const KeyedDoc& entry : entries) by_key[std::uint64_t{entry.key}].push_back(std::uint32_t{entry.doc});
  Buckets buckets;
  for (const auto& [key, docs] : by_key) {
    if (docs.size() >= 2) buckets.emplace_back(key, docs);
  }
  return buckets;
}

std::vector<KeyedDoc> entries_with_repeats() {
  std::mt19937_64 random(5);
  std::vector<std::uint64_t> keys = {0, 1, ~std::uint64_t{0}, ~std::uint64_t{0} - 1, std::uint64_t{1} << 63};
  while (keys.size() < 400) keys.push_back(random());
  std::vector<KeyedDoc> entries;
  for (std::uint32_t doc = 0; doc < 1000; ++doc) entries.push_back({keys[random() % keys.size()], doc});
  return entries;
}

TEST(Buckets, AnyMemoryLimitGivesTheSameBucketsInTheSameOrder) {
  const std::vector<KeyedDoc> entries = entries_with_repeats();
  const Buckets expected = oracle(entries);
  ASSERT_GT(expected.size(), 200U);
  for (const std::uint64_t memory_bytes : {1U << 30, 24'000U, 12'000U, 1'000U, 100U, 25U}) {
    EXPECT_EQ(gather(entries, memory_bytes).buckets, expected) << memory_bytes << " bytes";
  }
}

TEST(Buckets, LessMemoryMeansMoreRanges) {
  const std::vector<KeyedDoc> entries = entries_with_repeats();
  EXPECT_EQ(gather(entries, 1 << 30).num_ranges, 1);
  EXPECT_EQ(gather(entries, 1000 * 24 / 10).num_ranges, 11);
}

TEST(Buckets, NoEntriesMeanNoBuckets) { EXPECT_TRUE(gather({}, 0).buckets.empty()); }

TEST(Buckets, TheFirstFailureEndsTheWalk) {
  const std::vector<KeyedDoc> entries = {{1, 0}, {1, 1}, {2, 2}, {2, 3}};
  const auto give = [&](KeyRange, std::vector<KeyedDoc>& out) -> Result<void> {
    out = entries;
    return {};
  };
  int visited = 0;
  const auto refuse = [&](std::span<const KeyedDoc>) -> Result<void> {
    ++visited;
    return failure(Error::Code::Internal, "visit");
  };
  const auto result = for_each_bucket(4, 1 << 20, give, refuse);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "visit");
  EXPECT_EQ(visited, 1);

  const auto no_source = [](KeyRange, std::vector<KeyedDoc>&) {
    return Result<void>(failure(Error::Code::Io, "source"));
  };
  EXPECT_EQ(for_each_bucket(4, 1 << 20, no_source, refuse).error().message, "source");
}

}  // namespace
}  // namespace unspin::base
