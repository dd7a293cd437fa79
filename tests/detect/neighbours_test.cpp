#include "engine/detect/neighbours.h"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"

namespace unspin::detect {
namespace {

using Shared = std::map<std::pair<std::uint32_t, std::uint32_t>, float>;

RelatedFile store(const oracle::TempDir& dir, const Shared& pairs) {
  base::ExternalSorter<RelatedPair> sorter(dir / "sort", 1 << 20);
  for (const auto& [docs, shared] : pairs) {
    EXPECT_TRUE(sorter.add({docs.first, docs.second, shared, 0, 0, 0}));
  }
  EXPECT_TRUE(RelatedFile::store(dir / "pairs", 1, sorter, {}, [](const RelatedPair&) { return true; }));
  auto file = RelatedFile::open(dir / "pairs", 1);
  EXPECT_TRUE(file);
  return std::move(*file);
}

TEST(Neighbours, OfBothAsFoundByLookingAtAll) {
  std::mt19937 rng(3);
  Shared pairs;
  base::DocSubset documents(200);
  for (int i = 0; i < 900; ++i) {
    const std::uint32_t a = static_cast<std::uint32_t>(rng() % 60 * 3);
    const std::uint32_t b = static_cast<std::uint32_t>(rng() % 60 * 3);
    if (a >= b) continue;
    pairs[{a, b}] = static_cast<float>(rng() % 7);
    documents.add(a);
    documents.add(b);
  }
  documents.index();
  const oracle::TempDir dir;
  const RelatedFile file = store(dir, pairs);
  const auto neighbours = Neighbours::read(file, documents);
  ASSERT_TRUE(neighbours);
  const auto shared = [&](std::uint32_t x, std::uint32_t y) {
    const auto at = pairs.find({std::min(x, y), std::max(x, y)});
    return at == pairs.end() ? -1.0F : at->second;
  };
  for (const auto& [docs, unused] : pairs) {
    std::vector<std::pair<float, std::uint32_t>> both;
    for (std::uint32_t doc = 0; doc < 200; ++doc) {
      const float least = std::min(shared(doc, docs.first), shared(doc, docs.second));
      if (least >= 0) both.emplace_back(-least, doc);
    }
    std::sort(both.begin(), both.end());
    if (both.size() > 5) both.resize(5);
    std::vector<std::uint32_t> expected;
    for (const auto& [least, doc] : both) expected.push_back(doc);
    EXPECT_EQ(neighbours->of_both(docs.first, docs.second, 5), expected);
  }
}

}  // namespace
}  // namespace unspin::detect
