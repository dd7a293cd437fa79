#include "engine/base/doc_subset.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace unspin::base {
namespace {

TEST(DocSubset, RanksAreThoseOfASortedSet) {
  std::mt19937_64 random(3);
  for (const std::uint64_t num_docs : {1U, 63U, 64U, 65U, 1000U}) {
    for (const std::uint64_t adds : {std::uint64_t{0}, std::uint64_t{1}, num_docs / 2, 4 * num_docs}) {
      DocSubset subset(num_docs);
      std::set<std::uint32_t> expected;
      for (std::uint64_t i = 0; i < adds; ++i) {
        const auto doc = static_cast<std::uint32_t>(random() % num_docs);
        subset.add(doc);
        expected.insert(doc);
      }
      subset.index();
      EXPECT_EQ(subset.size(), expected.size());
      EXPECT_EQ(subset.members(), std::vector<std::uint32_t>(expected.begin(), expected.end()));
      std::uint32_t rank = 0;
      for (const std::uint32_t doc : expected) EXPECT_EQ(subset.rank(doc), rank++) << doc << " of " << num_docs;
      for (std::uint32_t doc = 0; doc < num_docs; ++doc) EXPECT_EQ(subset.contains(doc), expected.contains(doc));
    }
  }
}

}  // namespace
}  // namespace unspin::base
