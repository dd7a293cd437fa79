#include "engine/corpus/record_parser.h"

#include <gtest/gtest.h>

#include "engine/corpus/csv.h"

namespace unspin::corpus {
namespace {

/// What a parser said of one record, kept: a Record views the parser's buffers.
struct Parsed {
  std::string id;
  bool id_generated = false;
  std::string text;
  std::optional<double> date;
  std::optional<double> score;
  std::string refused;  // the reason
  std::string detail;
  std::string url;
  std::string canonical;
};

Parsed parse(Format format, std::string_view header, std::string_view raw, const Fields& fields = {}) {
  auto file = std::make_shared<FileInfo>();
  file->input = InputFile{"folder/name.x", "name.x", format};
  Block block;
  if (format == Format::Csv) {
    file->header = header;
    file->delimiter = guess_delimiter(header);
    file->columns = split_csv_record(header, file->delimiter);
  }
  block.file = file;
  block.bytes = "xx" + std::string(raw) + std::string(kPadding, '\0');
  RecordParser parser(fields);
  const auto record = parser.parse(block, {2, static_cast<std::uint32_t>(2 + raw.size()), false, 2});
  if (!record) return {.refused = record.error().reason, .detail = record.error().detail};
  return {std::string(record->id),
          record->id_generated,
          std::string(record->text),
          record->date,
          record->score,
          "",
          "",
          std::string(record->url),
          std::string(record->canonical)};
}

Parsed json(std::string_view raw, const Fields& fields = {}) { return parse(Format::Jsonl, {}, raw, fields); }
Parsed csv(std::string_view header, std::string_view raw, const Fields& fields = {}) {
  return parse(Format::Csv, header, raw, fields);
}

TEST(JsonRecords, FieldsOfTheKnownLayoutsAreFound) {
  const Parsed c4 = json(R"({"text": "hi", "timestamp": "2019-04-25T12:57:54Z", "url": "http://a"})");
  EXPECT_EQ(c4.refused, "");
  EXPECT_EQ(c4.text, "hi");
  EXPECT_TRUE(c4.id_generated);
  EXPECT_EQ(c4.date, 1556197074.0);
  const Parsed fineweb = json(R"({"text": "hi", "id": "<urn:1>", "url": "u", "date": "2024-05-01"})");
  EXPECT_EQ(fineweb.id, "<urn:1>");
  EXPECT_FALSE(fineweb.id_generated);
  EXPECT_EQ(fineweb.date, 1714521600.0);
  const Parsed datatrove = json(R"({"text": "hi", "id": "d", "metadata": {"date": "2024-05-01"}})");
  EXPECT_EQ(datatrove.date, 1714521600.0);
  const Parsed redpajama = json(R"({"raw_content": "hi", "doc_id": "r"})");
  EXPECT_EQ(redpajama.text, "hi");
  EXPECT_EQ(redpajama.id, "r");
  EXPECT_EQ(json(R"({"content": "hi", "core_id": 17})").id, "17");
}

TEST(JsonRecords, EscapesAreDecoded) {
  EXPECT_EQ(json(R"({"id": "1", "text": "a\n\"b\" \u00e9 \ud83d\udd25"})").text, "a\n\"b\" é 🔥");
  EXPECT_EQ(json("{\"id\": \"1\", \"text\": \"a\"}\r").text, "a");
}

TEST(JsonRecords, IdsAreStringsOrWholeNumbers) {
  EXPECT_EQ(json(R"({"id": 42, "text": "a"})").id, "42");
  EXPECT_EQ(json(R"({"id": -7, "text": "a"})").id, "-7");
  EXPECT_EQ(json(R"({"id": "042", "text": "a"})").id, "042");
  for (const char* id : {"1.5", "null", "true", "[1]", "{}", "\"\""}) {
    EXPECT_EQ(json("{\"id\": " + std::string(id) + ", \"text\": \"a\"}").refused, "no-id") << id;
  }
}

TEST(JsonRecords, NamedFieldsMustBeThere) {
  EXPECT_EQ(json(R"({"key": "k", "id": "i", "text": "a"})", {.id = "key"}).id, "k");
  EXPECT_EQ(json(R"({"id": "i", "text": "a"})", {.id = "key"}).refused, "no-id");
  EXPECT_EQ(json(R"({"id": "i", "body": "b", "text": "a"})", {.text = "body"}).text, "b");
  EXPECT_EQ(json(R"({"id": "i", "text": "a"})", {.text = "body"}).refused, "no-text");
  EXPECT_EQ(json(R"({"id": "i", "text": "a"})", {.text = "body"}).detail, "no field body; name it with --text-field");
}

TEST(JsonRecords, PointersReachInside) {
  const std::string_view record = R"({"metadata": {"id": "m", "n": 5}, "text": "a", "parts": ["x", "y"]})";
  EXPECT_EQ(json(record, {.id = "/metadata/id"}).id, "m");
  EXPECT_EQ(json(record, {.id = "/metadata/n"}).id, "5");
  EXPECT_EQ(json(record, {.id = "/metadata/none"}).refused, "no-id");
  EXPECT_EQ(json(record, {.text = "/parts/1"}).text, "y");
}

TEST(JsonRecords, GeneratedIdsDependOnUrlAndTextOnly) {
  const Parsed first = json(R"({"url": "u", "text": "a", "date": "2024-05-01"})");
  EXPECT_TRUE(first.id_generated);
  EXPECT_EQ(first.id.size(), 32U);
  EXPECT_EQ(first.id, json(R"({"text": "a", "other": 1, "url": "u"})").id);
  EXPECT_EQ(first.id, csv("url,text", "u,a").id);
  EXPECT_NE(first.id, json(R"({"url": "v", "text": "a"})").id);
  EXPECT_NE(first.id, json(R"({"url": "u", "text": "b"})").id);
  EXPECT_NE(first.id, json(R"({"text": "a"})").id);
  EXPECT_EQ(first.id, "793331cacb1e4bf7af2da15557479b4d") << "Ids in users' files change: was this meant?";
}

TEST(JsonRecords, AddressesAreFoundWhereTheLayoutsHaveThem) {
  const Parsed flat = json(R"({"id": "1", "text": "a", "url": "http://a/?x=1", "canonical": "http://b"})");
  EXPECT_EQ(flat.url, "http://a/?x=1");
  EXPECT_EQ(flat.canonical, "http://b");
  EXPECT_EQ(json(R"({"id": "1", "text": "a", "canonical_url": "http://b"})").canonical, "http://b");
  const Parsed nested =
      json(R"({"id": "1", "text": "a", "metadata": {"url": "http://m", "canonical_url": "http://n"}})");
  EXPECT_EQ(nested.url, "http://m");
  EXPECT_EQ(nested.canonical, "http://n");
  EXPECT_EQ(json(R"({"id": "1", "url": "http://a", "text": "a", "metadata": {"url": "http://m"}})").url, "http://a");
  EXPECT_EQ(json(R"({"metadata": {"url": "http://m"}, "id": "1", "text": "a", "url": "http://a"})").url, "http://a");
}

TEST(JsonRecords, AddressesMayBeMissing) {
  for (const char* raw :
       {R"({"id": "1", "text": "a"})", R"({"id": "1", "text": "a", "url": null, "canonical": 5})",
        R"({"id": "1", "text": "a", "metadata": []})", R"({"id": "1", "text": "a", "metadata": {"url": 1}})"}) {
    EXPECT_EQ(json(raw).refused, "") << raw;
    EXPECT_EQ(json(raw).url, "") << raw;
    EXPECT_EQ(json(raw).canonical, "") << raw;
  }
}

TEST(JsonRecords, AParserForgetsTheAddressesOfTheRecordBefore) {
  auto file = std::make_shared<FileInfo>();
  file->input.format = Format::Jsonl;
  Block block;
  block.file = file;
  const std::string first = R"({"id": "1", "text": "a", "url": "u", "canonical": "c"})";
  const std::string second = R"({"id": "2", "text": "b"})";
  block.bytes = first + second + std::string(kPadding, '\0');
  RecordParser parser({});
  const auto end = static_cast<std::uint32_t>(first.size());
  ASSERT_EQ(parser.parse(block, {0, end, false, 0})->url, "u");
  const auto record = parser.parse(block, {end, end + static_cast<std::uint32_t>(second.size()), false, end});
  ASSERT_TRUE(record);
  EXPECT_EQ(record->url, "");
  EXPECT_EQ(record->canonical, "");
}

TEST(JsonRecords, ScoresAreReadWhenNamed) {
  EXPECT_EQ(json(R"({"id": "1", "text": "a", "q": 0.25})", {.score = "q"}).score, 0.25);
  EXPECT_EQ(json(R"({"id": "1", "text": "a", "q": 3})", {.score = "q"}).score, 3.0);
  EXPECT_EQ(json(R"({"id": "1", "text": "a", "q": "0.5"})", {.score = "q"}).score, 0.5);
  EXPECT_EQ(json(R"({"id": "1", "text": "a", "m": {"q": 1}})", {.score = "/m/q"}).score, 1.0);
  EXPECT_EQ(json(R"({"id": "1", "text": "a", "q": "high"})", {.score = "q"}).score, std::nullopt);
  EXPECT_EQ(json(R"({"id": "1", "text": "a", "q": 1})").score, std::nullopt);
}

TEST(JsonRecords, RefusalsHaveAFixedReason) {
  for (const char* raw : {"{", "not json", "{\"text\": \"a\"} {}", "{\"text\": \"a\",}", "{\"text\": \"\\x\"}"}) {
    EXPECT_EQ(json(raw).refused, "invalid-json") << raw;
  }
  for (const char* raw : {"[1]", "\"text\"", "3", "null"}) {
    EXPECT_EQ(json(raw).refused, "invalid-json") << raw;
    EXPECT_EQ(json(raw).detail, "a line must hold one object: {\"text\": …}");
  }
  EXPECT_EQ(json("{\"id\": \"1\", \"text\": \"\xFF\"}").refused, "invalid-utf8");
  EXPECT_EQ(json(R"({"id": "1"})").refused, "no-text");
  EXPECT_EQ(json(R"({"id": "1"})").detail, "no field text, content, raw_content; name it with --text-field");
  EXPECT_EQ(json(R"({"id": "1", "text": 5})").refused, "no-text");
  EXPECT_EQ(json(R"({"id": "1", "text": null})").refused, "no-text");
}

TEST(JsonRecords, AParserGoesOnAfterARefusal) {
  auto file = std::make_shared<FileInfo>();
  file->input.format = Format::Jsonl;
  Block block;
  block.file = file;
  block.bytes = "{bad}{\"id\": 7, \"text\": \"a\"}" + std::string(kPadding, '\0');
  RecordParser parser({});
  EXPECT_FALSE(parser.parse(block, {0, 5, false, 0}));
  const auto record = parser.parse(block, {5, static_cast<std::uint32_t>(block.bytes.size() - kPadding), false, 5});
  ASSERT_TRUE(record);
  EXPECT_EQ(record->id, "7");
  const auto too_long = parser.parse(block, {0, 0, true, 0});
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().reason, "too-long");
  EXPECT_EQ(too_long.error().detail, "longer than the 64 MiB a record may have");
}

TEST(JsonRecords, AByteOrderMarkIsNotPartOfTheFirstRecord) {
  auto file = std::make_shared<FileInfo>();
  file->input.format = Format::Jsonl;
  Block block;
  block.file = file;
  block.bytes = "\uFEFF{\"id\": 7, \"text\": \"a\"}";
  const auto size = static_cast<std::uint32_t>(block.bytes.size());
  block.bytes.append(kPadding, '\0');
  RecordParser parser({});
  EXPECT_TRUE(parser.parse(block, {0, size, false, 0}));
}

TEST(CsvRecords, ColumnsGoByName) {
  const Parsed record = csv("date;id;text;q", "2024-05-01;7;\"a \"\"b\"\"; c\nd\";0.5\r", {.score = "q"});
  EXPECT_EQ(record.refused, "");
  EXPECT_EQ(record.id, "7");
  EXPECT_EQ(record.text, "a \"b\"; c\nd");
  EXPECT_EQ(record.date, 1714521600.0);
  EXPECT_EQ(record.score, 0.5);
  EXPECT_EQ(csv("k,body", "7,b", {.id = "k", .text = "body"}).text, "b");
  EXPECT_EQ(csv("id\ttext", "1\tsays \"hi\"\r").text, "says \"hi\"");
  EXPECT_EQ(csv("id,text", "1,").text, "");
}

TEST(CsvRecords, AddressesAreColumns) {
  const Parsed record = csv("id,url,canonical,text", "1,http://a,http://b,c");
  EXPECT_EQ(record.url, "http://a");
  EXPECT_EQ(record.canonical, "http://b");
  EXPECT_EQ(csv("id,canonical_url,text", "1,http://b,c").canonical, "http://b");
  EXPECT_EQ(csv("id,text", "1,c").url, "");
}

TEST(CsvRecords, RefusalsHaveAFixedReason) {
  EXPECT_EQ(csv("id,text", "1,a,b").refused, "invalid-csv");
  EXPECT_EQ(csv("id,text", "1,a,b").detail, "3 fields where the header has 2");
  EXPECT_EQ(csv("id,text", "1").refused, "invalid-csv");
  EXPECT_EQ(csv("id,text", "1,\xFF").refused, "invalid-utf8");
  EXPECT_EQ(csv("id,body", "1,a").refused, "no-text");
  EXPECT_EQ(csv("id,text", ",a").refused, "no-id");
  EXPECT_EQ(csv("id,text", "1,a", {.id = "key"}).refused, "no-id");
}

TEST(TextRecords, AreTheWholeFileUnderItsName) {
  const Parsed record = parse(Format::Text, {}, "line one\nline two\n");
  EXPECT_EQ(record.id, "name.x");
  EXPECT_EQ(record.text, "line one\nline two\n");
  EXPECT_EQ(parse(Format::Text, {}, "").text, "");
  EXPECT_EQ(parse(Format::Text, {}, "\xFF\xFE").refused, "invalid-utf8");
}

TEST(ParseDate, UnderstandsIsoDates) {
  const std::pair<const char*, double> expected[] = {
      {"1970-01-01", 0},
      {"2024-05-01", 1714521600},
      {"2024-02-29", 1709164800},
      {"1969-12-31", -86400},
      {"2024-05-01T10:20", 1714558800},
      {"2024-05-01T10:20:30", 1714558830},
      {"2024-05-01T10:20:30Z", 1714558830},
      {"2024-05-01 10:20:30", 1714558830},
      {"2024-05-01T10:20:30.123Z", 1714558830},
      {"2024-05-01 10:20:30+02:00", 1714551630},
      {"2024-05-01T10:20:30-0530", 1714578630},
      {"2024-05-01T10:20:30+02", 1714551630},
  };
  for (const auto& [text, seconds] : expected) EXPECT_EQ(parse_date(text), seconds) << text;
}

TEST(ParseDate, GivesNothingForOtherForms) {
  for (const char* text : {"", "2024", "2024-05", "01.05.2024", "2024/05/01", "2024-13-01", "2024-02-30", "2023-02-29",
                           "May 1, 2024", "-123-01-01", "2024-5-1", "yesterday"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace unspin::corpus
