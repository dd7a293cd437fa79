#include "engine/base/file.h"

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"

namespace unspin::base {
namespace {

bool names(const Error& error, const fs::path& path) { return error.message.find(path.string()) != std::string::npos; }

TEST(File, WritesAndReadsBack) {
  const oracle::TempDir dir;
  auto file = File::create(dir / "a");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write("hello world"));
  EXPECT_EQ(file->size(), 11U);
  char part[5];
  ASSERT_TRUE(file->read_at(part, 5, 6));
  EXPECT_EQ(std::string_view(part, 5), "world");
  ASSERT_TRUE(file->close());

  auto reader = File::open(dir / "a");
  ASSERT_TRUE(reader);
  char buffer[100];
  EXPECT_EQ(reader->read(buffer, 4), 4U);
  EXPECT_EQ(reader->read(buffer, sizeof buffer), 7U);
  EXPECT_EQ(reader->read(buffer, sizeof buffer), 0U);
  EXPECT_EQ(std::string_view(buffer, 7), "o world");
}

TEST(File, ErrorsNameThePathAndTheReason) {
  const oracle::TempDir dir;
  const auto missing = File::open(dir / "missing");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Error::Code::Io);
  EXPECT_EQ(missing.error().message, "cannot open " + (dir / "missing").string() + ": No such file or directory");

  const auto nowhere = File::create(dir / "no/folder");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().message, "cannot create " + (dir / "no/folder").string() + ": No such file or directory");

  auto folder = File::open(dir.path());
  ASSERT_TRUE(folder);
  char byte;
  const auto read = folder->read(&byte, 1);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Error::Code::Io);
  EXPECT_TRUE(names(read.error(), dir.path())) << read.error().message;

  dir.write("a", "x");
  auto read_only = File::open(dir / "a");
  ASSERT_TRUE(read_only);
  const auto written = read_only->write("y");
  ASSERT_FALSE(written);
  EXPECT_TRUE(names(written.error(), dir / "a")) << written.error().message;

  const auto made = make_directories(dir / "a/b");
  ASSERT_FALSE(made);
  EXPECT_TRUE(names(made.error(), dir / "a/b")) << made.error().message;
}

TEST(File, ReadingPastTheEndIsACorruptFile) {
  const oracle::TempDir dir;
  dir.write("short", "12345");
  const auto file = File::open(dir / "short");
  ASSERT_TRUE(file);
  char buffer[10];
  const auto read = file->read_at(buffer, 10, 2);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Error::Code::CorruptFile);
  EXPECT_EQ(read.error().message, (dir / "short").string() + " ends at byte 5, 7 more were expected");
}

TEST(File, MovesItsDescriptor) {
  const oracle::TempDir dir;
  auto created = File::create(dir / "a");
  ASSERT_TRUE(created);
  File moved = std::move(*created);
  ASSERT_TRUE(moved.write("x"));
  File assigned;
  assigned = std::move(moved);
  ASSERT_TRUE(assigned.write("y"));
  EXPECT_EQ(assigned.path(), dir / "a");
  EXPECT_EQ(oracle::read_whole(dir / "a"), "xy");
}

TEST(StagedFile, HasItsNameOnlyOnceCommitted) {
  const oracle::TempDir dir;
  const std::string large(1 << 20, 'x');
  auto staged = StagedFile::create(dir / "result");
  ASSERT_TRUE(staged);
  ASSERT_TRUE(staged->write(large));
  ASSERT_TRUE(staged->write("end"));
  EXPECT_FALSE(fs::exists(dir / "result"));
  ASSERT_TRUE(staged->commit());
  EXPECT_EQ(oracle::read_whole(dir / "result"), large + "end");
  EXPECT_FALSE(fs::exists(dir / "result.partial"));
}

TEST(StagedFile, LeavesNothingWhenNotCommitted) {
  const oracle::TempDir dir;
  {
    auto staged = StagedFile::create(dir / "result");
    ASSERT_TRUE(staged);
    ASSERT_TRUE(staged->write(std::string(1 << 20, 'x')));
    const StagedFile moved = std::move(*staged);
    EXPECT_TRUE(fs::exists(dir / "result.partial"));
  }
  EXPECT_TRUE(fs::is_empty(dir.path()));
}

TEST(StagedFile, AnOlderResultStaysUntilTheNewOneIsWhole) {
  const oracle::TempDir dir;
  ASSERT_TRUE(write_file(dir / "result", "old"));
  {
    auto staged = StagedFile::create(dir / "result");
    ASSERT_TRUE(staged);
    ASSERT_TRUE(staged->write("new"));
  }
  EXPECT_EQ(oracle::read_whole(dir / "result"), "old");
  ASSERT_TRUE(write_file(dir / "result", "new"));
  EXPECT_EQ(oracle::read_whole(dir / "result"), "new");
}

TEST(StagedFile, AFailedCommitNamesTheResultAndLeavesNothing) {
  const oracle::TempDir dir;
  dir.write("result/in-the-way", "");
  {
    auto staged = StagedFile::create(dir / "result");
    ASSERT_TRUE(staged);
    const auto committed = staged->commit();
    ASSERT_FALSE(committed);
    EXPECT_TRUE(names(committed.error(), dir / "result")) << committed.error().message;
  }
  EXPECT_FALSE(fs::exists(dir / "result.partial"));
}

TEST(ReadFile, GivesAllBytesOfAnySize) {
  const oracle::TempDir dir;
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 200'000U}) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31);
    dir.write("a", bytes);
    EXPECT_EQ(read_file(dir / "a"), bytes);
  }
  EXPECT_FALSE(read_file(dir / "missing"));
}

TEST(StagedFolder, AppearsWholeOrNotAtAll) {
  const oracle::TempDir dir;
  {
    const auto folder = StagedFolder::create(dir / "kept");
    ASSERT_TRUE(folder) << folder.error().message;
    ASSERT_TRUE(write_file(folder->path() / "a", "one"));
    EXPECT_FALSE(fs::exists(dir / "kept"));
  }
  EXPECT_TRUE(fs::is_empty(dir / "."));
  fs::create_directories(dir / "kept.partial/left/by a killed run");
  auto folder = StagedFolder::create(dir / "kept");
  ASSERT_TRUE(folder) << folder.error().message;
  ASSERT_TRUE(write_file(folder->path() / "a", "one"));
  ASSERT_TRUE(folder->commit());
  EXPECT_EQ(*read_file(dir / "kept/a"), "one");
  EXPECT_FALSE(fs::exists(dir / "kept/left"));
  EXPECT_FALSE(fs::exists(dir / "kept.partial"));
}

}  // namespace
}  // namespace unspin::base
