#include "engine/lsh/band_keys.h"

#include <vector>

#include <gtest/gtest.h>

#include "engine/base/hash.h"

namespace unspin::lsh {
namespace {

std::vector<std::uint64_t> keys_of(Banding banding, const std::vector<std::uint32_t>& minima) {
  std::vector<std::uint64_t> keys(static_cast<std::size_t>(banding.bands));
  band_keys(banding, minima, keys);
  return keys;
}

TEST(BandKeys, KeepTheirGoldenValues) {
  // Segments on disk hold these: a change is a new format.
  EXPECT_EQ(keys_of({2, 3}, {1, 2, 3, 4, 5, 6}),
            (std::vector<std::uint64_t>{0x6BBF7429332BEA48U, 0x1B0F400BADFA0726U}));
}

TEST(BandKeys, AreTheHashOfTheBandSeededWithItsNumber) {
  const std::vector<std::uint32_t> minima = {9, 8, 7, 6, 5, 4, 3, 2};
  const auto keys = keys_of({4, 2}, minima);
  for (std::size_t band = 0; band < 4; ++band) EXPECT_EQ(keys[band], base::hash64(&minima[2 * band], 8, band));
}

TEST(BandKeys, OneMinimumChangesTheKeyOfItsBandOnly) {
  std::vector<std::uint32_t> minima = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto before = keys_of({3, 3}, minima);
  ++minima[4];
  const auto after = keys_of({3, 3}, minima);
  EXPECT_EQ(after[0], before[0]);
  EXPECT_NE(after[1], before[1]);
  EXPECT_EQ(after[2], before[2]);
}

TEST(BandKeys, EqualMinimaInDifferentBandsHaveDifferentKeys) {
  const auto keys = keys_of({2, 2}, {7, 7, 7, 7});
  EXPECT_NE(keys[0], keys[1]);
}

}  // namespace
}  // namespace unspin::lsh
