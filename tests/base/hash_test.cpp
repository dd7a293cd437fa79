#include "engine/base/hash.h"

#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace unspin::base {
namespace {

// These values are on disks and in results. If one changes, every stored key and every generated id changes: a new
// format version, never a new golden value alone.

TEST(Hash, Hash64KeepsItsGoldenValues) {
  EXPECT_EQ(hash64(""), 0x2D06800538D394C2U);
  EXPECT_EQ(hash64("a"), 0xE6C632B61E964E1FU);
  EXPECT_EQ(hash64("near-duplicate detection"), 0xE11E6CBF0FC35ABAU);
  EXPECT_EQ(hash64("near-duplicate detection", 7), 0x1BA288505A362B2CU);
  EXPECT_EQ(hash64(std::string(1000, 'x')), 0xC0A4877B962CBA82U);
}

TEST(Hash, Hash128KeepsItsGoldenValues) {
  EXPECT_EQ(to_hex(hash128("", 0)), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(to_hex(hash128("near-duplicate", 14)), "21764627a9e42c8e078bb9479f4bf68b");
}

TEST(Hash, HashOfSixteenBytesIsHash64OfTheirBytes) {
  EXPECT_EQ(hash64_of_16(1, 2), 0x07EE86C281446BEFU);
  const std::string bytes = "0123456789abcdef";
  std::uint64_t halves[2];
  std::memcpy(halves, bytes.data(), sizeof halves);
  EXPECT_EQ(hash64_of_16(halves[0], halves[1]), hash64(bytes));
}

TEST(Hash, SplitMix64IsThePublishedSequence) {
  SplitMix64 random(0);
  EXPECT_EQ(random.next(), 0xE220A8397B1DCDAFU);
  EXPECT_EQ(random.next(), 0x6E789E6AA1B965F4U);
  EXPECT_EQ(random.next(), 0x06C45D188009454FU);
}

TEST(Hash, HexIsThirtyTwoLowerCaseDigitsHighHalfFirst) {
  EXPECT_EQ(to_hex({0, 0}), "00000000000000000000000000000000");
  EXPECT_EQ(to_hex({0x0123456789ABCDEFU, 0xFEDCBA9876543210U}), "fedcba98765432100123456789abcdef");
}

TEST(Hash, DigestOfPiecesIsTheHashOfTheWhole) {
  std::vector<unsigned char> bytes(5000);
  std::iota(bytes.begin(), bytes.end(), static_cast<unsigned char>(0));
  for (const std::size_t piece : {1U, 7U, 64U, 240U, 256U, 1000U, 5000U}) {
    Digest digest;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      digest.add(bytes.data() + at, std::min(piece, bytes.size() - at));
    }
    EXPECT_EQ(digest.value(), hash128(bytes.data(), bytes.size())) << "in pieces of " << piece;
  }
  EXPECT_EQ(Digest().value(), hash128("", 0));
}

}  // namespace
}  // namespace unspin::base
