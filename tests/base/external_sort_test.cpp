#include "engine/base/external_sort.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"

namespace unspin::base {
namespace {

constexpr std::uint64_t kTinyMemory = 0;  // the smallest buffer there is: 1024 values

std::vector<std::uint64_t> drained(ExternalSorter<std::uint64_t>& sorter) {
  std::vector<std::uint64_t> values;
  const auto result = sorter.drain([&](const std::uint64_t& value) -> Result<void> {
    values.push_back(value);
    return {};
  });
  EXPECT_TRUE(result);
  return values;
}

std::size_t num_files(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(ExternalSort, GivesEachDistinctValueOnceAscending) {
  const oracle::TempDir dir;
  for (const std::size_t count : {0U, 1U, 1023U, 1024U, 1025U, 2048U, 20'000U}) {
    for (const std::uint64_t distinct : {1U, 3U, 700U, 5'000U, 1'000'000'000U}) {
      std::mt19937_64 random(count + distinct);
      ExternalSorter<std::uint64_t> sorter(dir / "runs", kTinyMemory);
      std::set<std::uint64_t> expected;
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t value = random() % distinct;
        expected.insert(value);
        ASSERT_TRUE(sorter.add(value));
      }
      EXPECT_EQ(drained(sorter), std::vector<std::uint64_t>(expected.begin(), expected.end()))
          << count << " values below " << distinct;
    }
  }
}

TEST(ExternalSort, SpillsRunsAndDeletesThem) {
  const oracle::TempDir dir;
  {
    ExternalSorter<std::uint64_t> sorter(dir / "runs", kTinyMemory);
    for (std::uint64_t i = 0; i < 10'000; ++i) ASSERT_TRUE(sorter.add(i * 0x9E3779B97F4A7C15U));
    EXPECT_EQ(num_files(dir.path()), 9U);
    EXPECT_EQ(drained(sorter).size(), 10'000U);
    EXPECT_GT(num_files(dir.path()), 0U);
  }
  EXPECT_EQ(num_files(dir.path()), 0U);
}

TEST(ExternalSort, RepeatsThatFitInMemoryAreNeverSpilled) {
  const oracle::TempDir dir;
  ExternalSorter<std::uint64_t> sorter(dir / "runs", kTinyMemory);
  for (std::uint64_t i = 0; i < 100'000; ++i) ASSERT_TRUE(sorter.add(i % 300));
  EXPECT_EQ(num_files(dir.path()), 0U);
  EXPECT_EQ(drained(sorter).size(), 300U);
}

TEST(ExternalSort, TheFirstFailureOfTheVisitorEndsTheDrain) {
  const oracle::TempDir dir;
  for (const std::uint64_t count : {10U, 5'000U}) {
    ExternalSorter<std::uint64_t> sorter(dir / "runs", kTinyMemory);
    for (std::uint64_t i = 0; i < count; ++i) ASSERT_TRUE(sorter.add(i));
    std::uint64_t visited = 0;
    const auto result = sorter.drain([&](const std::uint64_t& value) -> Result<void> {
      ++visited;
      if (value == 3) return failure(Error::Code::Interrupted, "enough");
      return {};
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "enough");
    EXPECT_EQ(visited, 4U);
  }
}

TEST(ExternalSort, AFolderThatIsMissingIsNamed) {
  const oracle::TempDir dir;
  ExternalSorter<std::uint64_t> sorter(dir / "missing/runs", kTinyMemory);
  Result<void> added;
  for (std::uint64_t i = 0; added && i < 2000; ++i) added = sorter.add(i);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Error::Code::Io);
  EXPECT_NE(added.error().message.find((dir / "missing/runs.0").string()), std::string::npos) << added.error().message;
}

}  // namespace
}  // namespace unspin::base
