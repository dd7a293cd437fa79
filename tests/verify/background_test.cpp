#include "engine/verify/background.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "engine/base/file.h"
#include "engine/base/hash.h"
#include "engine/text/words.h"
#include "tests/oracle/temp_dir.h"

namespace unspin::verify {
namespace {

std::string bytes_of(const std::vector<std::string>& texts, std::uint32_t min_texts = 1) {
  text::ProseReader reader;
  BackgroundBuilder builder;
  for (const std::string& text : texts) builder.add(reader(text));
  return builder.bytes(min_texts);
}

const std::vector<std::string> kTexts = {"Yesterday the minister met Angela in Berlin. Ministers met 25 times.",
                                         "The river Spree runs through Berlin, 400 metres wide.",
                                         "Angela walked along the river 7 times."};

Background background_of(const std::vector<std::string>& texts, std::uint32_t min_texts = 1) {
  auto background = Background::parse(bytes_of(texts, min_texts), "test");
  EXPECT_TRUE(background) << background.error().message;
  return std::move(*background);
}

float idf(double texts, double with_it) { return static_cast<float>(std::log((texts + 1) / (with_it + .5))); }

text::Token token_of(const std::string& text, const std::string& form) {
  text::ProseReader reader;
  const text::Prose& prose = reader(text);
  for (const text::Token& token : prose.tokens) {
    if (prose.form(token) == form) return token;
  }
  ADD_FAILURE() << form << " is not in " << text;
  return {};
}

TEST(Background, WeighsByTheNumberOfTextsNotOfTimes) {
  const Background background = background_of(kTexts);
  EXPECT_EQ(background.num_texts(), 3U);
  EXPECT_FLOAT_EQ(background.stem_weight(text::word_hash("minist")), idf(3, 1));  // twice in one text
  EXPECT_FLOAT_EQ(background.stem_weight(text::word_hash("river")), idf(3, 2));
  EXPECT_FLOAT_EQ(background.stem_weight(text::word_hash("nowhere")), idf(3, 0));
  EXPECT_FLOAT_EQ(background.stem_weight(text::word_hash("#25")), idf(3, 1));  // numbers are stems, too
}

TEST(Background, AWordThatMostlyHasNoCapitalIsHardlyAName) {
  std::vector<std::string> texts(9, "The old captain sailed north.");
  texts.push_back("We met Captain Olsen, and then Captain Berg, and Olsen left.");
  const Background background = background_of(texts);
  const std::string text = "There Captain Olsen met Ingrid Berg, as Ingrid said.";
  EXPECT_NEAR(background.name_share(token_of(text, "captain")), 2. / 11, 1e-4);  // a name in one text, a stem in ten
  EXPECT_NEAR(background.name_share(token_of(text, "olsen")), 1, 1e-4);
  EXPECT_NEAR(background.name_share(token_of(text, "ingrid")), 1, 1e-4);
}

TEST(Background, NumbersWeighLessThanNames) {
  const Background background = background_of(std::vector<std::string>(2000, "Nothing at all was said."));
  const float rare = idf(2000, 0);
  EXPECT_FLOAT_EQ(background.anchor_weight(token_of("He met Angela there.", "angela")), rare);
  EXPECT_FLOAT_EQ(background.anchor_weight(token_of("He met 25 there.", "25")), 6);
  EXPECT_FLOAT_EQ(background.anchor_weight(token_of("He met 7 there.", "7")), 6 * .6F);
}

TEST(Background, WhatFewTextsHaveIsLeftOut) {
  const Background background = background_of(kTexts, 2);
  EXPECT_FLOAT_EQ(background.stem_weight(text::word_hash("river")), idf(3, 2));
  EXPECT_FLOAT_EQ(background.stem_weight(text::word_hash("minist")), idf(3, 0));
}

TEST(Background, TheFileIsTheSameForAnyOrder) {
  auto texts = kTexts;
  const std::string bytes = bytes_of(texts);
  std::reverse(texts.begin(), texts.end());
  EXPECT_EQ(bytes_of(texts), bytes);
  // Golden: a new value is a new version of the file.
  EXPECT_EQ(base::to_hex(base::hash128(bytes.data(), bytes.size())), "b488f4c77293ea4e18e8d1cd2da94175");
}

TEST(Background, AgreesWithAMapOnManyWords) {
  std::mt19937 random(7);
  std::vector<std::string> texts;
  std::map<std::string, int> texts_with;
  for (int i = 0; i < 200; ++i) {
    std::set<std::string> words;
    std::string text;
    for (int w = 0; w < 100; ++w) {
      std::string word = "x";
      for (auto n = random() % 3000; n > 0; n /= 20) word += "bcdfghjklmnpqrtvwxzk"[n % 20];
      words.insert(word);
      text += word + ' ';
    }
    texts.push_back(text);
    for (const std::string& word : words) ++texts_with[word];
  }
  const Background background = background_of(texts);
  for (const auto& [word, count] : texts_with) {
    if (word.size() <= 2) continue;  // too short for a stem
    EXPECT_FLOAT_EQ(background.stem_weight(text::word_hash(word)), idf(200, count)) << word;
  }
}

TEST(Background, AFileComesBack) {
  const oracle::TempDir folder;
  const auto path = folder.path() / "background.bin";
  ASSERT_TRUE(base::write_file(path, bytes_of(kTexts)));
  const auto loaded = Background::load(path);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_FLOAT_EQ(loaded->stem_weight(text::word_hash("river")), idf(3, 2));
}

void expect_refused(const std::string& bytes, Error::Code code, std::string_view message) {
  const auto background = Background::parse(bytes, "some.bin");
  ASSERT_FALSE(background);
  EXPECT_EQ(background.error().code, code);
  EXPECT_NE(background.error().message.find("some.bin"), std::string::npos) << background.error().message;
  EXPECT_NE(background.error().message.find(message), std::string::npos) << background.error().message;
}

TEST(Background, DamagedFilesAreRefused) {
  const std::string good = bytes_of(kTexts);
  expect_refused("", Error::Code::CorruptFile, "UNSPINBG");
  expect_refused("UNSPINBG", Error::Code::CorruptFile, "UNSPINBG");
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(Background::parse(good.substr(0, size), "cut"));
  expect_refused(good + "x", Error::Code::CorruptFile, "its header says");
  std::string other = good;
  other[8] = 2;
  expect_refused(other, Error::Code::UnsupportedVersion, "version 2");
  std::string disorder = good;
  std::swap_ranges(disorder.begin() + 24, disorder.begin() + 28, disorder.begin() + 28);
  expect_refused(disorder, Error::Code::CorruptFile, "out of order");
  std::string frequent = good;
  frequent[frequent.size() - 1] = 1;  // the last frequency is 2^24
  expect_refused(frequent, Error::Code::CorruptFile, "out of range");
  std::string huge = good;
  for (std::size_t i = 16; i < 24; ++i) huge[i] = '\xFF';
  expect_refused(huge, Error::Code::CorruptFile, "its header says");
  EXPECT_EQ(Background::load("/nowhere/background.bin").error().code, Error::Code::Io);
}

TEST(Background, TheBuiltInOneKnowsCommonWords) {
  const auto background = Background::built_in();
  ASSERT_TRUE(background) << background.error().message;
  EXPECT_GT(background->num_texts(), 1000U);
  EXPECT_LT(background->stem_weight(text::word_hash("peopl")), 2);
  EXPECT_GT(background->stem_weight(text::word_hash("xylophon")), 5);
}

}  // namespace
}  // namespace unspin::verify
