#include "engine/corpus/inputs.h"

#include <gtest/gtest.h>

#include "engine/corpus/kept_writer.h"
#include "tests/oracle/temp_dir.h"

namespace unspin::corpus {
namespace {

class InputsTest : public testing::Test {
 protected:
  Result<std::vector<InputFile>> find(const std::vector<std::string>& names) const {
    std::vector<std::string> paths;
    for (const std::string& name : names) paths.push_back((dir / name).string());
    return find_inputs(paths, {dir / "spool", {}, nullptr});
  }
  std::vector<std::string> names(const std::vector<std::string>& paths) const {
    std::vector<std::string> found;
    const auto inputs = find(paths);
    EXPECT_TRUE(inputs) << inputs.error().message;
    if (inputs) {
      for (const InputFile& input : *inputs) found.push_back(input.name);
    }
    return found;
  }
  InputFile describe(const std::string& name, const std::string& bytes) const {
    dir.write(name, bytes);
    const auto inputs = find({name});
    EXPECT_TRUE(inputs) << inputs.error().message;
    return inputs ? inputs->at(0) : InputFile{};
  }
  void expect_refused(const std::vector<std::string>& paths, Error::Code code, std::string_view what) const {
    const auto refused = find(paths);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code) << refused.error().message;
    EXPECT_NE(refused.error().message.find(what), std::string::npos) << refused.error().message;
  }

  oracle::TempDir dir;
};

using Names = std::vector<std::string>;

TEST_F(InputsTest, FoldersAreWalkedInTheOrderOfTheirPathsWithoutHiddenFiles) {
  for (const char* name : {"in/b.jsonl", "in/a/z.jsonl", "in/a/y/x.jsonl", "in/.hidden.jsonl", "in/.git/c.jsonl",
                           "in/c/.d/e.jsonl", "in/B.jsonl"}) {
    dir.write(name, "{}\n");
  }
  EXPECT_EQ(names({"in"}), (Names{"B.jsonl", "a/y/x.jsonl", "a/z.jsonl", "b.jsonl"}));
}

TEST_F(InputsTest, NamedFilesKeepTheirOrder) {
  for (const char* name : {"a.jsonl", "b.jsonl", "in/c.jsonl"}) dir.write(name, "{}\n");
  EXPECT_EQ(names({"b.jsonl", "in", "a.jsonl"}), (Names{"b.jsonl", "c.jsonl", "a.jsonl"}));
}

TEST_F(InputsTest, PatternsMatchInOrder) {
  for (const char* name : {"part-2.jsonl", "part-10.jsonl", "part-1.jsonl", "other.csv"}) dir.write(name, "{}\n");
  EXPECT_EQ(names({"part-*.jsonl"}), (Names{"part-1.jsonl", "part-10.jsonl", "part-2.jsonl"}));
  EXPECT_EQ(names({"part-[12].jsonl"}), (Names{"part-1.jsonl", "part-2.jsonl"}));
  EXPECT_EQ(names({"{other.csv,part-1.jsonl}"}), (Names{"other.csv", "part-1.jsonl"}));
}

TEST_F(InputsTest, NamesAreUnique) {
  dir.write("x/a.jsonl", "{}\n");
  dir.write("y/a.jsonl", "{}\n");
  dir.write("y/b.jsonl", "{}\n");
  const Names found = names({"x", "y"});
  const std::string folder = std::filesystem::absolute(dir.path()).relative_path().generic_string();
  EXPECT_EQ(found, (Names{folder + "/x/a.jsonl", folder + "/y/a.jsonl", "b.jsonl"}));
}

TEST_F(InputsTest, TheSameFileTwiceIsRefused) {
  dir.write("in/a.jsonl", "{}\n");
  expect_refused({"in/a.jsonl", "in/a.jsonl"}, Error::Code::InvalidOptions, "a.jsonl is named twice");
  expect_refused({"in", "in/../in/a.jsonl"}, Error::Code::InvalidOptions, "is named twice");
  std::filesystem::create_symlink(dir / "in/a.jsonl", dir / "link.jsonl");
  expect_refused({"in", "link.jsonl"}, Error::Code::InvalidOptions, "is named twice");
}

TEST_F(InputsTest, NothingToReadIsRefused) {
  std::filesystem::create_directory(dir / "empty");
  expect_refused({}, Error::Code::InvalidOptions, "no input");
  expect_refused({"empty"}, Error::Code::InvalidOptions, "no input");
  expect_refused({"missing.jsonl"}, Error::Code::Io, (dir / "missing.jsonl").string());
  expect_refused({"*.nothing"}, Error::Code::Io, "nothing matches it as a pattern");
}

TEST_F(InputsTest, FormatsGoByNameThenByContent) {
  EXPECT_EQ(describe("a.jsonl", "x").format, Format::Jsonl);
  EXPECT_EQ(describe("a.ndjson", "x").format, Format::Jsonl);
  EXPECT_EQ(describe("a.JSON", "x").format, Format::Jsonl);
  EXPECT_EQ(describe("a.csv", "{").format, Format::Csv);
  EXPECT_EQ(describe("a.tsv", "x").format, Format::Tsv);
  EXPECT_EQ(describe("a.txt", "{").format, Format::Text);
  EXPECT_EQ(describe("a.md", "x").format, Format::Text);
  EXPECT_EQ(describe("noname", " \n{\"text\": 1}").format, Format::Jsonl);
  EXPECT_EQ(describe("noname2", "some text").format, Format::Text);
  EXPECT_EQ(describe("noname3", "").format, Format::Text);
}

TEST_F(InputsTest, CompressionGoesByContent) {
  const std::string line = "{\"text\": \"a\"}\n";
  const InputFile gzip = describe("a.csv.gz", compress(line, Compression::Gzip));
  EXPECT_EQ(gzip.compression, Compression::Gzip);
  EXPECT_EQ(gzip.format, Format::Csv);
  EXPECT_EQ(gzip.bytes, compress(line, Compression::Gzip).size());
  const InputFile zstd = describe("a.zst", compress(line, Compression::Zstd));
  EXPECT_EQ(zstd.compression, Compression::Zstd);
  EXPECT_EQ(zstd.format, Format::Jsonl);
  const InputFile plain = describe("b.gz", line);
  EXPECT_EQ(plain.compression, Compression::None);
  EXPECT_EQ(plain.format, Format::Jsonl);
  EXPECT_EQ(plain.bytes, line.size());
}

TEST_F(InputsTest, FormatsThatAreNotReadAreNamed) {
  using namespace std::string_view_literals;
  const std::vector<std::pair<std::string_view, std::string_view>> formats = {
      {"\x04\x22\x4D\x18\x64\x40\xA7"sv, "an lz4 file: decompress it first (lz4 -d)"},
      {"\xFD\x37zXZ\0\0\x04"sv, "an xz file: decompress it first (xz -d)"},
      {"BZh91AY&SY\xA2"sv, "a bzip2 file: decompress it first (bzip2 -d)"},
      {"7z\xBC\xAF\x27\x1C\0\x04"sv, "a 7z archive: unpack it first"},
      {"PK\x03\x04\x14\0"sv, "a zip archive, or an office document or e-book, which are such: unpack it first"},
      {"Rar!\x1A\x07\x01\0"sv, "a RAR archive: unpack it first"},
      {"%PDF-1.7\n%\xE2"sv, "a PDF document: convert it first (pdftotext)"},
      {"{\\rtf1\\ansi"sv, "an RTF document: save it as text"},
      {"SQLite format 3\0\x10"sv, "an SQLite database: convert it to JSON lines"},
      {"\x89PNG\r\n\x1A\n\0"sv, "a PNG image: leave it out"},
      {"\xFF\xD8\xFF\xE0"sv, "a JPEG image: leave it out"},
      {"GIF89a\x40\x01\xF0\0\x80"sv, "a GIF image: leave it out"},
      {"RIFF\x10\0\0\0WEBPVP8 "sv, "a WebP image: leave it out"},
  };
  for (const auto& [bytes, what] : formats) {
    for (const char* name : {"a", "a.txt", "a.jsonl", "a.html"}) {
      dir.write(name, std::string(bytes));
      expect_refused({name}, Error::Code::InvalidOptions, std::string("/") + name + " is " + std::string(what));
    }
  }
  dir.write("a.pdf.gz", compress("%PDF-1.4", Compression::Gzip));
  expect_refused({"a.pdf.gz"}, Error::Code::InvalidOptions, "a.pdf.gz is a PDF document");
  EXPECT_EQ(describe("bz.txt", "BZh is no file of bzip2").format, Format::Text);
  EXPECT_EQ(describe("gif.txt", "GIF89a is the name of a format").format, Format::Text);
  EXPECT_EQ(describe("lzip.txt", "LZIP is a compressor").format, Format::Text);
  EXPECT_EQ(describe("riff.txt", "RIFF").format, Format::Text);
}

TEST_F(InputsTest, InFoldersSuchFilesAreOneRecordEach) {
  dir.write("in/a.pdf", "%PDF-1.4");
  dir.write("in/b.png", "\x89PNG\r\n\x1A\n");
  dir.write("in/c.txt", "text");
  const auto inputs = find({"in"});
  ASSERT_TRUE(inputs);
  ASSERT_EQ(inputs->size(), 3U);
  EXPECT_EQ(inputs->at(0).format, Format::Unreadable);
  EXPECT_NE(inputs->at(0).flaw.find("a.pdf is a PDF document: convert"), std::string::npos) << inputs->at(0).flaw;
  EXPECT_TRUE(inputs->at(0).has_text);
  EXPECT_EQ(inputs->at(1).format, Format::Unreadable);
  EXPECT_FALSE(inputs->at(1).has_text);
  EXPECT_EQ(inputs->at(2).format, Format::Text);
}

// The module lies beside the program, and no test program does.
TEST_F(InputsTest, WithoutItsModuleParquetIsRefused) {
  dir.write("a.parquet", "PAR1....");
  expect_refused({"a.parquet"}, Error::Code::InvalidOptions, "Parquet needs unspin_parquet.so");
  dir.write("b.txt", "PAR1....");
  expect_refused({"b.txt"}, Error::Code::InvalidOptions, "b.txt: Parquet needs unspin_parquet.so");
  dir.write("c.parquet.gz", compress("PAR1....", Compression::Gzip));
  expect_refused({"c.parquet.gz"}, Error::Code::InvalidOptions, "is a compressed Parquet file: decompress it first");
}

TEST_F(InputsTest, WebArchivesAndPagesAreToldByWhatIsInThem) {
  const std::string arc = "filedesc://a.arc 0.0.0.0 20140216050221 text/plain 0\n";
  EXPECT_EQ(describe("b.warc.gz", compress("WARC/1.0\r\n", Compression::Gzip)).format, Format::Warc);
  EXPECT_EQ(describe("c.txt", "\r\nWARC/0.18\nWARC-Type: x").format, Format::Warc) << "whatever its name is";
  EXPECT_EQ(describe("d.warc", "").format, Format::Warc);
  EXPECT_EQ(describe("e.warc.gz", compress("damaged", Compression::Gzip).substr(0, 12)).format, Format::Warc);
  EXPECT_EQ(describe("f", arc).format, Format::Arc);
  EXPECT_EQ(describe("g.arc.gz", compress(arc, Compression::Gzip)).format, Format::Arc);
  EXPECT_EQ(describe("h.html", "x").format, Format::Html);
  EXPECT_EQ(describe("i", "\n<!DOCTYPE html>").format, Format::Html);
  EXPECT_EQ(describe("j.tar", "").format, Format::Tar);
  EXPECT_EQ(describe("k.md", "WARC/1.0 is a version").format, Format::Text);
}

}  // namespace
}  // namespace unspin::corpus
