#include "engine/text/code_points.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unicode/unistr.h>

#include "engine/base/hash.h"
#include "tests/oracle/tokens.h"

namespace unspin::text {
namespace {

constexpr char32_t kNumCodePoints = 0x110000;

bool surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

std::string utf8_of(char32_t c) {
  std::string utf8;
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(utf8);
  return utf8;
}

TEST(CodePoints, TheWholeTableKeepsItsDigest) {
  base::Digest digest;
  for (char32_t c = 0; c < kNumCodePoints; ++c) {
    const CodePoint point = code_point(c);
    const char head[] = {static_cast<char>(point.kind), static_cast<char>(point.needs_context),
                         static_cast<char>(point.folded.size())};
    digest.add(head, sizeof head);
    digest.add(point.folded.data(), point.folded.size());
  }
  EXPECT_EQ(base::to_hex(digest.value()), "91081143f1c1611245349ab71ec450a2")
      << "A code point changed its kind, its context or its folding: texts that hold it have other tokens than before, "
         "and signatures made with the old table cannot be compared with new ones. Either ICU answers differently for "
         "what Unicode 15.0 had, or the rules in code_points.cpp changed; the latter is a new format version.";
}

TEST(CodePoints, KindsAreTheDocumentedOnes) {
  EXPECT_EQ(code_point(' ').kind, Kind::Gap);
  EXPECT_EQ(code_point('-').kind, Kind::Gap);
  EXPECT_EQ(code_point(U'€').kind, Kind::Gap);
  EXPECT_EQ(code_point(0xFFFD).kind, Kind::Gap);
  EXPECT_EQ(code_point('_').kind, Kind::Word);
  EXPECT_EQ(code_point('7').kind, Kind::Word);
  EXPECT_EQ(code_point(U'Ж').kind, Kind::Word);
  EXPECT_EQ(code_point(0x301).kind, Kind::Word);
  EXPECT_EQ(code_point(U'한').kind, Kind::Word);
  for (const char32_t c : {U'東', U'あ', U'ア', U'ㄅ', U'ꀀ', U'ท', U'ລ', U'ក', U'မ', U'ཀ'}) {
    EXPECT_EQ(code_point(c).kind, Kind::Single) << utf8_of(c);
  }
  for (const char32_t c : {0xADU, 0x200DU, 0x200BU, 0xFE0FU, 0xFEFFU, 0xE0101U}) {
    EXPECT_EQ(code_point(c).kind, Kind::Ignored) << utf8_of(c);
    EXPECT_EQ(code_point(c).folded, "");
  }
}

TEST(CodePoints, FoldingLowersCaseAndCompatibilityForms) {
  EXPECT_EQ(code_point('A').folded, "a");
  EXPECT_EQ(code_point(U'ß').folded, "ss");
  EXPECT_EQ(code_point(U'ﬃ').folded, "ffi");
  EXPECT_EQ(code_point(U'Ａ').folded, "a");
  EXPECT_EQ(code_point(0x212B).folded, "å");  // the angstrom sign
}

TEST(CodePoints, ContextIsNeededWhereNeighboursCompose) {
  EXPECT_FALSE(code_point('a').needs_context);
  EXPECT_FALSE(code_point(U'é').needs_context);
  EXPECT_FALSE(code_point(U'東').needs_context);
  EXPECT_TRUE(code_point(0x301).needs_context);
  EXPECT_TRUE(code_point(0x3099).needs_context);
  EXPECT_TRUE(code_point(0x1161).needs_context);  // a vowel jamo
  EXPECT_TRUE(code_point(U'㈱').needs_context);   // "(株)": kinds mix
}

TEST(CodePoints, AssignedOnesAgreeWithTheOracle) {
  for (char32_t c = 0; c < kNumCodePoints; ++c) {
    const auto icu_c = static_cast<UChar32>(c);
    const CodePoint point = code_point(c);
    if (surrogate(c) || oracle::unassigned(icu_c) || point.needs_context) continue;
    std::vector<std::string> expected;
    if (point.kind == Kind::Word) expected.emplace_back(point.folded);
    if (point.kind == Kind::Single) expected = oracle::tokens(point.folded);
    ASSERT_EQ(oracle::tokens(utf8_of(c)), expected) << "U+" << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(CodePoints, WhatUnicode15DoesNotHaveIsAWordCharacterOfItsOwn) {
  // Some of these are assigned in later versions, so that a newer ICU would give another answer.
  for (const char32_t c : {0x378U, 0x2FFCU, 0x10D4AU, 0x105C0U, 0x1C89U, 0xA7CBU, 0x2EBF0U, 0x323B0U, 0xE0FFFU}) {
    const CodePoint point = code_point(c);
    EXPECT_EQ(point.kind, Kind::Word) << std::hex << static_cast<std::uint32_t>(c);
    EXPECT_EQ(point.folded, utf8_of(c)) << std::hex << static_cast<std::uint32_t>(c);
    EXPECT_FALSE(point.needs_context);
    EXPECT_EQ(fold("e\u0301" + utf8_of(c) + "A"), "é" + utf8_of(c) + "a");
  }
}

TEST(CodePoints, FoldComposesAcrossCharactersAndKeepsMalformedBytes) {
  EXPECT_EQ(fold(""), "");
  EXPECT_EQ(fold("CAFE\u0301"), "café");
  EXPECT_EQ(fold("\xFF"
                 "A\xC3"),
            "\xFF"
            "a\xC3");
}

TEST(CodePoints, DecodeReadsBackEveryCodePoint) {
  for (char32_t c = 0; c < kNumCodePoints; ++c) {
    if (surrogate(c)) continue;
    const std::string utf8 = utf8_of(c);
    const char* at = utf8.data();
    ASSERT_EQ(decode(at, utf8.data() + utf8.size()), c);
    ASSERT_EQ(at, utf8.data() + utf8.size());
  }
}

TEST(CodePoints, DecodeStepsOverMalformedBytesOneByOne) {
  for (const std::string_view bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x9F\xBF", "\xE4\xB8", "\xED\xA0\x80",
        "\xF0\x8F\xBF\xBF", "\xF0\x9F\x92", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF"}) {
    const char* at = bytes.data();
    EXPECT_EQ(decode(at, bytes.data() + bytes.size()), 0xFFFDU);
    EXPECT_EQ(at, bytes.data() + 1);
  }
}

TEST(CodePoints, PagesMayBeMadeByManyThreads) {
  std::vector<std::jthread> threads;
  std::vector<std::size_t> sizes(4, 0);
  for (std::size_t t = 0; t < sizes.size(); ++t) {
    threads.emplace_back([&sizes, t] {
      for (char32_t c = 0; c < 0x20000; c += 17) sizes[t] += code_point(c).folded.size();
    });
  }
  threads.clear();
  for (const std::size_t size : sizes) EXPECT_EQ(size, sizes[0]);
}

}  // namespace
}  // namespace unspin::text
