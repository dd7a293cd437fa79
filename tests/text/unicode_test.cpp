#include "engine/text/unicode.h"

#include <gtest/gtest.h>

#include "engine/base/hash.h"

namespace unspin::text {
namespace {

std::u32string decomposed(char32_t c) {
  std::u32string out;
  append_decomposed(out, c);
  return out;
}

std::u32string lower(char32_t c) {
  std::u32string out;
  append_lower(out, c);
  return out;
}

TEST(Unicode, Categories) {
  EXPECT_EQ(category(U'a'), Category::Rest);
  EXPECT_EQ(category(U'$'), Category::Rest);  // a symbol
  EXPECT_EQ(category(U' '), Category::Rest);
  EXPECT_EQ(category(U'!'), Category::Punctuation);
  EXPECT_EQ(category(U'—'), Category::Punctuation);
  EXPECT_EQ(category(U'\t'), Category::Control);
  EXPECT_EQ(category(U'\u200B'), Category::Control);  // zero-width space
  EXPECT_EQ(category(U'\uE000'), Category::Control);  // private use
  EXPECT_EQ(category(U'\u0301'), Category::NonspacingMark);
  EXPECT_EQ(category(U'\u0903'), Category::OtherMark);
  EXPECT_EQ(category(U'\u2E43'), Category::Rest);  // punctuation since Unicode 9.0
  EXPECT_EQ(category(U'\u0378'), Category::Rest);  // never assigned
}

TEST(Unicode, WhiteSpace) {
  for (const char32_t c : U"\t\n\v\f\r \u0085\u00A0\u2003\u2028\u202F\u3000")
    EXPECT_EQ(is_white_space(c), c != 0) << +c;
  for (const char32_t c : U"a_\u200B\uFEFF\u001C") EXPECT_FALSE(is_white_space(c)) << +c;
}

TEST(Unicode, WordCharacters) {
  for (const char32_t c : {U'a', U'é', U'1', U'٣', U'_', U'東', U'\u0301', U'\u200D'})
    EXPECT_TRUE(is_word_character(c)) << +c;
  for (const char32_t c : {U'-', U'$', U' ', U'½', U'\u00AD', U'\u200B'}) EXPECT_FALSE(is_word_character(c)) << +c;
}

TEST(Unicode, Decompositions) {
  EXPECT_EQ(decomposed(U'a'), U"a");
  EXPECT_EQ(decomposed(U'é'), U"e\u0301");
  EXPECT_EQ(decomposed(U'ǖ'), U"u\u0308\u0304");
  EXPECT_EQ(decomposed(U'각'), U"\u1100\u1161\u11A8");
  EXPECT_EQ(decomposed(U'ﬁ'), U"ﬁ");  // only a compatible one
}

TEST(Unicode, LowerCase) {
  EXPECT_EQ(lower(U'É'), U"é");
  EXPECT_EQ(lower(U'ß'), U"ß");
  EXPECT_EQ(lower(U'Σ'), U"σ");
  EXPECT_EQ(lower(U'İ'), U"i\u0307");
  EXPECT_EQ(lower(U'\u1C89'), U"\u1C89");  // a capital since Unicode 16.0
}

TEST(Unicode, NormalForms) {
  EXPECT_EQ(normal_form("e\u0301ﬁ", NormalForm::Nfc), "éﬁ");
  EXPECT_EQ(normal_form("é", NormalForm::Nfd), "e\u0301");
  EXPECT_EQ(normal_form("e\u0301ﬁ", NormalForm::Nfkc), "éfi");
  EXPECT_EQ(normal_form("éﬁ", NormalForm::Nfkd), "e\u0301fi");
  EXPECT_EQ(normal_form("a\xFF"
                        "b",
                        NormalForm::Nfc),
            "a\uFFFDb");
}

TEST(Unicode, Graphemes) {
  EXPECT_EQ(grapheme_ends(""), std::vector<std::size_t>());
  EXPECT_EQ(grapheme_ends("ae\u0301\r\n각b"), (std::vector<std::size_t>{1, 4, 6, 9, 10}));
  EXPECT_EQ(grapheme_ends("a\xFF"), (std::vector<std::size_t>{1, 2}));
}

TEST(Unicode, Utf8) {
  std::string out;
  for (const char32_t c : {U'a', U'é', U'東', U'\U0001F600', static_cast<char32_t>(0xD800)}) append_utf8(out, c);
  EXPECT_EQ(out, "aé東\U0001F600\uFFFD");
}

/// Frozen: a newer ICU must not change what a model sees.
TEST(Unicode, TheWholeTable) {
  base::Digest digest;
  std::u32string out;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    out.assign(1, static_cast<char32_t>(category(c)));
    out += static_cast<char32_t>(is_white_space(c));
    out += static_cast<char32_t>(is_word_character(c));
    append_decomposed(out, c);
    append_lower(out, c);
    digest.add(out.data(), out.size() * sizeof(char32_t));
  }
  EXPECT_EQ(base::to_hex(digest.value()), "b01a4c97373ae28b8df0ea2fc0a451e6");
}

}  // namespace
}  // namespace unspin::text
