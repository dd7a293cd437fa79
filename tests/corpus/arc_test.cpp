#include "engine/corpus/arc.h"

#include "tests/corpus/reading.h"
#include "tests/oracle/warc.h"

namespace unspin::corpus {
namespace {

using oracle::deflated;
using oracle::http;
using Strings = std::vector<std::string>;

std::string record(const std::string& url, const std::string& block, const std::string& length = {},
                   const std::string& date = "20140216050221") {
  return url + " 93.184.216.119 " + date + " text/html " + (length.empty() ? std::to_string(block.size()) : length) +
         "\n" + block;
}

std::string version2(const std::string& url, const std::string& block) {
  return url + " 93.184.216.119 20140216050221 text/html 200 checksum - 1234 file.arc " + std::to_string(block.size()) +
         "\n" + block;
}

std::string filedesc() {
  return record("filedesc://a.arc", "1 0 Someone\nURL IP-address Archive-date Content-type Archive-length\n\n");
}

TEST(ArcHeader, OfBothVersionsAndWithSpacesInTheUrl) {
  const auto first = read_arc_header("http://a.org/x?a=b c d 1.2.3.4 20140216050221 text/html 1591\nHTTP");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->url, "http://a.org/x?a=b c d");
  EXPECT_EQ(first->date, "20140216050221");
  EXPECT_EQ(first->type, "text/html");
  EXPECT_EQ(first->length, 1591U);
  EXPECT_EQ(first->bytes, 61U);
  const auto second = read_arc_header("http://a.org/ 1.2.3.4 20140216050221 text/html 200 x - 0 f.arc 7\r\n");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->url, "http://a.org/");
  EXPECT_EQ(second->length, 7U);
  EXPECT_FALSE(read_arc_header("http://a.org/ 1.2.3.4 20140216050221 text/html abc\n")->length);
  EXPECT_FALSE(read_arc_header("http://a.org/ 1.2.3.4 20140216050221 text/html 7")) << "no line break";
  EXPECT_FALSE(read_arc_header("http://a.org/ 1.2.3.4 null text/html 7\n"));
  EXPECT_FALSE(read_arc_header("GET / HTTP/1.0\n"));
  EXPECT_FALSE(read_arc_header("words and 1.2.3.4 20140216050221 text/html 7\n"));
}

class Arc : public testing::Test {
 protected:
  ReadFile read(const std::string& name, const std::string& bytes) const { return read_file_of(dir, name, bytes); }
  oracle::TempDir dir;
};

std::string joined(const Strings& records, bool members) {
  std::string bytes;
  for (const std::string& r : records) bytes += members ? deflated(r + "\n") : r + "\n";
  return bytes;
}

TEST_F(Arc, EveryRecordOfEveryContainer) {
  const Strings records{filedesc(),
                        record("dns:a.org", "20140216050221\na.org. 5 IN A 1.2.3.4\n"),
                        record("http://a.org/1", http("<html>one\n")),
                        version2("http://a.org/2", http("<html>two")),
                        record("http://a.org/3 x", "<html>bare"),
                        record("http://a.org/4", http("", "Location: x", "HTTP/1.1 302 Found"))};
  for (const auto& [name, bytes] :
       {std::pair("a.arc", joined(records, false)), std::pair("b.arc.gz", joined(records, true)),
        std::pair("c.arc.gz", deflated(joined(records, false)))}) {
    const ReadFile file = read(name, bytes);
    EXPECT_EQ(file.input.format, Format::Arc);
    EXPECT_EQ(file.outcomes,
              (Strings{"skipped: warcinfo", "skipped: not-http", "read", "read", "read", "skipped: redirect"}));
    EXPECT_EQ(file.texts, (Strings{"<html>one\n", "<html>two", "<html>bare"}));
    for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(file.records[i].raw, records[i]) << name;
    EXPECT_EQ(file.records[4].url, "http://a.org/3 x");
    EXPECT_EQ(file.records[2].id.size(), 32U) << "made from address and text";
  }
}

TEST_F(Arc, LengthsThatAreWrong) {
  for (const char* length : {"0", "3", "-1", "abc", "999999", "4294967296"}) {
    const std::string bytes = joined(
        {filedesc(), record("http://a.org/1", http("<html>one"), length), record("http://a.org/2", http("<html>two"))},
        false);
    EXPECT_EQ(read("a.arc", bytes).texts, (Strings{"<html>one", "<html>two"})) << length;
  }
}

TEST_F(Arc, AHeaderThatIsNoneTakesItsOwnRecordOnly) {
  const ReadFile file = read("a.arc", joined({filedesc(), record("http://a.org/1", http("<html>one")),
                                              record("http://a.org/2", http("<html>two"), {}, "null"),
                                              record("http://a.org/3", http("<html>three"))},
                                             false));
  EXPECT_EQ(file.outcomes, (Strings{"skipped: warcinfo", "read", "refused: damaged-record", "read"}));
}

TEST_F(Arc, ACutMemberIsOneRecordLess) {
  std::string text = "<html>";
  for (int i = 0; i < 3000; ++i) text += " " + std::to_string(i * 7919 % 10007);
  std::string bytes = deflated(filedesc() + "\n");
  for (int i = 0; i < 6; ++i) {
    const std::string member = deflated(record("http://a.org/" + std::to_string(i), http(text)) + "\n");
    bytes += i == 2 ? member.substr(0, member.size() / 2) : member;
  }
  const ReadFile file = read("a.arc.gz", bytes);
  EXPECT_EQ(file.texts, Strings(5, text));
  EXPECT_EQ(file.outcomes[3], "refused: damaged-record");
}

}  // namespace
}  // namespace unspin::corpus
