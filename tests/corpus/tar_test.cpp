#include "engine/corpus/tar.h"

#include "tests/corpus/reading.h"
#include "tests/oracle/warc.h"

namespace unspin::corpus {
namespace {

using oracle::deflated;
using Strings = std::vector<std::string>;

/// A header block and the padded bytes behind it.
std::string entry(const std::string& name, const std::string& bytes, char type = '0', const std::string& prefix = {},
                  const std::string& magic = std::string("ustar\00000", 8), std::uint64_t claimed = ~std::uint64_t{0}) {
  std::string header(kTarBlock, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  const auto octal = [](std::uint64_t value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%0*llo", digits, static_cast<unsigned long long>(value));
    return std::string(text);
  };
  put(0, name.substr(0, 100));
  put(100, "0000644");
  put(124, octal(claimed == ~std::uint64_t{0} ? bytes.size() : claimed, 11));
  put(136, octal(0, 11));
  put(148, "        ");
  put(156, std::string(1, type));
  put(257, magic);
  put(345, prefix);
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6) + std::string(1, '\0') + " ");
  std::string padded = bytes;
  padded.resize((bytes.size() + kTarBlock - 1) / kTarBlock * kTarBlock, '\0');
  return header + padded;
}

const std::string kTail(2 * kTarBlock, '\0');  // NOLINT(cert-err58-cpp)

class Tar : public testing::Test {
 protected:
  ReadFile read(const std::string& name, const std::string& bytes) const { return read_file_of(dir, name, bytes); }
  oracle::TempDir dir;
};

TEST_F(Tar, FilesOfEveryKindOfName) {
  const std::string long_name = std::string(150, 'd') + "/" + std::string(60, 'f') + ".txt";
  const std::string pax_line = "path=" + long_name + "\n";
  const std::string pax = std::to_string(pax_line.size() + 4) + " " + pax_line;  // three digits and a space
  const Strings entries{
      entry("pages/", "", '5'),
      entry("./pages/a.html", "<p>one"),
      entry("b.txt", "two", '0', "pages/deep"),
      entry("././@LongLink", long_name + '\0', 'L', {}, "ustar  ") +
          entry(long_name.substr(0, 100), "three", '0', {}, "ustar  "),
      entry("PaxHeaders/x", pax, 'x') + entry("short", "four"),
      entry("old", "five", '\0', {}, ""),
      entry("image.png", std::string("\x89PNG\0\0", 6)),
      entry("link", "", '2'),
      entry("noname", "\n<!DOCTYPE html><p>six"),
      entry("inner.jsonl", "{\"text\": \"x\"}\n"),
      entry("empty.txt", ""),
  };
  std::string bytes;
  for (const std::string& e : entries) bytes += e;
  for (const auto& [name, file_bytes] :
       {std::pair("a.tar", bytes + kTail), std::pair("b.tar.gz", deflated(bytes + kTail)),
        std::pair("c.tgz", deflated(bytes + kTail)), std::pair("noname", bytes)}) {
    const ReadFile file = read(name, file_bytes);
    EXPECT_EQ(file.input.format, Format::Tar);
    EXPECT_EQ(file.outcomes,
              (Strings{"skipped: not-a-file", "read", "read", "read", "read", "read", "skipped: not-a-page",
                       "skipped: not-a-file", "read", "refused: unknown-format", "read"}))
        << name;
    EXPECT_EQ(file.texts, (Strings{"<p>one", "two", "three", "four", "five", "\n<!DOCTYPE html><p>six", ""}));
    ASSERT_EQ(file.records.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(file.records[i].raw, entries[i]) << i;
    const std::string of = std::string(name) + "/";
    EXPECT_EQ(file.records[1].id, of + "pages/a.html");
    EXPECT_EQ(file.records[2].id, of + "pages/deep/b.txt");
    EXPECT_EQ(file.records[3].id, of + long_name);
    EXPECT_EQ(file.records[4].id, of + long_name);
  }
}

TEST_F(Tar, DamageTakesNoOtherEntry) {
  const std::string bytes = entry("a.txt", "one") + std::string(kTarBlock, 'x') + entry("b.txt", "two");
  const ReadFile file = read("a.tar", bytes + kTail);
  EXPECT_EQ(file.outcomes, (Strings{"read", "refused: damaged-record", "read"}));
  const ReadFile cut = read("b.tar", entry("a.txt", "one") + entry("b.txt", std::string(5000, 'x')).substr(0, 3000));
  EXPECT_EQ(cut.outcomes, (Strings{"read", "refused: damaged-record"}));
  EXPECT_EQ(cut.records[1].detail, "the archive ends inside it");
}

TEST_F(Tar, EntriesThatAreTooLongAreReadPast) {
  const std::string large = entry("b.txt", std::string(kMaxRecordBytes + 1, 'x'));
  const ReadFile file = read("a.tar", entry("a.txt", "one") + large + entry("c.txt", "three") + kTail);
  EXPECT_EQ(file.outcomes, (Strings{"read", "refused: too-long", "read"}));
  // One that only claims to be: the entry behind it is found.
  std::string bytes =
      entry("a.txt", "one") + entry("b.txt", "two", '0', {}, std::string("ustar\00000", 8), 4294967296U);
  for (int i = 0; i < 4000; ++i) bytes += entry("c" + std::to_string(i) + ".txt", "three");
  const ReadFile claims = read("b.tar", bytes + kTail);
  EXPECT_EQ(claims.outcomes.size(), 4002U);
  EXPECT_EQ(claims.outcomes[1], "refused: too-long");
  EXPECT_EQ(claims.texts.size(), 4001U);
}

}  // namespace
}  // namespace unspin::corpus
