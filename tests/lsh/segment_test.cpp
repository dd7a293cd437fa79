#include "engine/lsh/segment.h"

#include <cstring>

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"

namespace unspin::lsh {
namespace {

constexpr std::uint64_t kRun = 0xABCDEF;
const std::vector<std::uint64_t> kKeys = {10, 20, 30, 40, 50};
const std::vector<std::uint32_t> kSizes = {1, 2, 3, 4, 5};

class SegmentTest : public testing::Test {
 protected:
  void SetUp() override {
    const Column columns[] = {{8, kKeys.data()}, {4, kSizes.data()}};
    ASSERT_TRUE(write_segment(path, kRun, 100, kKeys.size(), columns));
  }

  /// Changes one byte of the file.
  void damage(std::size_t at) const {
    std::string bytes = oracle::read_whole(path);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    dir.write("segment", bytes);
  }

  void expect_refused(std::uint64_t run, Error::Code code, std::string_view what) const {
    const auto refused = Segment::open(path, run);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code) << refused.error().message;
    EXPECT_NE(refused.error().message.find(path.string()), std::string::npos) << refused.error().message;
    EXPECT_NE(refused.error().message.find(what), std::string::npos) << refused.error().message;
  }

  oracle::TempDir dir;
  std::filesystem::path path = dir / "segment";
};

TEST_F(SegmentTest, GivesBackWhatWasWritten) {
  const auto segment = Segment::open(path, kRun);
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->first_doc(), 100U);
  EXPECT_EQ(segment->num_docs(), 5U);
  std::vector<std::uint64_t> keys(5);
  std::vector<std::uint32_t> sizes(5);
  ASSERT_TRUE(segment->read_column(1, sizes.data()));
  ASSERT_TRUE(segment->read_column(0, keys.data()));
  EXPECT_EQ(keys, kKeys);
  EXPECT_EQ(sizes, kSizes);
}

TEST_F(SegmentTest, MayBeEmpty) {
  ASSERT_TRUE(write_segment(path, kRun, 7, 0, {}));
  const auto segment = Segment::open(path, kRun);
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->first_doc(), 7U);
  EXPECT_EQ(segment->num_docs(), 0U);
}

TEST_F(SegmentTest, LeavesNoUnfinishedFile) { EXPECT_FALSE(std::filesystem::exists(path.string() + ".partial")); }

TEST_F(SegmentTest, RefusesAnotherRun) {
  expect_refused(kRun + 1, Error::Code::CorruptFile, "belongs to a run with other options or inputs");
}

TEST_F(SegmentTest, RefusesAnotherVersion) {
  std::string bytes = oracle::read_whole(path);
  bytes[8] = 99;
  dir.write("segment", bytes);
  expect_refused(kRun, Error::Code::UnsupportedVersion, "has version 99, this program reads 2");
}

TEST_F(SegmentTest, RefusesWhatIsNoSegment) {
  dir.write("segment", std::string(500, 'x'));
  expect_refused(kRun, Error::Code::CorruptFile, "not a segment");
}

TEST_F(SegmentTest, RefusesEveryDamagedByteOfTheHeader) {
  const std::string whole = oracle::read_whole(path);
  const std::size_t header_bytes = whole.size() - 5 * (8 + 4);
  for (std::size_t at = 0; at < header_bytes; ++at) {
    damage(at);
    const auto refused = Segment::open(path, kRun);
    ASSERT_FALSE(refused) << "byte " << at;
    EXPECT_NE(refused.error().message.find(path.string()), std::string::npos) << refused.error().message;
    dir.write("segment", whole);
  }
  damage(24);  // the first document
  expect_refused(kRun, Error::Code::CorruptFile, "its header is damaged");
}

TEST_F(SegmentTest, RefusesADamagedColumnOnly) {
  damage(oracle::read_whole(path).size() - 1);
  const auto segment = Segment::open(path, kRun);
  ASSERT_TRUE(segment);
  std::vector<std::uint64_t> keys(5);
  EXPECT_TRUE(segment->read_column(0, keys.data()));
  std::vector<std::uint32_t> sizes(5);
  const auto refused = segment->read_column(1, sizes.data());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::Code::CorruptFile);
  EXPECT_EQ(refused.error().message, path.string() + ": the checksum of column 1 is wrong; run again without --resume");
}

TEST_F(SegmentTest, RefusesATruncatedFileAtAnyLength) {
  const std::string whole = oracle::read_whole(path);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    dir.write("segment", whole.substr(0, size));
    expect_refused(kRun, Error::Code::CorruptFile, "");
  }
  dir.write("segment", whole + "x");
  expect_refused(kRun, Error::Code::CorruptFile, "bytes long, not");
}

TEST_F(SegmentTest, NamesAMissingFile) {
  std::filesystem::remove(path);
  expect_refused(kRun, Error::Code::Io, "No such file");
}

}  // namespace
}  // namespace unspin::lsh
