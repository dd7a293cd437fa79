#include "engine/postings/rare_terms.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace unspin::postings {
namespace {

using shingle::Channel;
using shingle::Term;
using shingle::TermList;

Term term(std::uint64_t number, Channel channel) { return shingle::make_term(number * 0x9E3779B97F4A7C15U, channel); }

/// A text by the terms of its sentences.
TermList list_of(const std::vector<std::set<Term>>& sentences) {
  TermList list;
  for (const auto& sentence : sentences) {
    list.terms.insert(list.terms.end(), sentence.begin(), sentence.end());
    list.ends.push_back(static_cast<std::uint32_t>(list.terms.size()));
  }
  return list;
}

std::vector<std::set<Term>> random_text(std::mt19937& random, std::size_t sentences) {
  std::vector<std::set<Term>> text(sentences);
  for (auto& sentence : text) {
    const std::size_t count = random() % 25;
    while (sentence.size() < count)
      sentence.insert(
          term(std::min(random() % 3000, random() % 3000), static_cast<Channel>(random() % shingle::kChannels)));
  }
  return text;
}

void count(const std::vector<std::set<Term>>& text, DocumentFrequency& frequency) {
  std::set<Term> all;
  for (const auto& sentence : text) all.insert(sentence.begin(), sentence.end());
  frequency.add(std::vector<Term>(all.begin(), all.end()));
}

/// The slow definition: of every window and channel, the first few in the order of their frequencies.
std::set<Term> expected(const std::vector<std::set<Term>>& text, const DocumentFrequency& frequency,
                        const RareTermLimits& limits) {
  std::set<Term> chosen;
  const auto window = static_cast<std::size_t>(limits.window);
  for (std::size_t begin = 0; begin < text.size(); begin += static_cast<std::size_t>(limits.stride)) {
    std::map<Channel, std::set<std::pair<std::uint32_t, Term>>> by_channel;
    for (std::size_t i = begin; i < std::min(begin + window, text.size()); ++i) {
      for (const Term t : text[i]) {
        const std::uint32_t df = frequency(t);
        if (df >= 2 && df <= limits.max_df) by_channel[shingle::channel_of(t)].emplace(df, t);
      }
    }
    for (const auto& [channel, terms] : by_channel) {
      if (channel == Channel::Sentence) continue;
      int left = limits.per_window[static_cast<std::size_t>(channel)];
      std::uint32_t total_df = 0;
      for (auto it = terms.begin(); it != terms.end() && left > 0; ++it, --left) {
        total_df += it->first;
        if (total_df <= limits.max_total_df) chosen.insert(it->second);
      }
    }
    if (begin + window >= text.size()) break;
  }
  return chosen;
}

TEST(RareTerms, AreTheRarestOfEveryWindow) {
  std::mt19937 random(11);
  std::vector<std::vector<std::set<Term>>> texts;
  for (std::size_t n = 0; n < 60; ++n) texts.push_back(random_text(random, n % 31));
  DocumentFrequency frequency(texts.size());
  for (const auto& text : texts) count(text, frequency);
  RareTermLimits limits;
  limits.max_df = 20;
  limits.max_total_df = 30;
  limits.per_window = {4, 3, 2, 5};
  for (const auto& [window, stride] : {std::pair(6, 3), std::pair(1, 1), std::pair(5, 2)}) {
    limits.window = window;
    limits.stride = stride;
    RareTerms choose(frequency, limits);  // one for all texts: what was chosen before changes nothing
    std::size_t chosen = 0;
    for (const auto& text : texts) {
      const TermList list = list_of(text);
      std::set<Term> found;
      for (const RareTerm& rare : choose(list)) {
        EXPECT_EQ(rare.df, frequency(rare.term));
        EXPECT_TRUE(found.empty() || *found.rbegin() < rare.term) << "ascending, each once";
        found.insert(rare.term);
      }
      ASSERT_EQ(found, expected(text, frequency, limits));
      chosen += found.size();
    }
    EXPECT_GT(chosen, 1000U);
  }
}

TEST(RareTerms, APassageIsChosenWhereverItStands) {
  // A passage of its own words in a page of common ones.
  DocumentFrequency frequency(1000);
  std::set<Term> passage_terms;
  std::vector<std::set<Term>> passage(4);
  for (std::uint64_t i = 0; i < 4; ++i) {
    for (std::uint64_t k = 0; k < 2; ++k) passage[i].insert(term(100 + 10 * i + k, Channel::Stem));
    passage_terms.insert(passage[i].begin(), passage[i].end());
  }
  std::vector<Term> common;
  for (std::uint64_t i = 0; i < 60; ++i) common.push_back(term(1000 + i, Channel::Stem));
  for (int d = 0; d < 50; ++d) frequency.add(common);
  for (int d = 0; d < 2; ++d) frequency.add(std::vector<Term>(passage_terms.begin(), passage_terms.end()));
  RareTerms choose(frequency);
  for (std::size_t at = 0; at <= 20; ++at) {
    std::vector<std::set<Term>> page(20, std::set<Term>(common.begin(), common.end()));
    page.insert(page.begin() + static_cast<std::ptrdiff_t>(at), passage.begin(), passage.end());
    std::size_t found = 0;
    for (const RareTerm& rare : choose(list_of(page))) found += passage_terms.contains(rare.term) ? 1 : 0;
    EXPECT_EQ(found, passage_terms.size()) << "at sentence " << at;
  }
}

TEST(RareTerms, TermsOfOneDocumentAndOfTooManyAreLeftOut) {
  const Term once = term(1, Channel::Anchor);
  const Term twice = term(2, Channel::Anchor);
  const Term often = term(3, Channel::Anchor);
  const Term sentence = term(4, Channel::Sentence);
  DocumentFrequency frequency(100);
  frequency.add(std::vector<Term>{once});
  for (int d = 0; d < 2; ++d) frequency.add(std::vector<Term>{twice, sentence});
  for (int d = 0; d < 11; ++d) frequency.add(std::vector<Term>{often});
  const TermList list = list_of({{once, twice, often, sentence}});
  RareTermLimits limits;
  limits.max_df = 10;
  limits.per_window.fill(5);
  EXPECT_EQ(RareTerms(frequency, limits)(list), (std::vector<RareTerm>{{twice, 2}}));
  limits.max_df = 11;
  EXPECT_EQ(RareTerms(frequency, limits)(list).size(), 2U);
}

TEST(RareTerms, AreFewerWhereTheyAreCommon) {
  DocumentFrequency frequency(100);
  std::vector<Term> words;
  for (std::uint64_t i = 0; i < 10; ++i) words.push_back(term(i, Channel::Stem));
  for (int d = 0; d < 40; ++d) frequency.add(words);
  const TermList list = list_of({std::set<Term>(words.begin(), words.end())});
  RareTermLimits limits;
  limits.max_total_df = 1000;
  EXPECT_EQ(RareTerms(frequency, limits)(list).size(), 10U);
  limits.max_total_df = 100;
  EXPECT_EQ(RareTerms(frequency, limits)(list).size(), 2U);
}

TEST(RareTerms, OfNothingAreNone) {
  const DocumentFrequency frequency(10);
  RareTerms choose(frequency);
  EXPECT_TRUE(choose(TermList{}).empty());
  EXPECT_TRUE(choose(list_of({{}, {}})).empty());
}

}  // namespace
}  // namespace unspin::postings
