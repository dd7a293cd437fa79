#include "engine/lsh/candidates.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"

namespace unspin::lsh {
namespace {

struct Found {
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  BucketCounts counts;
};

/// The pairs of one bucket of `size` documents: 3, 6, 9, ….
Found pairs_of_bucket(std::size_t size, std::uint64_t key = 42) {
  const oracle::TempDir dir;
  std::vector<base::KeyedDoc> bucket;
  for (std::uint32_t i = 1; i <= size; ++i) bucket.push_back({key, 3 * i});
  base::ExternalSorter<Pair> sorter(dir / "pairs", std::uint64_t{64} << 20);
  Found found;
  EXPECT_TRUE(add_bucket_pairs(bucket, sorter, found.counts));
  EXPECT_TRUE(sorter.drain([&](const Pair& pair) -> Result<void> {
    found.pairs.emplace(first(pair), second(pair));
    return {};
  }));
  return found;
}

TEST(Candidates, APairIsOrderedByItsSmallerDocument) {
  EXPECT_EQ(make_pair(7, 3), make_pair(3, 7));
  EXPECT_EQ(first(make_pair(7, 3)), 3U);
  EXPECT_EQ(second(make_pair(7, 3)), 7U);
  EXPECT_LT(make_pair(1, 0xFFFFFFFF), make_pair(2, 3));
  EXPECT_LT(make_pair(2, 3), make_pair(2, 4));
}

TEST(Candidates, SmallBucketsGiveAllPairs) {
  for (const std::size_t size : {std::size_t{2}, std::size_t{3}, std::size_t{100}, kMaxBucket}) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> expected;
    for (std::uint32_t a = 1; a <= size; ++a) {
      for (std::uint32_t b = a + 1; b <= size; ++b) expected.emplace_hint(expected.end(), 3 * a, 3 * b);
    }
    const Found found = pairs_of_bucket(size);
    EXPECT_TRUE(found.pairs == expected) << size;
    EXPECT_EQ(found.counts.pairs, expected.size());
    EXPECT_EQ(found.counts.buckets, 1U);
    EXPECT_EQ(found.counts.largest, size);
    EXPECT_EQ(found.counts.capped_buckets, 0U);
    EXPECT_EQ(found.counts.capped_pairs, 0U);
  }
}

TEST(Candidates, LargeBucketsAreSampledAndEveryPairIsCountedOnce) {
  for (const std::size_t size : {kMaxBucket + 1, std::size_t{5000}}) {
    const Found found = pairs_of_bucket(size);
    EXPECT_EQ(found.counts.capped_buckets, 1U);
    EXPECT_EQ(found.counts.pairs, found.pairs.size()) << "pairs that are looked at twice are counted once";
    EXPECT_EQ(found.counts.pairs + found.counts.capped_pairs, size * (size - 1) / 2);
    EXPECT_GT(found.counts.capped_pairs, 0U);
    EXPECT_LE(found.pairs.size(), size * (kSampledNeighbours + 1));
  }
}

TEST(Candidates, EachDocumentOfALargeBucketMeetsTheFirstOneAndManyOthers) {
  const std::size_t size = kMaxBucket + 500;
  const Found found = pairs_of_bucket(size);
  std::vector<std::size_t> neighbours(3 * size + 1, 0);
  for (const auto& [a, b] : found.pairs) {
    ++neighbours[a];
    ++neighbours[b];
  }
  for (std::uint32_t i = 2; i <= size; ++i) {
    EXPECT_TRUE(found.pairs.contains({3, 3 * i})) << i;
    EXPECT_GE(neighbours[3 * i], kSampledNeighbours);
  }
}

TEST(Candidates, TheSampleIsDrawnFromTheKeyAlone) {
  const std::size_t size = kMaxBucket + 1;
  EXPECT_TRUE(pairs_of_bucket(size, 1).pairs == pairs_of_bucket(size, 1).pairs);
  EXPECT_FALSE(pairs_of_bucket(size, 1).pairs == pairs_of_bucket(size, 2).pairs);
}

}  // namespace
}  // namespace unspin::lsh
