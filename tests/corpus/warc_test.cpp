// How WARC files are read: whatever they are compressed with, and with each of the faults that real crawlers put in.

#include <random>

#include <zstd.h>

#include "engine/corpus/kept_writer.h"
#include "tests/corpus/reading.h"
#include "tests/oracle/warc.h"

namespace unspin::corpus {
namespace {

using oracle::conversion;
using oracle::deflated;
using oracle::http;
using oracle::response;
using oracle::warc_record;
using Strings = std::vector<std::string>;

constexpr char kEnd[] = "\r\n\r\n";

std::string page(int i, std::size_t words = 40) {
  std::mt19937_64 random(static_cast<std::uint64_t>(i));
  std::string text = "<html><p>page " + std::to_string(i);
  for (std::size_t w = 0; w < words; ++w) text += " w" + std::to_string(random() % 5000);
  return text + "</p></html>";
}

class Warc : public testing::Test {
 protected:
  ReadFile read(const std::string& name, const std::string& bytes, const Fields& fields = {}) const {
    return read_file_of(dir, name, bytes, fields);
  }
  oracle::TempDir dir;
};

std::string plain(const Strings& records) {
  std::string bytes;
  for (const std::string& record : records) bytes += record + kEnd;
  return bytes;
}

std::string members(const Strings& records) {
  std::string bytes;
  for (const std::string& record : records) bytes += deflated(record + kEnd);
  return bytes;
}

std::string frames(const Strings& records) {
  std::string bytes;
  for (const std::string& record : records) bytes += compress(record + kEnd, Compression::Zstd);
  return bytes;
}

/// Where a length is wrong, line breaks behind the block may be taken for its own.
Strings trimmed_texts(const ReadFile& file) {
  Strings texts;
  for (const std::string& text : file.texts) texts.emplace_back(trimmed(text));
  return texts;
}

TEST_F(Warc, EveryContainerGivesWhatTheObviousReaderSees) {
  Strings records{warc_record("warcinfo", "info", "software: x\r\n")};
  for (int i = 0; i < 300; ++i) {
    records.push_back(response("r" + std::to_string(i), page(i, i % 50 == 0 ? 40000 : 50)));
    records.push_back(warc_record("request", "q" + std::to_string(i), "GET / HTTP/1.1\r\n\r\n"));
  }
  const auto expected = oracle::read_plain_warc(plain(records));
  ASSERT_EQ(expected.size(), records.size());
  const std::vector<std::pair<std::string, std::string>> files = {
      {"a.warc", plain(records)},
      {"b.warc.gz", members(records)},
      {"c.warc.gz", deflated(plain(records))},
      {"d.warc.zst", frames(records)},
      {"e.warc.zst", compress(plain(records), Compression::Zstd)},
  };
  for (const auto& [name, bytes] : files) {
    const ReadFile file = read(name, bytes);
    EXPECT_EQ(file.input.format, Format::Warc);
    ASSERT_EQ(file.records.size(), expected.size()) << name;
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const ReadRecord& record = file.records[i];
      ASSERT_EQ(record.raw, records[i]) << name;
      EXPECT_EQ(record.offset, offset) << name << ": offsets count decompressed bytes";
      offset += records[i].size() + 4;
      if (record.outcome != "read") continue;
      EXPECT_EQ("<" + record.id + ">", expected[i].header.at("WARC-Record-ID"));
      EXPECT_EQ(record.url, expected[i].header.at("WARC-Target-URI"));
      EXPECT_EQ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + record.text, expected[i].block);
    }
    EXPECT_EQ(file.texts.size(), 300U);
    EXPECT_EQ(file.damage, "");
  }
}

TEST_F(Warc, WhatIsNoPageIsSkippedWithItsReason) {
  const auto status = [](const std::string& id, const std::string& line) {
    return warc_record("response", id, http("<html>x", "Content-Type: text/html", line));
  };
  const ReadFile file = read("a.warc", plain({
                                           warc_record("warcinfo", "1", "software: x\r\n"),
                                           warc_record("request", "2", "GET / HTTP/1.1\r\n\r\n"),
                                           warc_record("metadata", "3", "fetchTimeMs: 5\r\n"),
                                           warc_record("revisit", "4", http("")),
                                           warc_record("continuation", "5", "more"),
                                           warc_record("future", "6", "more"),
                                           warc_record("response", "7", "x", {{"WARC-Target-URI", "dns:a.org"}}),
                                           status("8", "HTTP/1.1 301 Moved"),
                                           status("9", "HTTP/1.1 404 Not Found"),
                                           status("10", "HTTP/1.1 500"),
                                           status("11", "HTTP/1.1 203 OK"),
                                           response("12", "\x89PNG", "Content-Type: image/png"),
                                           response("13", ""),
                                           response("14", "plain words", "Content-Type: text/plain"),
                                           response("15", "<!DOCTYPE html><p>a", "X: y"),
                                       }));
  EXPECT_EQ(file.outcomes, (Strings{"skipped: warcinfo", "skipped: request", "skipped: metadata", "skipped: revisit",
                                    "skipped: continuation", "skipped: unknown-type", "skipped: not-http",
                                    "skipped: redirect", "skipped: http-error", "skipped: http-error", "read",
                                    "skipped: not-a-page", "skipped: empty-body", "read", "read"}));
  EXPECT_EQ(file.records[5].detail, "WARC-Type future");
  EXPECT_EQ(file.records[11].detail, "its type is image/png");
}

TEST_F(Warc, ConversionsAndResourcesAreTextAsItIs) {
  const ReadFile file =
      read("a.warc.wet.gz",
           members({
               conversion("a", "Ein Text\nmit Zeilen\n"),
               warc_record("resource", "b", "un caf\xE9 au lait", {{"Content-Type", "text/plain; charset=latin1"}}),
               warc_record("resource", "c", "<html>x", {{"Content-Type", "text/html"}}),
               warc_record("resource", "d", "{}", {{"Content-Type", "application/json"}}),
           }));
  EXPECT_EQ(file.outcomes, (Strings{"read", "read", "read", "skipped: not-a-page"}));
  EXPECT_EQ(file.texts, (Strings{"Ein Text\nmit Zeilen\n", "un café au lait", "<html>x"}));
  EXPECT_EQ(file.records[0].id, "urn:uuid:a");
}

TEST_F(Warc, AnIdMayComeFromAnyFieldOfTheHeader) {
  const std::string bytes = plain({conversion("a", "text"), warc_record("conversion", "b", "text")});
  const ReadFile file = read("a.warc", bytes, {"WARC-Target-URI", "", ""});
  EXPECT_EQ(file.records[0].id, "http://example.org/a");
  EXPECT_EQ(file.outcomes[1], "refused: no-id");
  const ReadFile without = read("b.warc",
                                "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n"
                                "Content-Length: 4\r\n\r\ntext\r\n\r\n");
  EXPECT_EQ(without.outcomes, Strings{"read"});
  EXPECT_EQ(without.records[0].id.size(), 32U) << "an id is made";
}

// The nine faults of real files.

TEST_F(Warc, Quirk1LengthsThatAreOffByAFewBytes) {
  for (const int off : {-30, -4, -2, -1, 1, 2, 3, 4, 5, 30}) {
    Strings records;
    for (int i = 0; i < 5; ++i) {
      const std::string block = http(page(i));
      const std::string length = i % 2 == 1 ? std::to_string(static_cast<int>(block.size()) + off) : "";
      records.push_back(warc_record("response", std::to_string(i), block, {}, length));
    }
    records.push_back(warc_record("response", "last", http(page(9)), {},
                                  std::to_string(http(page(9)).size() + static_cast<std::size_t>(off + 40))));
    const Strings pages{page(0), page(1), page(2), page(3), page(4), page(9)};
    EXPECT_TRUE(trimmed_texts(read("a.warc", plain(records))) == pages) << off;
    EXPECT_TRUE(trimmed_texts(read("b.warc.gz", members(records))) == pages) << off;
    EXPECT_TRUE(trimmed_texts(read("c.warc.gz", deflated(plain(records)))) == pages) << off;
  }
}

TEST_F(Warc, Quirk1LengthsThatAreFarOff) {
  for (const char* length : {"0", "10", "5000", "99999999", "4294967296", "18446744073709551615", "-1", "x", ""}) {
    const std::string wrong =
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <b>\r\nContent-Length: " + std::string(length) +
        "\r\n\r\n" + http(page(1));
    const Strings records{response("a", page(0)), wrong, response("c", page(2)), response("d", page(3))};
    const ReadFile members_file = read("a.warc.gz", members(records));
    EXPECT_EQ(members_file.texts, (Strings{page(0), page(1), page(2), page(3)}))
        << length << ": the member is the truth";
    const ReadFile plain_file = read("b.warc", plain(records));
    ASSERT_EQ(plain_file.outcomes.size(), 4U) << length;
    EXPECT_EQ(plain_file.outcomes[0], "read");
    EXPECT_EQ(plain_file.outcomes[1], "read") << length;
    EXPECT_EQ(plain_file.outcomes[2], "read") << length << ": the next record is found";
    EXPECT_EQ(plain_file.outcomes[3], "read");
  }
}

TEST_F(Warc, ARecordThatClaims4GiBIsRefusedAndTheNextIsFound) {
  Strings records;
  for (int i = 0; i < 2000; ++i) {
    const std::string length = i == 100 ? "4294967296" : "";
    records.push_back(warc_record("response", std::to_string(i), http(page(i, 400)), {}, length));
  }
  const ReadFile file = read("a.warc", plain(records));
  ASSERT_EQ(file.outcomes.size(), 2000U);
  EXPECT_EQ(file.outcomes[100], "refused: too-long");
  EXPECT_EQ(file.texts.size(), 1999U);
  EXPECT_EQ(read("a.warc.gz", members(records)).texts.size(), 2000U) << "the member is the truth";
}

TEST_F(Warc, Quirk2BodiesThatAreDecodedUnderTheOldHeader) {
  const std::string chunks = "5\r\n<html\r\n4\r\n>abc\r\n0\r\n\r\n";
  const ReadFile file = read(
      "a.warc",
      plain({
          response("a", "<html>abc", "Content-Type: text/html\r\nTransfer-Encoding: chunked"),
          response("b", chunks, "Content-Type: text/html\r\nTransfer-Encoding: chunked"),
          response("c", chunks, "Content-Type: text/html"),
          response("d", "<html>abc", "Content-Type: text/html\r\nContent-Encoding: gzip"),
          response("e", deflated("<html>abc"), "Content-Type: text/html\r\nContent-Encoding: gzip"),
          response("f", deflated("<html>abc"), "Content-Type: text/html"),
          response("g", "9\r\n" + deflated("<html>abc").substr(0, 9) + "\r\nff\r\n" + deflated("<html>abc").substr(9),
                   "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip"),
          response("h", "<html>abc", "Content-Type: text/html\r\nContent-Encoding: br"),
      }));
  EXPECT_EQ(file.texts, Strings(8, "<html>abc"));
}

TEST_F(Warc, Quirk3ChunkSizesOfEveryForm) {
  const std::string head = "Content-Type: text/html\r\nTransfer-Encoding: chunked";
  const ReadFile file =
      read("a.warc", plain({
                         response("a", "00000005\r\n<html\r\n0000000A\r\n>abcdefghi\r\n00000000\r\n\r\n", head),
                         response("b", "5\r\n<html\r\nA;name=\"v\"\r\n>abcdefghi\r\n0\r\n", head),
                         response("c", "5 \r\n<html\r\na\r\n>abcdefghi\r\n0", head),
                         response("d", "5\n<html\na\n>abcdefghi\n0\n\n", head),
                         response("e", "5\r\n<html\r\na\r\n>abcdefghi\r\n0\r\nTrailer: x\r\n\r\n", head),
                         response("f", "5\r\n<html\r\nff\r\n>abcdefghi", head),
                     }));
  EXPECT_EQ(file.texts, Strings(6, "<html>abcdefghi"));
}

TEST_F(Warc, Quirk4EmptyBodiesThatAreSaidToBeCompressed) {
  const ReadFile file =
      read("a.warc", plain({response("a", "", "Content-Type: text/html\r\nContent-Encoding: gzip"),
                            warc_record("revisit", "b", http("", "Content-Encoding: gzip")),
                            response("c", "", "Content-Type: text/html\r\nTransfer-Encoding: chunked")}));
  EXPECT_EQ(file.outcomes, (Strings{"skipped: empty-body", "skipped: revisit", "skipped: empty-body"}));
}

TEST_F(Warc, Quirk5ALineBreakTooManyBehindTheHeader) {
  const std::string gzip = deflated("<html>abc");
  const std::string block = http("\r\n" + gzip, "Content-Type: text/html\r\nContent-Encoding: gzip");
  const ReadFile file = read(
      "a.warc",
      plain({
          warc_record("response", "a", block, {}, std::to_string(block.size() - 2)),
          response("b", "\r\n<html>abc"),
          response("c", "\r\n9\r\n<html>abc\r\n0\r\n\r\n", "Content-Type: text/html\r\nTransfer-Encoding: chunked"),
      }));
  EXPECT_EQ(file.texts, (Strings{"<html>abc", "\r\n<html>abc", "<html>abc"}));
}

TEST_F(Warc, Quirk6TruncatedBodiesKeepWhatIsThere) {
  const std::string text = page(1, 4000);
  const std::string gzip = deflated(text);
  const ReadFile file = read(
      "a.warc",
      plain(
          {response("a", text.substr(0, 1000), "Content-Type: text/html\r\nContent-Length: 99999"),
           response("b", gzip.substr(0, gzip.size() / 2), "Content-Encoding: gzip\r\nContent-Type: text/html"),
           response("c", "ffff\r\n" + text.substr(0, 500), "Content-Type: text/html\r\nTransfer-Encoding: chunked")}));
  ASSERT_EQ(file.texts.size(), 3U);
  EXPECT_EQ(file.texts[0], text.substr(0, 1000));
  EXPECT_GT(file.texts[1].size(), 1000U);
  EXPECT_EQ(file.texts[1], text.substr(0, file.texts[1].size()));
  EXPECT_EQ(file.texts[2], text.substr(0, 500));
}

TEST_F(Warc, Quirk6WhatTheCrawlerSaysOfTruncationIsHandedOn) {
  const ReadFile file = read(
      "a.warc",
      plain({response("a", page(1)), warc_record("response", "b", http(page(2)), {{"WARC-Truncated", "length"}})}));
  ASSERT_EQ(file.records.size(), 2U);
  EXPECT_EQ(file.records[0].truncated, "");
  EXPECT_EQ(file.records[1].truncated, "length");
}

TEST_F(Warc, SegmentsOfARecordAreNoRecord) {
  const auto segment = [](const std::string& type, const std::string& number) {
    return warc_record(type, number, http(page(1)), {{"WARC-Segment-Number", number}});
  };
  const ReadFile file =
      read("a.warc", plain({segment("response", "1"), segment("continuation", "2"), response("c", page(3))}));
  EXPECT_EQ(file.outcomes, (Strings{"refused: segmented-record", "skipped: continuation", "read"}));
}

TEST_F(Warc, Quirk7ClueWebFiles) {
  const std::string lf =
      "WARC/0.18\nWARC-Type: warcinfo\nWARC-Record-ID: <urn:uuid:i>\n\nsoftware: x\n\n\n"
      "WARC/0.18\nWARC-Type: response\nWARC-Target-URI: http://a.org/\nWARC-Record-ID: <urn:uuid:a>\n"
      "Content-Length: 63\n\nHTTP/1.1 200 OK\nContent-Type: text/html;\n charset=x\nbroken\n\n<html>a\n\n"
      "WARC/0.18\nWARC-Type: response\nWARC-Record-ID: <urn:uuid:b>\nContent-Length: 8\n\n<html>b\n\n\n";
  const ReadFile file = read("a.warc", lf);
  EXPECT_EQ(file.outcomes, (Strings{"skipped: warcinfo", "read", "read"}));
  EXPECT_EQ(file.texts, (Strings{"<html>a", "<html>b\n"}));
}

TEST_F(Warc, Quirk8AMemberThatIsCutTakesNoOtherWithIt) {
  for (const std::size_t kept : {0U, 5U, 12U, 60U, 200U}) {
    Strings pages;
    std::string bytes;
    for (int i = 0; i < 20; ++i) {
      const std::string member = deflated(response(std::to_string(i), page(i, 400)) + kEnd);
      ASSERT_GT(member.size(), 300U);
      bytes += i == 7 || i == 8 || i == 13 ? member.substr(0, kept) : member;
      if (i != 7 && i != 8 && i != 13) pages.push_back(page(i, 400));
    }
    const ReadFile file = read("a.warc.gz", bytes);
    EXPECT_EQ(file.texts, pages) << kept;
    EXPECT_EQ(file.damage, "") << "every record but the broken ones was read";
    const auto refused = std::count(file.outcomes.begin(), file.outcomes.end(), "refused: damaged-record");
    EXPECT_GE(refused, kept > 0 ? 2 : 0) << kept;
  }
}

TEST_F(Warc, Quirk8DamageInsideAMember) {
  std::string bytes;
  std::size_t garbled = 0;
  for (int i = 0; i < 10; ++i) {
    if (i == 4) garbled = bytes.size() + 200;
    bytes += deflated(response(std::to_string(i), page(i, 400)) + kEnd);
  }
  bytes.replace(garbled, 100, std::string(100, '\xEE'));
  const ReadFile file = read("a.warc.gz", bytes);
  EXPECT_EQ(file.texts.size(), 9U);
  ASSERT_EQ(file.outcomes.size(), 10U);
  EXPECT_EQ(file.outcomes[4], "refused: damaged-record");
  EXPECT_EQ(file.records[4].detail, "its compressed data break off");
}

TEST_F(Warc, Quirk8TheSameWithFramesOfZstd) {
  std::string bytes;
  for (int i = 0; i < 10; ++i) {
    const std::string frame = compress(response(std::to_string(i), page(i, 400)) + kEnd, Compression::Zstd);
    bytes += i == 4 ? frame.substr(0, frame.size() / 2) : frame;
  }
  const ReadFile file = read("a.warc.zst", bytes);
  EXPECT_EQ(file.texts.size(), 9U);
  EXPECT_EQ(std::count(file.outcomes.begin(), file.outcomes.end(), "refused: damaged-record"), 1);
}

TEST_F(Warc, Quirk8AFileThatIsCutAnywhereLosesItsLastRecordOnly) {
  Strings records;
  for (int i = 0; i < 4; ++i) records.push_back(response(std::to_string(i), page(i)));
  for (const auto& [name, bytes] : {std::pair("a.warc", plain(records)), std::pair("b.warc.gz", members(records))}) {
    const std::size_t last = bytes.size() / 4 * 3 + 30;
    for (std::size_t size = last; size < bytes.size() - 4; ++size) {
      const ReadFile file = read(name, bytes.substr(0, size));
      ASSERT_GE(file.texts.size(), 3U) << name << " " << size;
      for (int i = 0; i < 3; ++i) ASSERT_EQ(file.texts[static_cast<std::size_t>(i)], page(i)) << name << " " << size;
      if (file.input.compression == Compression::Gzip) {
        EXPECT_NE(file.damage, "") << size;
      }
    }
  }
}

TEST_F(Warc, WhatIsBetweenRecordsIsRefusedAndTheNextIsRead) {
  const ReadFile file = read("a.warc", response("a", page(0)) + kEnd + "garbage\r\nof some lines\r\n" +
                                           response("b", page(1)) + kEnd + "\r\n\r\n\r\n" + response("c", page(2)) +
                                           kEnd + "WARC/1.0\r\nWARC-Type: response\r\n" + response("d", page(3)));
  EXPECT_EQ(file.outcomes,
            (Strings{"read", "refused: damaged-record", "read", "read", "refused: damaged-record", "read"}));
  EXPECT_EQ(file.records[1].detail, "no record begins here");
  EXPECT_EQ(file.records[4].detail, "its header breaks off");
}

TEST_F(Warc, ARecordThatHoldsAWarcFileIsOneRecord) {
  const std::string inner = plain({response("x", page(5)), response("y", page(6))});
  for (const auto& [name, bytes] :
       {std::pair("a.warc", plain({response("a", "<html>" + inner), response("b", page(1))})),
        std::pair("b.warc.gz", members({response("a", "<html>" + inner), response("b", page(1))}))}) {
    EXPECT_EQ(read(name, bytes).texts, (Strings{"<html>" + inner, page(1)})) << name;
  }
}

TEST_F(Warc, RecordsThatAreTooLongAreReadPast) {
  const std::string large = "<html>" + std::string(kMaxRecordBytes + 1000, 'x');
  const Strings records{response("a", page(0)), response("b", large), response("c", page(2))};
  for (const auto& [name, bytes] : {std::pair("a.warc", plain(records)), std::pair("b.warc.gz", members(records)),
                                    std::pair("c.warc.gz", deflated(plain(records)))}) {
    const ReadFile file = read(name, bytes);
    EXPECT_EQ(file.outcomes, (Strings{"read", "refused: too-long", "read"})) << name;
  }
}

TEST_F(Warc, BombsAreRefused) {
  const std::string bomb = deflated("<html>" + std::string(std::size_t{40} << 20, 'x'));
  const std::string large = deflated(deflated("<html>" + std::string(std::size_t{100} << 20, 'x')));
  const ReadFile file = read("a.warc.gz", members({
                                              response("a", page(0)),
                                              response("b", bomb, "Content-Type: text/html\r\nContent-Encoding: gzip"),
                                              response("c", large, "Content-Type: text/html\r\nContent-Encoding: gzip"),
                                              response("d", page(1)),
                                          }));
  EXPECT_EQ(file.outcomes, (Strings{"read", "refused: zip-bomb", "refused: zip-bomb", "read"}));
}

TEST_F(Warc, ZstdWithTheDictionaryInFront) {
  Strings records;
  std::string samples;
  std::vector<std::size_t> sizes;
  for (int i = 0; i < 50; ++i) records.push_back(response("r" + std::to_string(i), page(i)));
  // Any bytes may be a dictionary; records that look like it become short.
  const std::string dictionary = plain({records[0], records[1], records[2]});
  for (const bool packed : {false, true}) {
    const std::string content = packed ? compress(dictionary, Compression::Zstd) : dictionary;
    std::string bytes = "\x5d\x2a\x4d\x18";
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(content.size() >> (8 * i) & 0xFF);
    bytes += content;
    ZSTD_CCtx* context = ZSTD_createCCtx();
    for (const std::string& record : records) {
      const std::string whole = record + kEnd;
      std::string frame(ZSTD_compressBound(whole.size()), '\0');
      frame.resize(ZSTD_compress_usingDict(context, frame.data(), frame.size(), whole.data(), whole.size(),
                                           dictionary.data(), dictionary.size(), 3));
      bytes += frame;
    }
    ZSTD_freeCCtx(context);
    for (const char* name : {"a.warc.zst", "noname"}) {
      const ReadFile file = read(name, bytes);
      EXPECT_EQ(file.input.format, Format::Warc) << name;
      ASSERT_EQ(file.texts.size(), 50U) << name;
      EXPECT_EQ(file.texts[49], page(49));
    }
  }
}

TEST_F(Warc, MembersThatAreNoSeamsAreJoined) {
  const std::string bytes =
      plain({response("a", page(0, 400)), response("b", page(1, 400)), response("c", page(2, 400))});
  std::string cut;
  for (std::size_t at = 0; at < bytes.size(); at += 777) cut += deflated(bytes.substr(at, 777));
  EXPECT_EQ(read("a.warc.gz", cut).texts, (Strings{page(0, 400), page(1, 400), page(2, 400)}));
}

}  // namespace
}  // namespace unspin::corpus
