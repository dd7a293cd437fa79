#include "engine/corpus/kept_writer.h"

#include <gtest/gtest.h>

#include "engine/corpus/byte_source.h"
#include "tests/oracle/temp_dir.h"

namespace unspin::corpus {
namespace {

constexpr Compression kCompressions[] = {Compression::None, Compression::Gzip, Compression::Zstd};

std::string decompressed(const std::filesystem::path& path) {
  auto source = ByteSource::open(path);
  EXPECT_TRUE(source);
  std::string bytes(1 << 22, '\0');
  const auto size = source->read(bytes.data(), bytes.size());
  EXPECT_TRUE(size);
  EXPECT_EQ(source->damage(), "");
  bytes.resize(*size);
  return bytes;
}

Block block_of(const std::string& name, Format format, bool last, Compression compression = Compression::None) {
  auto file = std::make_shared<FileInfo>();
  file->input = InputFile{name, name, format, compression};
  Block block;
  block.file = file;
  block.last_of_file = last;
  return block;
}

TEST(Compress, PiecesReadBackAsOneFile) {
  const oracle::TempDir dir;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919) + "\n";
  for (const Compression compression : kCompressions) {
    const std::string bytes = compress(text.substr(0, 1000), compression) + compress("", compression) +
                              compress(text.substr(1000), compression);
    EXPECT_TRUE(decompressed(dir.write("file", bytes)) == text);
    if (compression != Compression::None) {
      EXPECT_LT(bytes.size(), text.size() / 2);
    }
  }
}

TEST(KeptWriter, WritesEachFileUnderItsNamePieceByPiece) {
  const oracle::TempDir dir;
  KeptWriter writer(dir / "kept");
  ASSERT_TRUE(writer.write(block_of("sub/a.jsonl", Format::Jsonl, false), "one\n"));
  ASSERT_TRUE(writer.write(block_of("sub/a.jsonl", Format::Jsonl, true), "two\n"));
  EXPECT_EQ(oracle::read_whole(dir / "kept/sub/a.jsonl"), "one\ntwo\n");
  ASSERT_TRUE(writer.write(block_of("b.jsonl", Format::Jsonl, true), "three\n"));
  EXPECT_EQ(oracle::read_whole(dir / "kept/b.jsonl"), "three\n");
}

TEST(KeptWriter, AFileWithoutRecordsIsEmptyAndStillOfItsFormat) {
  const oracle::TempDir dir;
  KeptWriter writer(dir / "kept");
  ASSERT_TRUE(writer.write(block_of("b.jsonl", Format::Jsonl, true), ""));
  ASSERT_TRUE(writer.write(block_of("c.jsonl.gz", Format::Jsonl, true, Compression::Gzip), ""));
  EXPECT_EQ(oracle::read_whole(dir / "kept/b.jsonl"), "");
  EXPECT_NE(oracle::read_whole(dir / "kept/c.jsonl.gz"), "") << "no bytes at all are no gzip file";
  EXPECT_EQ(decompressed(dir / "kept/c.jsonl.gz"), "");
}

}  // namespace
}  // namespace unspin::corpus
