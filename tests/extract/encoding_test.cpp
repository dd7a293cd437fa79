#include "engine/extract/encoding.h"

#include <gtest/gtest.h>

namespace unspin::extract {
namespace {

using namespace std::string_view_literals;

struct Read {
  std::string utf8;
  std::string encoding;
};

Read read(std::string_view bytes, std::string_view content_type = {}) {
  Decoder decode;
  const auto decoded = decode(bytes, content_type);
  EXPECT_TRUE(decoded) << (decoded ? "" : decoded.error().message);
  return decoded ? Read{std::string(decoded->utf8), std::string(decoded->encoding)} : Read{};
}

TEST(Encoding, LabelsAreThoseOfTheStandard) {
  EXPECT_EQ(encoding_of_label("UTF8"), "utf-8");
  EXPECT_EQ(encoding_of_label(" Latin1 "), "windows-1252");
  EXPECT_EQ(encoding_of_label("us-ascii"), "windows-1252");
  EXPECT_EQ(encoding_of_label("ISO-8859-9"), "windows-1254");
  EXPECT_EQ(encoding_of_label("gb2312"), "gb18030");
  EXPECT_EQ(encoding_of_label("Shift_JIS"), "shift_jis");
  EXPECT_EQ(encoding_of_label("utf"), "");
  EXPECT_EQ(encoding_of_label(""), "");
}

TEST(Encoding, CharsetsAreFoundWhereTheyAreDeclared) {
  EXPECT_EQ(charset_in("text/html; Charset=\"koi8-r\""), "koi8-r");
  EXPECT_EQ(charset_in("text/html"), "");
  EXPECT_EQ(declared_in_meta("<html><META charset=big5><title>"), "big5");
  EXPECT_EQ(declared_in_meta("<meta http-equiv=content-type content='text/html; charset=euc-kr'>"), "euc-kr");
  EXPECT_EQ(declared_in_meta("<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><html>"), "iso-8859-2");
}

TEST(Encoding, AMarkWinsOverTheHeaderAndTheHeaderOverMeta) {
  EXPECT_EQ(read("\xEF\xBB\xBFGr\u00FC\u00DFe", "text/html; charset=koi8-r").utf8, "Gr\u00FC\u00DFe");
  EXPECT_EQ(read("\xFF\xFEG\0r\0\xFC\0"sv).utf8, "Gr\u00FC");
  EXPECT_EQ(read("\xFE\xFF\0G\0r\0\xFC"sv).utf8, "Gr\u00FC");
  EXPECT_EQ(read("<\0p\0>\0"sv).encoding, "utf-16le");
  EXPECT_EQ(read("<meta charset=iso-8859-5>\xCF\xD2\xC9", "text/html; charset=koi8-r").encoding, "koi8-r");
}

TEST(Encoding, WhatHasNoZeroByteIsNotUtf16) {
  const char type[] = "text/html; charset=utf-16";
  EXPECT_EQ(read("<p>plain</p>", type).utf8, "<p>plain</p>");
  EXPECT_EQ(read("<meta charset=koi8-r><p>\xCD\xC5\xD4", type).encoding, "koi8-r");
  EXPECT_EQ(read("\x2D\x4E\x87\x65\x2D\x4E\x87\x65\x2D\x4E\x41\0"sv, type).utf8, "\u4E2D\u6587\u4E2D\u6587\u4E2DA");
}

TEST(Encoding, LatinOneIsWindows1252) {
  const Read page = read(
      "<meta charset=iso-8859-1>\x93Gr\xFC\xDF"
      "e\x94 \x80");
  EXPECT_EQ(page.encoding, "windows-1252");
  EXPECT_EQ(page.utf8, "<meta charset=iso-8859-1>\u201CGr\u00FC\u00DFe\u201D \u20AC");
}

TEST(Encoding, EastAsianAndCyrillicPages) {
  EXPECT_EQ(read("\x93\xFA\x96{", "text/html; charset=shift_jis").utf8, "\u65E5\u672C");
  EXPECT_EQ(read("\xC6\xFC\xCB\xDC", "text/html; charset=euc-jp").utf8, "\u65E5\u672C");
  EXPECT_EQ(read("\x1B$BF|K\\\x1B(B", "text/html; charset=iso-2022-jp").utf8, "\u65E5\u672C");
  EXPECT_EQ(read("\xC8\xD5\xB1\xBE", "text/html; charset=gbk").utf8, "\u65E5\u672C");
  EXPECT_EQ(read("\xC7\xD1", "text/html; charset=euc-kr").utf8, "\uD55C");
  EXPECT_EQ(read("\xCD\xC5\xD4", "text/html; charset=koi8-r").utf8, "\u043C\u0435\u0442");
}

TEST(Encoding, WhatIsValidUtf8IsUtf8WhateverItIsCalled) {
  const Read page = read("Gr\u00FC\u00DFe aus M\u00FCnchen", "text/html; charset=iso-8859-1");
  EXPECT_EQ(page.encoding, "utf-8");
  EXPECT_EQ(page.utf8, "Gr\u00FC\u00DFe aus M\u00FCnchen");
}

TEST(Encoding, WhatIsCalledUtf8WithoutBeingItIsGuessed) {
  const Read page = read(
      "<meta charset=utf-8>Gr\xFC\xDF"
      "e aus M\xFCnchen, wo die B\xE4ume gr\xFCn sind und die H\xE4user alt");
  EXPECT_NE(page.encoding, "utf-8");
  EXPECT_NE(page.utf8.find("Gr\u00FC\u00DFe aus M\u00FCnchen"), std::string::npos);
}

TEST(Encoding, ASlipDoesNotMakeAnotherEncoding) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\u00FCber ";
  const Read page = read(text + "\xFF" + text, "text/html; charset=utf-8");
  EXPECT_EQ(page.encoding, "utf-8");
  EXPECT_EQ(page.utf8, text + "\uFFFD" + text);
}

TEST(Encoding, WithoutADeclarationTheLettersTell) {
  // "The weather in Moscow today", several times, in windows-1251.
  std::string russian;
  for (int i = 0; i < 8; ++i)
    russian +=
        "\xCF\xEE\xE3\xEE\xE4\xE0 \xE2 \xCC\xEE\xF1\xEA\xE2\xE5 \xF1\xE5\xE3\xEE\xE4\xED\xFF "
        "\xF5\xEE\xF0\xEE\xF8\xE0\xFF. ";
  EXPECT_EQ(read(russian).encoding, "windows-1251");
  EXPECT_EQ(read("<p>caf\xE9 \x85").utf8, "<p>caf\u00E9 \u2026");
}

TEST(Encoding, MalformedBytesOfAnyEncodingAreReplaced) {
  EXPECT_EQ(read("ok \xFF\xFF end", "text/html; charset=shift_jis").utf8, "ok \uFFFD\uFFFD end");
  EXPECT_EQ(read("ok \x81", "text/html; charset=windows-1252").utf8, "ok \uFFFD");
  EXPECT_EQ(read("\xFF\xFE<\0p\0>\0\x00\xD8"sv).utf8, "<p>");  // half a pair at the end
}

TEST(Encoding, ImagesAndArchivesAreNoPages) {
  Decoder decode;
  for (const std::string_view bytes :
       {"%PDF-1.4 text text"sv, "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0"sv, "PK\3\4\0\0\0\0\0\0\0\0"sv}) {
    const auto decoded = decode(bytes, "text/html");
    ASSERT_FALSE(decoded);
    EXPECT_NE(decoded.error().message.find("not a page"), std::string::npos);
  }
  EXPECT_TRUE(decode("", ""));
}

}  // namespace
}  // namespace unspin::extract
