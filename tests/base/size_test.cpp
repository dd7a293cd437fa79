#include <gtest/gtest.h>

#include <unspin/options.h>

namespace unspin {
namespace {

TEST(ParseSize, UnderstandsNumbersWithAndWithoutUnits) {
  EXPECT_EQ(parse_size("1000000"), 1'000'000U);
  EXPECT_EQ(parse_size("1B"), 1U);
  EXPECT_EQ(parse_size("8GB"), 8'000'000'000U);
  EXPECT_EQ(parse_size("4GiB"), 4'294'967'296U);
  EXPECT_EQ(parse_size("512MiB"), 536'870'912U);
  EXPECT_EQ(parse_size("0.5KiB"), 512U);
  EXPECT_EQ(parse_size("3K"), 3072U);
  EXPECT_EQ(parse_size("2M"), 2'097'152U);
  EXPECT_EQ(parse_size("1G"), 1'073'741'824U);
  EXPECT_EQ(parse_size("2TB"), 2'000'000'000'000U);
  EXPECT_EQ(parse_size("2gb"), 2'000'000'000U);
  EXPECT_EQ(parse_size("1TiB"), 1'099'511'627'776U);
}

TEST(ParseSize, RefusesWhatIsNoSizeAndSaysWhatIs) {
  for (const char* text : {"", "GiB", "-1GiB", "0", "4 GiB", "4XB", "4GiBx", "lots"}) {
    const auto refused = parse_size(text);
    ASSERT_FALSE(refused) << "'" << text << "'";
    EXPECT_EQ(refused.error().code, Error::Code::InvalidOptions);
    EXPECT_EQ(refused.error().message,
              "'" + std::string(text) + "' is not a size: write a number and a unit, as in 512MiB or 4GiB");
  }
}

}  // namespace
}  // namespace unspin
