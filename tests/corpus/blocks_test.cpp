#include "engine/corpus/blocks.h"

#include <gtest/gtest.h>

#include "engine/corpus/kept_writer.h"
#include "tests/oracle/temp_dir.h"

namespace unspin::corpus {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

/// Everything that a reader said about its inputs, block boundaries left out.
struct Reading {
  std::vector<std::string> records;
  std::vector<std::uint64_t> offsets;
  std::vector<bool> too_long;
  std::vector<std::string> damages;
  std::size_t num_blocks = 0;
  std::size_t num_files = 0;
  std::uint64_t bytes_read = 0;
  std::vector<base::Hash128> digests;
};

Reading read_all(const std::vector<InputFile>& inputs) {
  Reading reading;
  BlockReader reader(inputs);
  bool inside_file = false;
  while (true) {
    auto block = reader.next();
    EXPECT_TRUE(block) << block.error().message;
    if (!block || !*block) break;
    const Block& b = **block;
    ++reading.num_blocks;
    EXPECT_EQ(b.first_record, reading.records.size()) << "records are numbered without gaps";
    EXPECT_EQ(b.first_of_file, !inside_file);
    inside_file = !b.last_of_file;
    EXPECT_GE(b.bytes.size(), kPadding);
    EXPECT_EQ(b.bytes.substr(b.bytes.size() - kPadding), std::string(kPadding, '\0'));
    for (const RawRecord& record : b.records) {
      reading.records.emplace_back(b.raw(record));
      reading.offsets.push_back(record.offset);
      reading.too_long.push_back(record.too_long);
    }
    if (b.last_of_file) {
      ++reading.num_files;
      reading.damages.push_back(b.damage);
    } else {
      EXPECT_EQ(b.damage, "");
    }
  }
  EXPECT_FALSE(inside_file) << "every file ends with a block that says so";
  reading.bytes_read = reader.bytes_read();
  reading.digests = reader.digests();
  return reading;
}

class BlocksTest : public testing::Test {
 protected:
  Reading read(const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<std::string> paths;
    for (const auto& [name, bytes] : files) paths.push_back(dir.write(name, bytes).string());
    const auto inputs = find_inputs(paths, {dir / "spool", {}, nullptr});
    EXPECT_TRUE(inputs) << inputs.error().message;
    return read_all(*inputs);
  }
  std::vector<std::string> records(const std::string& name, const std::string& bytes) {
    return read({{name, bytes}}).records;
  }

  oracle::TempDir dir;
};

using Records = std::vector<std::string>;

/// Lines that compress badly, `bytes` of them or more.
std::string many_lines(std::size_t bytes) {
  std::string text;
  base::SplitMix64 random(1);
  while (text.size() < bytes) {
    text += "{\"text\": \"" + base::to_hex({random.next(), random.next()}) + "\"}\n";
    if (random.next() % 50 == 0) text += "\n";
  }
  return text;
}

TEST_F(BlocksTest, CutsLinesAndDropsBlankOnes) {
  EXPECT_EQ(records("a.jsonl", "one\ntwo\n"), (Records{"one", "two"}));
  EXPECT_EQ(records("b.jsonl", "one\n\n  \t\n\r\ntwo"), (Records{"one", "two"}));
  EXPECT_EQ(records("c.jsonl", "one\r\ntwo\r\n"), (Records{"one\r", "two\r"}));
  EXPECT_EQ(records("d.jsonl", ""), Records{});
  EXPECT_EQ(records("e.jsonl", "\n\n"), Records{});
}

TEST_F(BlocksTest, OffsetsAreThoseOfTheFile) {
  const std::string text = many_lines(3 * kBlockBytes);
  const Reading reading = read({{"a.jsonl", text}});
  EXPECT_GE(reading.num_blocks, 3U);
  for (std::size_t i = 0; i < reading.records.size(); ++i) {
    ASSERT_EQ(text.substr(reading.offsets[i], reading.records[i].size()), reading.records[i]) << "record " << i;
  }
}

TEST_F(BlocksTest, CompressionChangesNothing) {
  const std::string text = many_lines(3 * kBlockBytes);
  const Reading plain = read({{"a.jsonl", text}});
  EXPECT_GT(plain.records.size(), 50'000U);
  for (const Compression compression : {Compression::Gzip, Compression::Zstd}) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); at += 700'001) bytes += compress(text.substr(at, 700'001), compression);
    const Reading compressed = read({{compression == Compression::Gzip ? "b.jsonl.gz" : "b.jsonl.zst", bytes}});
    EXPECT_TRUE(compressed.records == plain.records);
    EXPECT_EQ(compressed.offsets, plain.offsets);
    EXPECT_EQ(compressed.damages, (Records{""}));
    EXPECT_EQ(compressed.bytes_read, bytes.size());
    EXPECT_EQ(compressed.digests, std::vector{base::hash128(bytes.data(), bytes.size())});
  }
}

TEST_F(BlocksTest, ReadsWhatOtherToolsCompressed) {
  // "hello" and "world", a line each: two members of gzip 1.12, one frame of zstd 1.5
  constexpr unsigned char kGzip[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd,
                                     0xc9, 0xc9, 0xe7, 0x02, 0x00, 0x20, 0x30, 0x3a, 0x36, 0x06, 0x00, 0x00, 0x00,
                                     0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0xcf, 0x2f,
                                     0xca, 0x49, 0xe1, 0x02, 0x00, 0xa8, 0x61, 0x38, 0xdd, 0x06, 0x00, 0x00, 0x00};
  constexpr unsigned char kZstd[] = {0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x61, 0x00, 0x00, 0x68, 0x65, 0x6c, 0x6c,
                                     0x6f, 0x0a, 0x77, 0x6f, 0x72, 0x6c, 0x64, 0x0a, 0xb5, 0x0e, 0x87, 0x17};
  EXPECT_EQ(records("a.jsonl.gz", std::string(std::begin(kGzip), std::end(kGzip))), (Records{"hello", "world"}));
  EXPECT_EQ(records("a.jsonl.zst", std::string(std::begin(kZstd), std::end(kZstd))), (Records{"hello", "world"}));
}

TEST_F(BlocksTest, ADecoderMayHoldOutputWhenItsInputIsUsedUp) {
  // A zstd frame without a checksum: nine run-length blocks of 120,000 bytes, the last one across the 1 MiB that are
  // asked for at once.
  constexpr std::uint32_t kBlocks = 9;
  constexpr std::uint32_t kRun = 120'000;
  std::string frame("\x28\xb5\x2f\xfd\x00\x50", 6);
  for (std::uint32_t i = 1; i <= kBlocks; ++i) {
    const std::uint32_t header = kRun << 3 | 1U << 1 | static_cast<std::uint32_t>(i == kBlocks);
    for (int byte = 0; byte < 3; ++byte) frame += static_cast<char>(header >> (8 * byte));
    frame += 'x';
  }
  const Reading reading = read({{"a.jsonl.zst", frame}});
  EXPECT_EQ(reading.damages, (Records{""}));
  EXPECT_TRUE(reading.records == Records{std::string(kBlocks * kRun, 'x')});
}

TEST_F(BlocksTest, ASecondReadingGivesTheSameNumbers) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"a.jsonl", many_lines(kBlockBytes * 3 / 2)}, {"b.txt", "some text"}, {"c.csv", "id,text\n1,x\n2,y\n"}};
  const Reading first = read(files);
  const Reading second = read(files);
  EXPECT_EQ(first.num_files, 3U);
  EXPECT_TRUE(first.records == second.records);
  EXPECT_EQ(first.offsets, second.offsets);
  EXPECT_EQ(first.digests, second.digests);
  EXPECT_EQ(first.num_blocks, second.num_blocks);
}

TEST_F(BlocksTest, RecordsLongerThanABlockStayWhole) {
  const std::string longer(3 * kBlockBytes + 17, 'x');
  const std::string exact(kBlockBytes - 1, 'y');
  EXPECT_TRUE(records("a.jsonl", "one\n" + longer + "\ntwo\n") == (Records{"one", longer, "two"}));
  EXPECT_TRUE(records("b.jsonl", longer) == Records{longer});
  EXPECT_TRUE(records("c.jsonl", exact + "\n" + exact + "\n") == (Records{exact, exact}));
  EXPECT_TRUE(records("d.csv", "id,text\n1,\"" + longer + "\n\"\n2,b\n") == (Records{"1,\"" + longer + "\n\"", "2,b"}));
}

TEST_F(BlocksTest, RecordsAboveTheLimitAreCountedAndSkipped) {
  std::string text = "one\n";
  text.append(2 * kMaxRecordBytes + 5 * kBlockBytes, 'x');  // longer than what is ever held
  text += "\ntwo\n";
  text.append(kMaxRecordBytes + 1, 'y');
  text += "\nthree\n";
  const Reading reading = read({{"a.jsonl", text}});
  ASSERT_EQ(reading.records.size(), 5U);
  EXPECT_EQ(reading.too_long, (std::vector<bool>{false, true, false, true, false}));
  EXPECT_EQ(reading.records[0], "one");
  EXPECT_EQ(reading.records[2], "two");
  EXPECT_EQ(reading.records[4], "three");
  EXPECT_EQ(reading.offsets[1], 4U);
  EXPECT_EQ(text.substr(reading.offsets[2], 3), "two");
  EXPECT_EQ(text.substr(reading.offsets[4], 5), "three");
}

TEST_F(BlocksTest, ALongRecordBehindALargeOneIsNotCutWhereTheBufferEnds) {
  std::string text(kMaxRecordBytes / 2 + kBlockBytes, 'x');  // makes the buffer grow to 64 MiB and more
  text += '\n';
  text.append(2 * kMaxRecordBytes, 'y');
  text += "\nthree\n";
  const Reading reading = read({{"a.jsonl", text}});
  EXPECT_EQ(reading.too_long, (std::vector<bool>{false, true, false}));
  EXPECT_EQ(reading.records.back(), "three");
}

TEST_F(BlocksTest, AQuoteThatIsNeverClosedTakesItsOwnLineOnly) {
  EXPECT_TRUE(records("b.csv", "id,text\n1,\"open\n2,b\n3,c\n") == (Records{"1,\"open", "2,b", "3,c"}));
}

TEST_F(BlocksTest, ATextFileAboveTheLimitIsOneRecordThatIsTooLong) {
  const Reading reading = read({{"a.txt", std::string(kMaxRecordBytes + 1, 'x')}, {"b.txt", "next"}});
  EXPECT_EQ(reading.too_long, (std::vector<bool>{true, false}));
  EXPECT_EQ(reading.records[1], "next");
}

TEST_F(BlocksTest, ATextFileIsOneRecordLineBreaksAndAll) {
  const std::string large = many_lines(2 * kBlockBytes);
  EXPECT_TRUE(records("a.txt", large) == Records{large});
  EXPECT_EQ(records("b.txt", "\n"), Records{"\n"});
  EXPECT_EQ(records("c.txt", ""), Records{""});
}

TEST_F(BlocksTest, CsvRecordsEndOutsideQuotes) {
  EXPECT_EQ(records("a.csv", "id,text\n1,\"two\nlines\"\n2,\"a \"\"quoted\"\"\nword\"\r\n3,x"),
            (Records{"1,\"two\nlines\"", "2,\"a \"\"quoted\"\"\nword\"\r", "3,x"}));
  EXPECT_EQ(records("b.tsv", "id\ttext\n1\t\"open\n2\tx\n"), (Records{"1\t\"open", "2\tx"}));
  EXPECT_EQ(records("c.csv", "id,text"), Records{});
}

TEST_F(BlocksTest, AByteOrderMarkIsNotPartOfTheFirstColumn) {
  const auto inputs = find_inputs({dir.write("a.csv", "\uFEFFid,text\n1,x\n").string()}, {dir / "spool", {}, nullptr});
  ASSERT_TRUE(inputs);
  const auto block = BlockReader(*inputs).next();
  ASSERT_TRUE(block && *block);
  EXPECT_EQ((*block)->file->columns, (Records{"id", "text"}));
}

TEST_F(BlocksTest, DamagedCompressionKeepsWhatCameBefore) {
  const std::string text = many_lines(2 * kBlockBytes);
  const Records whole = records("a.jsonl", text);
  for (const Compression compression : {Compression::Gzip, Compression::Zstd}) {
    const std::string word = compression == Compression::Gzip ? "gzip" : "zstd";
    const std::string name = compression == Compression::Gzip ? "b.jsonl.gz" : "b.jsonl.zst";
    const std::string bytes = compress(text, compression);
    const Reading truncated = read({{name, bytes.substr(0, bytes.size() * 3 / 4)}, {"next.jsonl", "{}\n"}});
    EXPECT_EQ(truncated.damages[0],
              "truncated " + word + " data after byte " + std::to_string(bytes.size() * 3 / 4) + " of the file");
    EXPECT_EQ(truncated.damages[1], "");
    EXPECT_EQ(truncated.records.back(), "{}") << "the next file is read";
    const std::size_t kept = truncated.records.size() - 2;  // the last of the damaged file is cut
    ASSERT_GT(kept, whole.size() / 2);
    for (std::size_t i = 0; i < kept; ++i) ASSERT_EQ(truncated.records[i], whole[i]);

    const Reading second_member = read({{name, compress("one\n", compression) + bytes.substr(0, 20)}});
    EXPECT_EQ(second_member.records.at(0), "one");
    EXPECT_NE(second_member.damages[0], "");

    std::string garbled = bytes;
    garbled.replace(garbled.size() / 2, 100, std::string(100, '\xEE'));
    const Reading damaged = read({{name, garbled}});
    EXPECT_TRUE(damaged.damages[0].starts_with("damaged " + word + " data after byte ")) << damaged.damages[0];

    const Reading garbage_behind = read({{name, compress("one\n", compression) + "garbage behind the end"}});
    EXPECT_EQ(garbage_behind.records.at(0), "one");
    EXPECT_TRUE(garbage_behind.damages[0].starts_with("damaged")) << garbage_behind.damages[0];
  }
}

TEST_F(BlocksTest, EveryTruncationOfASmallFileIsNoticed) {
  for (const Compression compression : {Compression::Gzip, Compression::Zstd}) {
    const std::string bytes = compress("one\ntwo\nthree\n", compression);
    for (std::size_t size = 5; size < bytes.size(); ++size) {
      const Reading reading =
          read({{compression == Compression::Gzip ? "a.jsonl.gz" : "a.jsonl.zst", bytes.substr(0, size)}});
      EXPECT_NE(reading.damages.at(0), "") << size << " of " << bytes.size() << " bytes";
    }
  }
}

TEST_F(BlocksTest, AFileThatVanishedIsNamed) {
  const std::string path = dir.write("a.jsonl", "{}\n").string();
  const auto inputs = find_inputs({path}, {dir / "spool", {}, nullptr});
  ASSERT_TRUE(inputs);
  std::filesystem::remove(path);
  const auto block = BlockReader(*inputs).next();
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().code, Error::Code::Io);
  EXPECT_NE(block.error().message.find(path), std::string::npos) << block.error().message;
}

}  // namespace
}  // namespace unspin::corpus
