#include "engine/shingle/set_store.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"

namespace unspin::shingle {
namespace {

std::vector<std::vector<std::uint64_t>> random_sets() {
  std::mt19937_64 random(12);
  std::vector<std::vector<std::uint64_t>> sets(300);
  for (std::size_t i = 0; i < sets.size(); ++i) {
    sets[i].resize(i == 7 ? 0 : i == 100 ? 300'000 : random() % 5'000);
    for (std::uint64_t& value : sets[i]) value = random();
  }
  return sets;
}

TEST(SetStore, GivesBackEverySetWhateverFitsInMemory) {
  const oracle::TempDir dir;
  const auto sets = random_sets();
  for (const std::uint64_t budget : {std::uint64_t{0}, std::uint64_t{3} << 20, std::uint64_t{1} << 30}) {
    SetStore store(dir / "sets", budget);
    for (const auto& set : sets) ASSERT_TRUE(store.add(set));
    ASSERT_EQ(store.num_sets(), sets.size());
    EXPECT_EQ(std::filesystem::exists(dir / "sets"), budget < std::uint64_t{1} << 30);
    std::vector<std::uint64_t> buffer;
    for (std::uint32_t i = static_cast<std::uint32_t>(sets.size()); i-- > 0;) {
      EXPECT_EQ(store.size_of(i), sets[i].size());
      const auto got = store.get(i, buffer);
      ASSERT_TRUE(got);
      EXPECT_EQ(std::vector<std::uint64_t>(got->begin(), got->end()), sets[i]) << "set " << i << ", budget " << budget;
    }
    std::filesystem::remove(dir / "sets");
  }
}

TEST(SetStore, NamesAScratchFileThatCannotBeMade) {
  const oracle::TempDir dir;
  SetStore store(dir / "missing/sets", 0);
  const auto added = store.add(std::vector<std::uint64_t>{1, 2});
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Error::Code::Io);
  EXPECT_NE(added.error().message.find((dir / "missing/sets").string()), std::string::npos);
}

}  // namespace
}  // namespace unspin::shingle
