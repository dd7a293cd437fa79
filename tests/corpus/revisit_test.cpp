#include "engine/corpus/revisit.h"

#include <gtest/gtest.h>

#include "tests/oracle/warc.h"

namespace unspin::corpus {
namespace {

constexpr char kProfile[] = "urn:unspin:revisit:near-duplicate";

TEST(Revisit, IsARecordThatNamesTheOriginal) {
  const oracle::Header common{{"WARC-Target-URI", "http://a.org/copy"},
                              {"WARC-Date", "2024-05-02T00:00:00Z"},
                              {"WARC-Payload-Digest", "sha1:A"},
                              {"Content-Type", "application/http; msgtype=response"}};
  const std::string record = oracle::warc_record("response", "copy", oracle::http("<html>body"), common);
  Original original = original_of(oracle::response("first", "<html>body"));
  EXPECT_EQ(original.id, "<urn:uuid:first>");
  EXPECT_EQ(original.url, "http://example.org/first");
  EXPECT_EQ(original.date, "2024-05-01T10:20:30Z");
  const auto read = oracle::read_plain_warc(revisit_record(record, original, kProfile) + "\r\n\r\n");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].block, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
  const std::map<std::string, std::string> expected = {
      {"WARC-Type", "revisit"},
      {"WARC-Record-ID", "<urn:uuid:copy>"},
      {"WARC-Date", "2024-05-02T00:00:00Z"},
      {"WARC-Target-URI", "http://a.org/copy"},
      {"WARC-Payload-Digest", "sha1:A"},
      {"WARC-Profile", kProfile},
      {"WARC-Refers-To", "<urn:uuid:first>"},
      {"WARC-Refers-To-Target-URI", "http://example.org/first"},
      {"WARC-Refers-To-Date", "2024-05-01T10:20:30Z"},
      {"WARC-Truncated", "length"},
      {"Content-Type", "application/http; msgtype=response"},
      {"Content-Length", std::to_string(read[0].block.size())},
  };
  EXPECT_EQ(read[0].header, expected);
  original.payload_digest = "sha1:A";
  EXPECT_NE(revisit_record(record, original, kProfile).find("/revisit/identical-payload-digest"), std::string::npos);
}

TEST(Revisit, OfARecordWithoutHttpHasNoBlock) {
  const std::string record = oracle::conversion("copy", "text");
  const auto read = oracle::read_plain_warc(revisit_record(record, {"<a>", "", "", ""}, kProfile) + "\r\n\r\n");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].block, "");
  EXPECT_EQ(read[0].header.count("Content-Type"), 0U);
  EXPECT_EQ(read[0].header.count("WARC-Refers-To-Date"), 0U);
}

}  // namespace
}  // namespace unspin::corpus
