#include "engine/detect/chunk_file.h"

#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"

namespace unspin::detect {
namespace {

constexpr std::uint64_t kRun = 77;

using Chunks = std::vector<std::pair<std::uint64_t, std::string>>;

void write_chunks(const std::filesystem::path& path, const Chunks& chunks) {
  auto writer = ChunkWriter::create(path, kRun);
  ASSERT_TRUE(writer);
  for (const auto& [first, bytes] : chunks) ASSERT_TRUE(writer->add(first, bytes));
  ASSERT_TRUE(writer->commit());
}

template <typename Reader>
Result<Chunks> read_all(Reader& reader) {
  Chunks chunks;
  for (;;) {
    auto chunk = reader.next();
    if (!chunk) return pass_on(chunk);
    if (!*chunk) return chunks;
    chunks.emplace_back((*chunk)->first, (*chunk)->bytes);
  }
}

Result<Chunks> read_file(const std::filesystem::path& path) {
  auto reader = ChunkReader::open(path, kRun);
  if (!reader) return pass_on(reader);
  return read_all(*reader);
}

Chunks some_chunks() { return {{0, "first"}, {5, ""}, {9, std::string(100'000, 'x')}, {7, std::string("\0\n", 2)}}; }

TEST(ChunkFile, GivesBackWhatWasWrittenInOrder) {
  const oracle::TempDir dir;
  write_chunks(dir / "chunks", some_chunks());
  EXPECT_EQ(read_file(dir / "chunks"), some_chunks());
  write_chunks(dir / "none", {});
  EXPECT_EQ(read_file(dir / "none"), Chunks{});
}

TEST(ChunkFile, IsThereOnlyWhenWhole) {
  const oracle::TempDir dir;
  {
    auto writer = ChunkWriter::create(dir / "chunks", kRun);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->add(0, "text"));
    EXPECT_FALSE(std::filesystem::exists(dir / "chunks"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

void expect_damaged(const Result<Chunks>& chunks, std::string_view what, std::size_t at) {
  ASSERT_FALSE(chunks) << what << ' ' << at;
  EXPECT_EQ(chunks.error().code, Error::Code::CorruptFile) << what << ' ' << at;
  EXPECT_NE(chunks.error().message.find("chunks"), std::string::npos) << chunks.error().message;
  EXPECT_NE(chunks.error().message.find("run again without --resume"), std::string::npos) << chunks.error().message;
}

TEST(ChunkFile, ACutIsNoticedWhereverItIs) {
  const oracle::TempDir dir;
  write_chunks(dir / "whole", {{0, "first"}, {5, "second"}, {9, ""}});
  const std::string bytes = oracle::read_whole(dir / "whole");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    dir.write("chunks", std::string_view(bytes).substr(0, size));
    expect_damaged(read_file(dir / "chunks"), "cut at", size);
  }
}

TEST(ChunkFile, AChangedByteIsNoticedWhereverItIs) {
  const oracle::TempDir dir;
  write_chunks(dir / "whole", {{0, "first"}, {5, "second"}, {9, ""}});
  const std::string whole = oracle::read_whole(dir / "whole");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x41);
    dir.write("chunks", bytes);
    expect_damaged(read_file(dir / "chunks"), "changed at", at);
  }
}

TEST(ChunkFile, WhatFollowsTheEndIsNoticed) {
  const oracle::TempDir dir;
  write_chunks(dir / "whole", {{0, "first"}});
  const std::string whole = oracle::read_whole(dir / "whole");
  for (const std::string& more : {std::string(1, '\0'), whole.substr(8), std::string(24, '\0')}) {
    dir.write("chunks", whole + more);
    expect_damaged(read_file(dir / "chunks"), "bytes more:", more.size());
  }
}

TEST(ChunkFile, ThatOfAnotherRunIsRefused) {
  const oracle::TempDir dir;
  write_chunks(dir / "chunks", some_chunks());
  const auto reader = ChunkReader::open(dir / "chunks", kRun + 1);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, Error::Code::CorruptFile);
  EXPECT_NE(reader.error().message.find("other options or inputs"), std::string::npos);
}

TEST(ChunkFile, AMissingFileIsAnIoError) {
  const oracle::TempDir dir;
  const auto reader = ChunkReader::open(dir / "missing", kRun);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, Error::Code::Io);
  ChunkFiles files({dir / "missing"}, kRun);
  EXPECT_FALSE(files.next());
}

TEST(ChunkFiles, AreReadOneAfterTheOther) {
  const oracle::TempDir dir;
  write_chunks(dir / "a", {{0, "a0"}, {1, "a1"}});
  write_chunks(dir / "b", {});
  write_chunks(dir / "c", {{2, "c2"}});
  ChunkFiles files({dir / "a", dir / "b", dir / "c"}, kRun);
  EXPECT_EQ(read_all(files), (Chunks{{0, "a0"}, {1, "a1"}, {2, "c2"}}));
  ChunkFiles none({}, kRun);
  EXPECT_EQ(read_all(none), Chunks{});
}

/// A run of so many threads on a folder of its own.
class ChunkLoop : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    run_.threads = GetParam();
    run_.stop = &stop_;
    Input input;
    input.paths = {dir_.write("in.jsonl", "{\"text\":\"a\"}\n").string()};
    auto context = Context::create(run_, input, "test", dir_ / "scratch", {});
    ASSERT_TRUE(context) << context.error().message;
    context_ = std::make_unique<Context>(std::move(*context));
    Chunks chunks;
    for (std::uint64_t i = 0; i < 300; ++i) chunks.emplace_back(i, std::string(i * i % 5000, 'c'));
    write_chunks(dir_ / "chunks", chunks);
  }

  Result<void> loop(const std::function<std::uint64_t(const Chunk&)>& work,
                    const std::function<Result<void>(std::uint64_t&)>& consume) {
    return for_each_chunk<std::uint64_t>(*context_, ChunkFiles({dir_ / "chunks", dir_ / "chunks"}, kRun), work,
                                         consume);
  }

  const oracle::TempDir dir_;
  unspin::Run run_;
  std::atomic<bool> stop_{false};
  std::unique_ptr<Context> context_;
};

TEST_P(ChunkLoop, ResultsComeInTheOrderOfTheFiles) {
  std::vector<std::uint64_t> order;
  const auto done = loop(
      [](const Chunk& chunk) {
        if (chunk.first % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
        return chunk.first * 10'000 + chunk.bytes.size();
      },
      [&](std::uint64_t& result) -> Result<void> {
        order.push_back(result);
        return {};
      });
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_EQ(order.size(), 600U);
  for (std::uint64_t i = 0; i < 600; ++i) EXPECT_EQ(order[i], (i % 300) * 10'000 + (i % 300) * (i % 300) % 5000);
}

TEST_P(ChunkLoop, StopsAtTheFirstErrorOfTheConsumer) {
  std::vector<std::uint64_t> order;
  const auto done = loop([](const Chunk& chunk) { return chunk.first; },
                         [&](std::uint64_t& first) -> Result<void> {
                           if (first == 20) return failure(Error::Code::Io, "disk full");
                           order.push_back(first);
                           return {};
                         });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "disk full");
  EXPECT_EQ(order.size(), 20U) << "nothing is consumed behind an error";
}

TEST_P(ChunkLoop, ADamagedChunkEndsIt) {
  std::string bytes = oracle::read_whole(dir_ / "chunks");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  dir_.write("chunks", bytes);
  std::uint64_t next = 0;
  const auto done = loop([](const Chunk& chunk) { return chunk.first; },
                         [&](std::uint64_t& first) -> Result<void> {
                           EXPECT_EQ(first, next++);
                           return {};
                         });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Error::Code::CorruptFile);
  EXPECT_LT(next, 300U);
}

TEST_P(ChunkLoop, EndsWhenTheRunIsToStop) {
  std::uint64_t consumed = 0;
  const auto done = loop([](const Chunk& chunk) { return chunk.first; },
                         [&](std::uint64_t&) -> Result<void> {
                           if (++consumed == 10) stop_ = true;
                           return {};
                         });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Error::Code::Interrupted);
  EXPECT_LT(consumed, 600U);
}

INSTANTIATE_TEST_SUITE_P(Threads, ChunkLoop, testing::Values(1, 2, 8));

}  // namespace
}  // namespace unspin::detect
