#include "engine/shingle/terms.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"
#include "tests/verify/oracle.h"

namespace unspin::shingle {
namespace {

/// What a term stands for, spelled out.
using Key = std::vector<std::uint64_t>;
using Keys = std::map<Channel, std::set<Key>>;

/// The slow definition: the keys of one sentence, by channel.
Keys keys_of(const text::Prose& prose, const text::Unit& sentence) {
  Keys keys;
  Key words, function_words;
  for (std::uint32_t t = sentence.first; t < sentence.last; ++t) {
    const text::Token& token = prose.tokens[t];
    if (token.mark) continue;
    words.push_back(token.word);
    if (token.anchor != 0) {
      keys[Channel::Anchor].insert({token.anchor});
    } else if (token.stem != 0) {
      keys[Channel::Stem].insert({token.stem});
    }
    if (token.function) function_words.push_back(token.word);
  }
  for (std::size_t i = 5; i <= function_words.size(); ++i)
    keys[Channel::Skeleton].insert(Key(function_words.end() - static_cast<std::ptrdiff_t>(i),
                                       function_words.end() - static_cast<std::ptrdiff_t>(i - 5)));
  keys[Channel::Sentence].insert(words);
  return keys;
}

std::map<Channel, std::set<Term>> by_channel(std::span<const Term> terms) {
  std::map<Channel, std::set<Term>> out;
  for (const Term term : terms) out[channel_of(term)].insert(term);
  return out;
}

template <typename T>
std::size_t num_shared(const std::set<T>& x, const std::set<T>& y) {
  return static_cast<std::size_t>(std::count_if(x.begin(), x.end(), [&](const T& t) { return y.contains(t); }));
}

TermList terms_of_text(std::string_view text) {
  text::ProseReader reader;
  TermList list;
  terms_of(reader(text), list);
  return list;
}

std::set<Term> all_of(const TermList& list, Channel channel) {
  std::set<Term> out;
  for (std::size_t i = 0; i < list.num_sentences(); ++i) out.merge(by_channel(list.sentence(i))[channel]);
  return out;
}

/// Some stories of the sample and rewrites of them, as one text.
std::string stories() {
  std::string text;
  for (const char* const name : {"clock", "clock-twin", "clock-backtrans", "dam", "dam-spun", "dam-para"})
    text += oracle::read_whole(oracle::project() / "data/originals" / (std::string(name) + ".txt")) + "\n\n";
  return text;
}

TEST(Terms, TwoSentencesShareATermWhereTheyShareWhatItStandsFor) {
  text::ProseReader reader;
  const text::Prose& prose = reader(stories());
  TermList list;
  terms_of(prose, list);
  ASSERT_EQ(list.num_sentences(), prose.sentences.size());
  ASSERT_GT(list.num_sentences(), 60U);
  std::vector<Keys> keys;
  for (const text::Unit& sentence : prose.sentences) keys.push_back(keys_of(prose, sentence));
  std::map<Channel, std::size_t> shared;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = i; j < keys.size(); ++j) {
      auto x = by_channel(list.sentence(i));
      auto y = by_channel(list.sentence(j));
      for (int c = 0; c < kChannels; ++c) {
        const auto channel = static_cast<Channel>(c);
        const std::size_t expected = num_shared(keys[i][channel], keys[j][channel]);
        ASSERT_EQ(num_shared(x[channel], y[channel]), expected)
            << name_of(channel) << " of sentences " << i << " and " << j;
        if (i != j) shared[channel] += expected;
      }
    }
  }
  for (const Channel channel : {Channel::Stem, Channel::Anchor, Channel::Skeleton})
    EXPECT_GT(shared[channel], 0U) << name_of(channel) << ": nothing shared, nothing tested";
}

TEST(Terms, AreAscendingAndDistinctWithinASentence) {
  const TermList list = terms_of_text(stories());
  for (std::size_t i = 0; i < list.num_sentences(); ++i) {
    const auto terms = list.sentence(i);
    ASSERT_FALSE(terms.empty());
    EXPECT_TRUE(std::is_sorted(terms.begin(), terms.end()));
    EXPECT_EQ(std::adjacent_find(terms.begin(), terms.end()), terms.end());
  }
  EXPECT_EQ(list.ends.back(), list.terms.size());
}

TEST(Terms, StemsAndAnchorsAreHashesOfTheProse) {
  text::ProseReader reader;
  const text::Prose& prose = reader("On Monday Anna Weiss repaired 25 clocks.");
  TermList list;
  terms_of(prose, list);
  std::set<Term> anchors, stems;
  for (const text::Token& token : prose.tokens) {
    if (token.anchor != 0) anchors.insert(make_term(token.anchor, Channel::Anchor));
    if (token.anchor == 0 && token.stem != 0) stems.insert(make_term(token.stem, Channel::Stem));
  }
  EXPECT_GE(anchors.size(), 3U);
  EXPECT_EQ(all_of(list, Channel::Anchor), anchors);
  EXPECT_EQ(all_of(list, Channel::Stem), stems);
}

TEST(Terms, TheLowBitsSayTheChannel) {
  for (int c = 0; c < kChannels; ++c) {
    const auto channel = static_cast<Channel>(c);
    EXPECT_EQ(channel_of(make_term(~std::uint64_t{0}, channel)), channel);
    EXPECT_EQ(channel_of(make_term(0, channel)), channel);
  }
  EXPECT_NE(make_term(std::uint64_t{1} << 35, Channel::Stem), make_term(std::uint64_t{2} << 35, Channel::Stem));
}

TEST(Terms, FunctionWordsSurviveSynonyms) {
  const auto original =
      all_of(terms_of_text("He was in the house and it was a cold day for all of us to be at."), Channel::Skeleton);
  const auto spun = all_of(terms_of_text("He was in the dwelling and it was a chilly morning for all of us to be at."),
                           Channel::Skeleton);
  EXPECT_GE(original.size(), 3U);
  EXPECT_EQ(original, spun);
  EXPECT_TRUE(all_of(terms_of_text("He was in the house."), Channel::Skeleton).empty()) << "four function words";
}

TEST(Terms, ASentenceIsTheSameWithOtherMarks) {
  const auto plain = all_of(terms_of_text("The clock in the tower stopped at noon."), Channel::Sentence);
  EXPECT_EQ(plain, all_of(terms_of_text("The clock, in the tower, stopped at noon!"), Channel::Sentence));
  EXPECT_NE(plain, all_of(terms_of_text("The clock in the tower stopped at night."), Channel::Sentence));
  EXPECT_NE(plain, all_of(terms_of_text("In the tower the clock stopped at noon."), Channel::Sentence))
      << "their order";
}

TEST(Terms, AListIsReplaced) {
  text::ProseReader reader;
  TermList list;
  terms_of(reader(stories()), list);
  terms_of(reader(""), list);
  EXPECT_EQ(list.num_sentences(), 0U);
  EXPECT_TRUE(list.terms.empty());
  terms_of(reader("The clock stopped at noon. Nobody had noticed it before."), list);
  EXPECT_EQ(list.num_sentences(), 2U);
  EXPECT_EQ(list.terms, terms_of_text("The clock stopped at noon. Nobody had noticed it before.").terms);
}

TEST(Terms, ChannelsHaveNames) {
  std::set<std::string_view> names;
  for (int c = 0; c < kChannels; ++c) names.insert(name_of(static_cast<Channel>(c)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kChannels));
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace unspin::shingle
