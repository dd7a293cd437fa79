#include "engine/text/words.h"

#include <array>
#include <random>

#include <gtest/gtest.h>
#include <unicode/unistr.h>

#include "tests/oracle/tokens.h"

namespace unspin::text {
namespace {

std::vector<std::uint64_t> hashes_of(std::string_view utf8) {
  WordHasher hasher;
  const auto words = hasher(utf8);
  return {words.begin(), words.end()};
}

std::vector<std::uint64_t> hashes_of_tokens(const std::vector<std::string>& tokens) {
  std::vector<std::uint64_t> hashes;
  for (const std::string& token : tokens) hashes.push_back(oracle::token_hash(token));
  return hashes;
}

/// Bytes as C++ would spell them, for failures.
std::string spelled(std::string_view bytes) {
  std::string out;
  for (const unsigned char c : bytes) {
    if (c >= 0x20 && c < 0x7F) {
      out += static_cast<char>(c);
    } else {
      constexpr char kHex[] = "0123456789ABCDEF";
      out += {'\\', 'x', kHex[c >> 4], kHex[c & 15]};
    }
  }
  return out;
}

void expect_tokens(std::string_view text, const std::vector<std::string>& tokens) {
  EXPECT_EQ(oracle::tokens(text), tokens) << spelled(text);
  EXPECT_EQ(hashes_of(text), hashes_of_tokens(tokens)) << spelled(text);
}

void expect_same_tokens(std::string_view a, std::string_view b) {
  EXPECT_FALSE(hashes_of(a).empty()) << spelled(a);
  EXPECT_EQ(hashes_of(a), hashes_of(b)) << spelled(a) << " and " << spelled(b);
}

TEST(Words, TheExampleOfTheHeader) {
  expect_tokens("Don't PANIC: ﬁre — 東京", {"don", "t", "panic", "fire", "東", "京"});
}

TEST(Words, NothingHasNoTokens) {
  expect_tokens("", {});
  expect_tokens("  \t\r\n -- ... !?", {});
  expect_tokens("— “ ” …", {});
  expect_tokens("\u00AD \u200D \uFE0F", {});
}

TEST(Words, DigitsAndUnderscoresAreWordCharacters) {
  expect_tokens("snake_case x2 3.14 __init__", {"snake_case", "x2", "3", "14", "__init__"});
  expect_tokens("½ x² Ⅷ ①", {"1", "2", "x2", "viii", "1"});
}

TEST(Words, ComposedAndDecomposedAccentsAreTheSameWord) {
  expect_tokens("Café CAFE\u0301 cafe\u0301", {"café", "café", "café"});
  expect_same_tokens("\u1E69", "s\u0307\u0323");
  expect_same_tokens("\u1E69", "\u1E63\u0307");
}

TEST(Words, CompatibilityFormsFold) {
  expect_tokens("ﬂuﬃer ＦＵＬＬ－ＷＩＤＴＨ ｶﾞ", {"fluffier", "full", "width", "ガ"});
  expect_tokens("Straße STRASSE ẞ", {"strasse", "strasse", "ss"});
  expect_tokens("㈱東京", {"株", "東", "京"});
}

TEST(Words, InvisibleCharactersDoNotPartAWord) {
  expect_tokens("in\u00ADvisible in\u200Dvisible in\u200Bvisible \uFEFFinvisible",
                {"invisible", "invisible", "invisible", "invisible"});
  expect_tokens("e\u00AD\u0301", {"é"});
}

TEST(Words, LettersOfScriptsWithoutSpacesAreTokens) {
  expect_tokens("ไทย", {"ไ", "ท", "ย"});
  expect_tokens("漢字 and仮名", {"漢", "字", "and", "仮", "名"});
  expect_tokens("か\u3099 が ガ カ\u3099", {"が", "が", "ガ", "ガ"});
  expect_tokens("ខ្មែរ", {"ខ", "្", "ម", "ែ", "រ"});
  expect_tokens("abc東def", {"abc", "東", "def"});
}

TEST(Words, HangulJamoComposeToSyllables) {
  expect_tokens("한국어", {"한국어"});
  expect_same_tokens("한국어", "\u1112\u1161\u11AB\u1100\u116E\u11A8\u110B\u1165");
  expect_same_tokens("한", "하\u11AB");
}

TEST(Words, CaseFoldsInEveryScript) {
  expect_same_tokens("ПРИВЕТ МИР", "привет мир");
  expect_same_tokens("ΣΊΣΥΦΟΣ", "σίσυφος");
  expect_same_tokens("ԲԱՐԵՎ", "բարեվ");
  expect_tokens("İstanbul", {"i\u0307stanbul"});
}

TEST(Words, EmojiAreGaps) { expect_tokens("hot🔥dog 👩‍👩‍👧 ok❤️", {"hot", "dog", "ok"}); }

TEST(Words, AStrokeTurnsAsciiSignsIntoSymbols) {
  expect_tokens("a≠b", {"a", "b"});
  expect_tokens("a=\u0338b", {"a", "b"});
  expect_tokens("a<\u0338b c>\u0338d", {"a", "b", "c", "d"});
  expect_tokens("a=\u0327\u0338b", {"a", "\u0327b"});
  expect_tokens("a+\u0338b", {"a", "\u0338b"});
  expect_tokens("x=é <b>été</b> 東>京", {"x", "é", "b", "été", "b", "東", "京"});
}

TEST(Words, HashesKeepTheirGoldenValues) {
  // Shingles, and with them every signature, are made of these: a change is a new format.
  EXPECT_EQ(word_hash("the"), 0x57F84CCC9CA69EADU);
  EXPECT_EQ(word_hash("東"), 0x6DB45126FA76A075U);
  EXPECT_EQ(word_hash("sixteen_bytes_16"), 0x1335518A1D4F3ACAU);
  EXPECT_EQ(word_hash("incomprehensibilities"), 0xB78E34163F8A374FU);
  for (std::size_t length = 1; length < 40; ++length) {
    const std::string word(length, 'q');
    EXPECT_EQ(word_hash(word), oracle::token_hash(word));
  }
}

TEST(Words, LengthAndPlaceOfAWordChangeNothing) {
  // Every length across 16-byte words and 64-byte blocks, at every place in a block, at the end and inside.
  for (std::size_t length = 1; length <= 70; length += length < 20 ? 1 : 7) {
    const std::uint64_t expected = oracle::token_hash(std::string(length, 'w'));
    for (std::size_t before = 0; before <= 66; ++before) {
      for (const std::size_t after : {0U, 1U, 15U, 40U}) {
        const std::string text = std::string(before, ' ') + std::string(length, 'W') + std::string(after, '.');
        ASSERT_EQ(hashes_of(text), std::vector<std::uint64_t>{expected}) << length << " after " << before;
      }
    }
  }
}

TEST(Words, RunsGoOnAcrossWindows) {
  constexpr std::size_t kWindow = 1 << 14;
  for (const std::string_view word : {"word", "élan", "wörter_und_noch_mehr_wörter", "東京"}) {
    for (std::size_t before = kWindow - 40; before <= kWindow + 2; ++before) {
      std::string text(before, '-');
      text += word;
      text += " tail";
      ASSERT_EQ(hashes_of(text), oracle::token_hashes(text)) << word << " after " << before;
    }
  }
}

TEST(Words, VeryLongWordsAreOneToken) {
  for (const std::size_t length : {1000U, 16'383U, 16'384U, 16'385U, 32'768U, 100'000U}) {
    EXPECT_EQ(hashes_of(std::string(length, 'x')), hashes_of_tokens({std::string(length, 'x')})) << length;
    std::string accented;
    while (accented.size() < length) accented += "e\u0301";
    EXPECT_EQ(hashes_of(accented), oracle::token_hashes(accented)) << length;
  }
}

TEST(Words, MalformedUtf8IsAGap) {
  expect_tokens("a\xFFz", {"a", "z"});
  expect_tokens("a\xC3", {"a"});
  expect_tokens("a\xE4\xB8z", {"a", "z"});
  expect_tokens("a\xC0\xAFz", {"a", "z"});          // overlong
  expect_tokens("a\xED\xA0\x80z", {"a", "z"});      // a surrogate
  expect_tokens("a\xF4\x90\x80\x80z", {"a", "z"});  // above U+10FFFF
  expect_tokens("e\xCC\x81\xFFz", {"é", "z"});      // in a run that is folded as a whole
}

TEST(Words, AHasherForgetsThePreviousText) {
  WordHasher hasher;
  static_cast<void>(hasher("one two e\u0301"));
  const auto words = hasher("three");
  EXPECT_EQ(std::vector<std::uint64_t>(words.begin(), words.end()), hashes_of_tokens({"three"}));
}

struct CodeRange {
  UChar32 first;
  UChar32 last;
};

constexpr CodeRange kBlocks[] = {
    {0x20, 0x7E},        // ASCII
    {0x41, 0x7A},        // its letters
    {0xA0, 0x17F},       // Latin
    {0x300, 0x36F},      // combining marks
    {0x370, 0x3FF},      // Greek
    {0x400, 0x52F},      // Cyrillic
    {0x590, 0x6FF},      // Hebrew, Arabic
    {0x900, 0x9FF},      // Devanagari, Bengali
    {0xE00, 0xEFF},      // Thai, Lao
    {0xF00, 0xFFF},      // Tibetan
    {0x1000, 0x109F},    // Myanmar
    {0x1100, 0x11FF},    // Hangul jamo
    {0x1780, 0x17FF},    // Khmer
    {0x1E00, 0x1FFF},    // Latin and Greek with accents
    {0x2000, 0x206F},    // punctuation, joiners
    {0x2070, 0x24FF},    // super- and subscripts, symbols, circled
    {0x3000, 0x30FF},    // Kana
    {0x3200, 0x33FF},    // enclosed and squared CJK
    {0x4E00, 0x4FFF},    // Han
    {0xAC00, 0xACFF},    // Hangul syllables
    {0xF900, 0xFAFF},    // compatibility Han
    {0xFB00, 0xFDFF},    // ligatures
    {0xFE00, 0xFE6F},    // variation selectors, small forms
    {0xFF00, 0xFFEF},    // half and full width
    {0x1D000, 0x1D7FF},  // musical and mathematical letters
    {0x1F000, 0x1FAFF},  // emoji
    {0xE0100, 0xE01EF},  // variation selectors
    {0x0, 0x10FFFF},     // anything
};

UChar32 random_code_point(std::mt19937_64& random, CodeRange block) {
  while (true) {
    const auto c = static_cast<UChar32>(
        block.first + static_cast<UChar32>(random() % static_cast<std::uint64_t>(block.last - block.first + 1)));
    // Code points that Unicode 15.0 does not have have a test of their own (code_points_test.cpp).
    if (!U_IS_SURROGATE(c) && !oracle::unassigned(c)) return c;
  }
}

TEST(Words, RandomMixturesOfScriptsAgreeWithTheOracle) {
  constexpr std::uint64_t kSeed = 20'240'501;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 20'000; ++round) {
    std::array<CodeRange, 3> blocks;
    for (CodeRange& block : blocks) block = kBlocks[random() % std::size(kBlocks)];
    icu::UnicodeString text;
    for (std::uint64_t i = random() % 24; i > 0; --i) {
      text.append(random() % 5 == 0 ? " =-e"[random() % 4] : random_code_point(random, blocks[random() % 3]));
    }
    std::string utf8;
    text.toUTF8String(utf8);
    ASSERT_EQ(hashes_of(utf8), oracle::token_hashes(utf8)) << "round " << round << ": " << spelled(utf8);
  }
}

TEST(Words, RandomBytesAgreeWithTheOracle) {
  std::mt19937_64 random(99);
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes(random() % 100, '\0');
    for (char& byte : bytes)
      byte = random() % 3 == 0 ? "ae \xCC\x81\xC3\xA9"[random() % 7] : static_cast<char>(random());
    ASSERT_EQ(hashes_of(bytes), oracle::token_hashes(bytes)) << "round " << round << ": " << spelled(bytes);
  }
}

TEST(Words, LongMixedTextsAgreeWithTheOracle) {
  std::mt19937_64 random(4);
  const std::string_view pieces[] = {"the ", "quick",    " ",      "-",   "Ünï", "cafe\u0301",
                                     "東京", "か\u3099", "\u00AD", "x_1", "🔥",  "ﬁ"};
  for (int round = 0; round < 20; ++round) {
    std::string text;
    while (text.size() < 60'000) text += pieces[random() % std::size(pieces)];
    ASSERT_EQ(hashes_of(text), oracle::token_hashes(text)) << "round " << round;
  }
}

TEST(Words, BothRunMasksAgree) {
  std::mt19937_64 random(8);
  std::array<char, 64> bytes;
  for (int round = 0; round < 256; ++round) {
    bytes.fill(static_cast<char>(round));
    ASSERT_EQ(internal::run_mask(bytes.data()), internal::run_mask_portable(bytes.data())) << "byte " << round;
  }
  for (int round = 0; round < 50'000; ++round) {
    for (char& byte : bytes) byte = static_cast<char>(random());
    ASSERT_EQ(internal::run_mask(bytes.data()), internal::run_mask_portable(bytes.data())) << "round " << round;
  }
}

TEST(Words, TheRunMaskHasOneBitForEachWordByte) {
  std::string bytes(64, ' ');
  bytes[0] = 'a';
  bytes[1] = 'Z';
  bytes[2] = '_';
  bytes[3] = '\xC3';
  bytes[63] = '7';
  bytes[5] = '@';
  bytes[6] = '[';
  bytes[7] = '`';
  bytes[8] = '{';
  bytes[9] = '/';
  bytes[10] = ':';
  EXPECT_EQ(internal::run_mask_portable(bytes.data()), std::uint64_t{15} | std::uint64_t{1} << 63);
}

}  // namespace
}  // namespace unspin::text
