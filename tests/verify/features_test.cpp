#include "engine/verify/features.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "engine/verify/measures.h"
#include "tests/verify/articles.h"

namespace unspin::verify {
namespace {

using Values = std::map<std::string, float>;

Values named(const std::vector<float>& values) {
  Values out;
  EXPECT_EQ(values.size(), feature_names().size());
  for (std::size_t i = 0; i < values.size(); ++i) out[feature_names()[i]] = values[i];
  return out;
}

Values features_of_texts(std::string_view a, std::string_view b) {
  ArticleReader reader = small_model().reader();
  return named(features_of(reader.read(a), reader.read(b)));
}

TEST(Features, AgreeWithTheReference) {
  ArticleReader reader = small_model().reader();
  Comparer comparer;
  const auto oracle = oracle::read_oracle();
  ASSERT_GE(oracle.pairs.size(), 8U);
  for (const auto& pair : oracle.pairs) {
    const Article a = reader.read(oracle.documents.at(pair.a).text);
    const Article b = reader.read(oracle.documents.at(pair.b).text);
    const Comparison& comparison = comparer.compare(a, b);
    const Values values = named(comparison.values);
    ASSERT_EQ(values.size(), pair.features.size());
    for (const auto& [name, value] : pair.features)
      EXPECT_NEAR(static_cast<double>(values.at(name)), value, 1e-3) << name << " of " << pair.a << ' ' << pair.b;
  }
}

void expect_passage(const PassageComparison& passage, const oracle::Passage& expected, const std::string& pair) {
  EXPECT_EQ((std::vector<unsigned>{passage.first, passage.last}), expected.sentences) << pair;
  ASSERT_EQ(passage.values.size(), passage_features().size());
  ASSERT_EQ(passage.values.size(), expected.features.size());
  for (std::size_t i = 0; i < passage.values.size(); ++i) {
    const std::string& name = passage_feature_names()[i];
    EXPECT_NEAR(static_cast<double>(passage.values[i]), expected.features.at(name), 1e-3) << name << " of " << pair;
  }
}

TEST(Features, OfPassagesAgreeWithTheReference) {
  ArticleReader reader = small_model().reader();
  Comparer comparer;
  const auto oracle = oracle::read_oracle();
  for (const auto& pair : oracle.pairs) {
    const Article a = reader.read(oracle.documents.at(pair.a).text);
    const Article b = reader.read(oracle.documents.at(pair.b).text);
    const Comparison& comparison = comparer.compare(a, b);
    EXPECT_TRUE(comparison.passage_a.values.empty());
    const std::vector<float> values = comparison.values;
    comparer.compare_passages();
    EXPECT_EQ(comparison.values, values);
    expect_passage(comparison.passage_a, pair.passage_a, pair.a + ' ' + pair.b);
    expect_passage(comparison.passage_b, pair.passage_b, pair.b + ' ' + pair.a);
  }
}

TEST(Features, OfTextsThatAreRelatedFirstAreTheSame) {
  ArticleReader reader = small_model().reader();
  Comparer whole;
  Comparer by_parts;
  const auto oracle = oracle::read_oracle();
  for (const auto& pair : oracle.pairs) {
    const Article a = reader.read(oracle.documents.at(pair.a).text);
    const Article b = reader.read(oracle.documents.at(pair.b).text);
    const Comparison& expected = whole.compare(a, b);
    whole.compare_passages();
    const Comparison& related = by_parts.relate(a, b);
    EXPECT_TRUE(related.values.empty());
    EXPECT_EQ(related.a.nearest, expected.a.nearest) << pair.a << ' ' << pair.b;
    EXPECT_EQ(related.a.relatedness, expected.a.relatedness) << pair.a << ' ' << pair.b;
    EXPECT_EQ(related.b.nearest, expected.b.nearest) << pair.a << ' ' << pair.b;
    EXPECT_EQ(related.b.relatedness, expected.b.relatedness) << pair.a << ' ' << pair.b;
    const auto [of_a, of_b] = by_parts.contrasts();
    const auto& names = passage_feature_names();
    const auto contrast = std::find(names.begin(), names.end(), "contrast") - names.begin();
    EXPECT_EQ(of_a, expected.passage_a.values[static_cast<std::size_t>(contrast)]) << pair.a << ' ' << pair.b;
    EXPECT_EQ(of_b, expected.passage_b.values[static_cast<std::size_t>(contrast)]) << pair.a << ' ' << pair.b;
    EXPECT_EQ(by_parts.measure().values, expected.values) << pair.a << ' ' << pair.b;
    (void)by_parts.relate(b, a);  // and what was related but not measured leaves nothing behind
  }
}

TEST(Features, HaveNamesUnitsAndMeanings) {
  for (const auto* const list : {&features(), &passage_features()}) {
    std::set<std::string> names;
    for (const Feature& feature : *list) {
      EXPECT_TRUE(names.insert(feature.name).second) << feature.name << " twice";
      EXPECT_FALSE(feature.unit.empty()) << feature.name;
      EXPECT_FALSE(feature.meaning.empty()) << feature.name;
    }
  }
  EXPECT_EQ(features().size(), feature_names().size());
  EXPECT_EQ(passage_features().size(), passage_feature_names().size());
}

TEST(Features, DoNotDependOnTheOrderOfThePair) {
  ArticleReader reader = small_model().reader();
  const auto oracle = oracle::read_oracle();
  for (const auto& pair : oracle.pairs) {
    const Article a = reader.read(oracle.documents.at(pair.a).text);
    const Article b = reader.read(oracle.documents.at(pair.b).text);
    const Values forth = named(features_of(a, b));
    const Values back = named(features_of(b, a));
    for (const auto& [name, value] : forth) EXPECT_NEAR(value, back.at(name), 1e-4) << name;
  }
}

TEST(Features, ATextIsItsOwnCopy) {
  const auto oracle = oracle::read_oracle();
  const std::string& text = oracle.documents.begin()->second.text;
  const Values values = features_of_texts(text, text);
  for (const char* const name : {"stem_max", "mention_order", "forward", "function", "centre", "passage_share"})
    EXPECT_NEAR(values.at(name), 1, 1e-4) << name;
  EXPECT_GT(values.at("verbatim_min"), .8);
  EXPECT_EQ(values.at("hi_path_breaks"), 0);
}

TEST(Features, AStrangerIsNone) {
  const auto oracle = oracle::read_oracle();
  const std::string& a = oracle.documents.at(oracle.pairs.front().a).text;
  const Values values = features_of_texts(a, oracle.documents.at(oracle.pairs.back().a).text);
  EXPECT_LT(values.at("stem_max"), .3);
  EXPECT_EQ(values.at("verbatim_max"), 0);
  EXPECT_GT(values.at("lo_path_breaks"), .05);
}

/// Shares, similarities and relatedness; logarithms of ratios of words.
void expect_sane(const std::vector<Feature>& of, const std::vector<float>& values, bool nothing) {
  ASSERT_EQ(values.size(), of.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float most = of[i].unit.starts_with("log") ? 12.0F : 1.6F;
    EXPECT_TRUE(std::isfinite(values[i])) << of[i].name;
    EXPECT_LE(std::abs(values[i]), most) << of[i].name;
    EXPECT_TRUE(!nothing || values[i] == 0) << of[i].name;
  }
}

TEST(Features, OddTextsHaveValues) {
  const std::string article = oracle::read_oracle().documents.begin()->second.text;
  const std::vector<std::string> texts = {"",
                                          "word",
                                          "...",
                                          "\"\"\"\"",
                                          "25",
                                          "東京は日本の首都です。大阪は大きな町です。",
                                          "\"Nobody here saw the ferry,\" \"until it struck the pier.\"",
                                          "7:15 or 19.15, 1.2.3 and 999999999999999999999999",
                                          "A\nB\nC",
                                          "\xFF\xFE",
                                          article,
                                          std::string(100'000, 'x'),
                                          long_text(300'000)};
  ArticleReader reader = small_model().reader();
  std::vector<Article> articles;
  for (const std::string& text : texts) articles.push_back(reader.read(text));
  Comparer comparer;
  for (const Article& a : articles) {
    for (const Article& b : articles) {
      const Comparison& comparison = comparer.compare(a, b);
      comparer.compare_passages();
      const bool nothing = a.empty() || b.empty();
      expect_sane(features(), comparison.values, nothing);
      expect_sane(passage_features(), comparison.passage_a.values, nothing);
      expect_sane(passage_features(), comparison.passage_b.values, nothing);
      EXPECT_LE(comparison.passage_a.last, a.sentences.size());
      EXPECT_LE(comparison.passage_b.last, b.sentences.size());
      EXPECT_EQ(comparison.a.nearest.size(), a.sentences.size());
      EXPECT_EQ(comparison.b.relatedness.size(), b.sentences.size());
    }
  }
}

TEST(Features, WhatWasComparedBeforeChangesNothing) {
  ArticleReader reader = small_model().reader();
  const auto oracle = oracle::read_oracle();
  Comparer used;
  for (const auto& pair : oracle.pairs) {
    const Article a = reader.read(oracle.documents.at(pair.a).text);
    const Article b = reader.read(oracle.documents.at(pair.b).text);
    EXPECT_EQ(used.compare(a, b).values, features_of(a, b));
  }
}

// --- the best passage

/// Every run of sentences, summed up.
float best_sum(const std::vector<float>& related, const std::vector<float>& words) {
  float best = 0;
  for (std::size_t i = 0; i < related.size(); ++i) {
    float sum = 0;
    for (std::size_t j = i; j < related.size(); ++j) {
      sum += std::clamp((related[j] - kRelated) * std::min(words[j], 40.0F) / 10, -.7F, 1.0F);
      best = std::max(best, sum);
    }
  }
  return best;
}

TEST(BestPassage, IsTheRunWithTheGreatestSum) {
  std::mt19937 random(12);
  std::uniform_real_distribution<float> any(0, 1);
  int found = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<float> related(30);
    std::vector<float> words(30);
    for (float& value : related) value = any(random) * .6F;
    const std::size_t start = random() % 20;
    for (std::size_t i = start; i < start + 8; ++i) related[i] += .4F;
    for (float& value : words) value = std::floor(5 + 30 * any(random));
    const auto range = best_passage(related, words);
    if (!range || range->size() <= 6) continue;  // it may have been filled up to five or six
    ++found;
    float sum = 0;
    for (std::uint32_t i = range->first; i < range->last; ++i)
      sum += std::clamp((related[i] - kRelated) * std::min(words[i], 40.0F) / 10, -.7F, 1.0F);
    EXPECT_NEAR(sum, best_sum(related, words), 1e-4);
  }
  EXPECT_GT(found, 100);
}

TEST(BestPassage, HasFiveSentencesAndUnderHalfOfTheWords) {
  const std::vector<float> words(20, 10);
  std::vector<float> related(20, 0);
  EXPECT_FALSE(best_passage(related, words));
  related[10] = 1;
  EXPECT_EQ(*best_passage(related, words), (Range{8, 13}));
  related.assign(20, 0);
  related[0] = 1;
  EXPECT_EQ(*best_passage(related, words), (Range{0, 5}));
  std::fill_n(related.begin(), 10, 1.0F);
  EXPECT_EQ(*best_passage(related, words), (Range{0, 10}));
  related[10] = 1;
  EXPECT_FALSE(best_passage(related, words));
  EXPECT_FALSE(best_passage(std::vector<float>{1}, std::vector<float>{10}));
  EXPECT_FALSE(best_passage({}, {}));
}

// --- the best window

/// Every window.
Range slow_window(const std::vector<float>& related, const std::vector<float>& words) {
  const auto count = static_cast<std::uint32_t>(related.size());
  Range best{0, count};
  double best_sum = -1e9;
  for (std::uint32_t i = 0; i < count; ++i) {
    for (std::uint32_t j = i + 2; j <= count; ++j) {
      double sum = 0;
      float size = 0;
      for (std::uint32_t k = i; k < j; ++k) {
        const double over = static_cast<double>(related[k]) - static_cast<double>(kRelated);
        sum += std::clamp(over * static_cast<double>(std::min(words[k], 40.0F)) / 10, -.7, 1.);
        size += words[k];
      }
      if (size < 120 || size > 230 || sum < best_sum - 1e-9) continue;
      best_sum = sum;
      best = {i, j};
    }
  }
  return best;
}

TEST(BestWindow, IsTheOneWithTheGreatestSum) {
  std::mt19937 random(21);
  std::uniform_real_distribution<float> any(0, 1);
  for (int round = 0; round < 300; ++round) {
    std::vector<float> related(20 + random() % 20);
    std::vector<float> words(related.size());
    for (float& value : related) value = any(random);
    for (float& value : words) value = std::floor(5 + 60 * any(random));
    EXPECT_EQ(best_window(related, words), slow_window(related, words));
  }
}

TEST(BestWindow, OfAShortTextIsAllOfIt) {
  EXPECT_EQ(best_window({}, {}), (Range{0, 0}));
  EXPECT_EQ(best_window(std::vector<float>{0}, std::vector<float>{10}), (Range{0, 1}));
  EXPECT_EQ(best_window(std::vector<float>(23, 0), std::vector<float>(23, 10)), (Range{0, 23}));
  EXPECT_EQ(best_window(std::vector<float>(24, 1), std::vector<float>(24, 10)).size(), 23U);
  EXPECT_EQ(best_window(std::vector<float>(3, 1), std::vector<float>(3, 500)), (Range{0, 3}));  // no window fits
}

}  // namespace
}  // namespace unspin::verify
