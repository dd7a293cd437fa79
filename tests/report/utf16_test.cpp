#include "engine/report/utf16.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace unspin::report {
namespace {

TEST(Utf16, CountsCodeUnits) {
  const std::string text = "aé€\U0001F469b";  // 1, 2, 3, 4 and 1 bytes; 1, 1, 1, 2 and 1 code units
  const Utf16Offsets offset(text);
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> expected{{0, 0}, {1, 1}, {3, 2}, {6, 3}, {10, 5}, {11, 6}};
  for (const auto& [bytes, units] : expected) EXPECT_EQ(offset(bytes), units) << bytes;
}

TEST(Utf16, InsideACharacterIsItsBeginning) {
  const Utf16Offsets offset("x\U0001F469y");
  for (std::uint32_t byte = 1; byte <= 4; ++byte) EXPECT_EQ(offset(byte), 1U);
  EXPECT_EQ(offset(5), 3U);
}

TEST(Utf16, NothingButTheEnd) { EXPECT_EQ(Utf16Offsets("")(0), 0U); }

TEST(Utf16, MalformedBytesBecomeOneCharacterEach) {
  const std::string text = "a\xFF\xC3z\xED\xA0\x80\xF4\x90\x80\x80";
  const std::string repaired = well_formed(text);
  EXPECT_EQ(repaired, "a��z�������");
  // The offsets count what is shown.
  const Utf16Offsets offset(text);
  const Utf16Offsets of_repaired(repaired);
  EXPECT_EQ(offset(static_cast<std::uint32_t>(text.size())), of_repaired(static_cast<std::uint32_t>(repaired.size())));
  EXPECT_EQ(offset(3), 3U);
  EXPECT_EQ(offset(4), 4U);
}

TEST(Utf16, WellFormedTextStays) {
  const std::string text = std::string("nul\0 ", 5) + "עברית \U0010FFFF �";
  EXPECT_EQ(well_formed(text), text);
}

}  // namespace
}  // namespace unspin::report
