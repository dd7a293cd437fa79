#include "engine/text/prose_selection.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace unspin::text {
namespace {

constexpr std::string_view kText =
    "Menu and search. On Monday, old Kowalski paid 1,200 dollars; Weiss had asked for more. Share this page! \"All of "
    "it,\" Weiss added later. Read also other stories.";

Prose read(std::string_view text) {
  ProseReader reader;
  return reader(text);
}

std::vector<std::string> words(const Prose& prose, const Unit& unit) {
  std::vector<std::string> out;
  for (std::uint32_t t = unit.first; t < unit.last; ++t) out.emplace_back(prose.form(prose.tokens[t]));
  return out;
}

/// Every choice among the sentences, against the units of the whole text.
TEST(KeepSentences, LeavesWhatWasChosenAsItWas) {
  const Prose whole = read(kText);
  const std::size_t n = whole.sentences.size();
  ASSERT_GE(n, 4U);
  ASSERT_GT(whole.clauses.size(), n) << "some sentence has two";
  for (unsigned choice = 0; choice < 1U << n; ++choice) {
    std::vector<bool> keep;
    for (unsigned s = 0; s < n; ++s) keep.push_back((choice >> s & 1) != 0);
    Prose prose = whole;
    keep_sentences(prose, keep);
    std::size_t at = 0;
    std::size_t tokens = 0;
    for (std::size_t s = 0; s < n; ++s) {
      if (!keep[s]) continue;
      ASSERT_LT(at, prose.sentences.size());
      const Unit& kept = prose.sentences[at++];
      EXPECT_EQ(words(prose, kept), words(whole, whole.sentences[s]));
      EXPECT_EQ(kept.bytes, whole.sentences[s].bytes) << "offsets are those of the original";
      EXPECT_EQ(kept.first, tokens) << "no gaps";
      tokens = kept.last;
      EXPECT_EQ(prose.tokens[kept.first].bytes, whole.tokens[whole.sentences[s].first].bytes);
    }
    EXPECT_EQ(at, prose.sentences.size());
    EXPECT_EQ(tokens, prose.tokens.size());

    std::size_t clause = 0;
    for (std::size_t c = 0; c < whole.clauses.size(); ++c) {
      const std::uint32_t sentence = whole.sentence_of_clause[c];
      if (!keep[sentence]) continue;
      ASSERT_LT(clause, prose.clauses.size());
      EXPECT_EQ(words(prose, prose.clauses[clause]), words(whole, whole.clauses[c]));
      EXPECT_EQ(prose.clauses[clause].bytes, whole.clauses[c].bytes);
      const auto before = std::count(keep.begin(), keep.begin() + sentence, true);
      EXPECT_EQ(prose.sentence_of_clause[clause], before);
      ++clause;
    }
    EXPECT_EQ(clause, prose.clauses.size());
    EXPECT_EQ(prose.sentence_of_clause.size(), prose.clauses.size());
  }
}

TEST(KeepSentences, OfNothing) {
  Prose prose = read("");
  keep_sentences(prose, {});
  EXPECT_TRUE(prose.tokens.empty());
}

}  // namespace
}  // namespace unspin::text
