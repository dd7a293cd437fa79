#include "engine/verify/evidence.h"

#include <algorithm>
#include <random>
#include <set>

#include "engine/verify/measures.h"
#include "tests/oracle/temp_dir.h"
#include "tests/verify/articles.h"

namespace unspin::verify {
namespace {

Article read(std::string_view text) { return small_model().reader().read(text); }

/// Sentence `number` of a made-up text: eight words that no other sentence has, no name, no number.
std::string sentence(int number) {
  std::string words;
  for (int w = 0; w < 8; ++w) {
    words += w == 0 ? "W" : " w";
    for (int rest = number * 8 + w, digit = 0; digit < 4; ++digit, rest /= 20)
      words += "bcdfghjklmnpqrstvwxz"[rest % 20];
  }
  return words + ". ";
}

std::string sentences(int first, int last) {
  std::string text;
  for (int i = first; i < last; ++i) text += sentence(i);
  return text;
}

/// A comparison in which nothing goes with anything.
Comparison unrelated(const Article& a, const Article& b) {
  const auto side = [](std::size_t n) { return SentenceMatches{std::vector<std::uint32_t>(n), std::vector<float>(n)}; };
  return {{}, side(a.sentences.size()), side(b.sentences.size())};
}

void link(Comparison& comparison, std::uint32_t i, std::uint32_t j, float relatedness) {
  comparison.a.nearest[i] = j;
  comparison.a.relatedness[i] = relatedness;
  comparison.b.nearest[j] = i;
  comparison.b.relatedness[j] = relatedness;
}

using Ranges = std::vector<std::vector<std::uint32_t>>;

Ranges ranges(const std::vector<SentencePassage>& passages) {
  Ranges out;
  for (const SentencePassage& p : passages) out.push_back({p.a_first, p.a_last, p.b_first, p.b_last});
  return out;
}

/// Two texts of 20 and 24 sentences without a word in common.
struct Strangers {
  Article a = read(sentences(0, 20));
  Article b = read(sentences(100, 124));
  Comparison comparison = unrelated(a, b);

  Strangers() {
    EXPECT_EQ(a.sentences.size(), 20U);
    EXPECT_EQ(b.sentences.size(), 24U);
  }
  Ranges align() const { return ranges(align_passages(a, b, comparison)); }
};

TEST(AlignPassages, OfNothingAreNone) {
  const Strangers pair;
  EXPECT_EQ(pair.align(), Ranges{});
  const Article empty = read("");
  EXPECT_TRUE(align_passages(empty, empty, unrelated(empty, empty)).empty());
  EXPECT_TRUE(align_passages(pair.a, empty, unrelated(pair.a, empty)).empty());
}

TEST(AlignPassages, SentencesInOtherWordsStayApart) {
  Strangers pair;
  for (std::uint32_t i = 0; i < 4; ++i) link(pair.comparison, 2 + i, 10 + i, 0.9F);
  EXPECT_EQ(pair.align(), (Ranges{{2, 3, 10, 11}, {3, 4, 11, 12}, {4, 5, 12, 13}, {5, 6, 13, 14}}));
  for (const SentencePassage& p : align_passages(pair.a, pair.b, pair.comparison)) {
    EXPECT_EQ(p.kind, PassageKind::Paraphrased);
    EXPECT_FLOAT_EQ(p.relatedness, 0.9F);
  }
}

TEST(AlignPassages, ASentenceMayGoWithTwo) {
  Strangers pair;
  for (std::uint32_t i = 0; i < 4; ++i) link(pair.comparison, i, i, 0.9F);
  pair.comparison.a.relatedness[4] = 0.9F;  // two sentences of a made one of b
  pair.comparison.a.nearest[4] = 3;
  EXPECT_EQ(pair.align(), (Ranges{{0, 1, 0, 1}, {1, 2, 1, 2}, {2, 3, 2, 3}, {3, 5, 3, 4}}));
}

TEST(AlignPassages, WhatWasMovedIsFoundToo) {
  Strangers pair;
  for (std::uint32_t i = 0; i < 5; ++i) link(pair.comparison, i, 15 + i, 0.9F);
  for (std::uint32_t i = 0; i < 5; ++i) link(pair.comparison, 5 + i, 3 + i, 0.9F);
  const Ranges found = pair.align();
  ASSERT_EQ(found.size(), 10U);
  EXPECT_EQ(found[0], (std::vector<std::uint32_t>{0, 1, 15, 16}));
  EXPECT_EQ(found[5], (std::vector<std::uint32_t>{5, 6, 3, 4}));
}

TEST(AlignPassages, AWeakLinkGoesWithAStrongOneBesideIt) {
  Strangers pair;
  for (std::uint32_t i = 0; i < 4; ++i) link(pair.comparison, i, i, 0.9F);
  link(pair.comparison, 4, 4, 0.4F);  // beside a strong one
  link(pair.comparison, 5, 5, 0.4F);  // beside a weak one only
  EXPECT_EQ(pair.align().size(), 5U);
  EXPECT_EQ(pair.align().back(), (std::vector<std::uint32_t>{4, 5, 4, 5}));
}

TEST(AlignPassages, AStrayIsDroppedUnlessItIsVeryMuchAlike) {
  Strangers pair;
  link(pair.comparison, 10, 12, 0.8F);
  EXPECT_EQ(pair.align(), Ranges{});
  link(pair.comparison, 11, 13, 0.8F);
  EXPECT_EQ(pair.align(), Ranges{}) << "two are strays as well";
  link(pair.comparison, 12, 14, 0.8F);
  EXPECT_EQ(pair.align().size(), 3U) << "three are not";
  Strangers alike;
  link(alike.comparison, 10, 12, 1.2F);
  EXPECT_EQ(alike.align(), (Ranges{{10, 11, 12, 13}}));
}

TEST(AlignPassages, AmongLinkedSentencesASingleOneStands) {
  Strangers pair;  // every other sentence, so that no two are one run
  for (std::uint32_t i = 0; i < 10; ++i) link(pair.comparison, 2 * i, 2 * i, 0.8F);
  EXPECT_EQ(pair.align().size(), 9U) << "all but the last, which has nothing behind it in b";
  for (std::uint32_t i = 0; i < 10; ++i) link(pair.comparison, 2 * i, 2 * i, 0.5F);
  EXPECT_EQ(pair.align(), Ranges{}) << "related, but too little to stand alone";
}

TEST(AlignPassages, TheHeavierRunKeepsASentenceOfBoth) {
  Strangers pair;
  for (std::uint32_t i = 0; i < 6; ++i) link(pair.comparison, i, i, 1.0F);
  for (std::uint32_t j = 15; j < 19; ++j) {  // b repeats sentences 4 … 7 of a, less well
    pair.comparison.b.nearest[j] = j - 11;
    pair.comparison.b.relatedness[j] = 0.7F;
  }
  const Ranges found = pair.align();
  ASSERT_EQ(found.size(), 8U);
  EXPECT_EQ(found[5], (std::vector<std::uint32_t>{5, 6, 5, 6}));
  EXPECT_EQ(found[6], (std::vector<std::uint32_t>{6, 7, 17, 18}));
  EXPECT_EQ(found[7], (std::vector<std::uint32_t>{7, 8, 18, 19}));
}

TEST(AlignPassages, FewWordsAreNoPassage) {
  const Article a = read("Quite so, she said. " + sentences(0, 6));
  const Article b = read(sentences(100, 106) + "Quite so, she said. ");
  Comparison comparison = unrelated(a, b);
  link(comparison, 0, 6, 1.5F);
  EXPECT_EQ(ranges(align_passages(a, b, comparison)), Ranges{});
}

/// No links can make passages that overlap, that are empty or that lie outside.
TEST(AlignPassages, KeepTheRulesWhateverIsLinked) {
  std::mt19937 random(5);
  const Article a = read(sentences(0, 30));
  const Article b = read(sentences(20, 60));  // some are the same
  std::size_t found = 0;
  for (int round = 0; round < 3000; ++round) {
    Comparison comparison = unrelated(a, b);
    const auto fill = [&](SentenceMatches& side, std::uint32_t others, std::uint32_t spread) {
      for (std::uint32_t i = 0; i < side.nearest.size(); ++i) {
        side.nearest[i] = std::min(others - 1, i + static_cast<std::uint32_t>(random() % spread));
        side.relatedness[i] = random() % 4 == 0 ? 0 : static_cast<float>(random() % 150) / 100;
      }
    };
    const auto spread = static_cast<std::uint32_t>(1 + random() % 8);
    fill(comparison.a, b.sentences.size(), spread);
    fill(comparison.b, a.sentences.size(), spread);
    const auto passages = align_passages(a, b, comparison);
    std::vector<bool> taken_a(a.sentences.size());
    std::vector<bool> taken_b(b.sentences.size());
    const auto take = [&](std::vector<bool>& taken, std::uint32_t first, std::uint32_t last) {
      ASSERT_LT(first, last);
      ASSERT_LE(last, taken.size());
      for (std::uint32_t i = first; i < last; ++i) {
        ASSERT_FALSE(taken[i]) << "sentence " << i << " twice, round " << round;
        taken[i] = true;
      }
    };
    for (std::size_t p = 0; p < passages.size(); ++p) {
      take(taken_a, passages[p].a_first, passages[p].a_last);
      take(taken_b, passages[p].b_first, passages[p].b_last);
      ASSERT_TRUE(p == 0 || passages[p - 1].a_first < passages[p].a_first) << "in the order of a";
      ASSERT_GT(passages[p].relatedness, 0);
      ASSERT_LE(passages[p].relatedness, 1.5F);
    }
    found += passages.size();
  }
  EXPECT_GT(found, 10'000U);
}

TEST(AlignPassages, OfTheSameLinksTurnedAroundAreTheSame) {
  Strangers pair;
  for (std::uint32_t i = 0; i < 5; ++i) link(pair.comparison, 3 + i, 12 + i, 0.9F);
  for (std::uint32_t i = 0; i < 4; ++i) link(pair.comparison, 10 + i, 2 + i, 0.8F);
  Comparison turned = pair.comparison;
  std::swap(turned.a, turned.b);
  Ranges there = pair.align();
  Ranges back;
  for (const auto& p : ranges(align_passages(pair.b, pair.a, turned))) back.push_back({p[2], p[3], p[0], p[1]});
  std::sort(back.begin(), back.end());
  EXPECT_EQ(there, back);
  EXPECT_EQ(there.size(), 9U);
}

// --- kinds, on real comparisons

std::vector<SentencePassage> passages_of(const Article& a, const Article& b) {
  Comparer comparer;
  return align_passages(a, b, comparer.compare(a, b));
}

std::string story(const char* name) {
  return oracle::read_whole(oracle::project() / "data/originals" / (std::string(name) + ".txt"));
}

TEST(PassageKinds, WhatWasTakenOverIsOnePassage) {
  const Article a = read(story("clock"));
  const auto passages = passages_of(a, a);
  ASSERT_EQ(passages.size(), 1U);
  EXPECT_EQ(passages[0].kind, PassageKind::Identical);
  EXPECT_EQ(ranges(passages), (Ranges{{0, a.sentences.size(), 0, a.sentences.size()}}));
  const auto bytes = to_bytes(a, a, passages);
  EXPECT_EQ(bytes[0].similarity, 1);
}

TEST(PassageKinds, MarksAndCaseAreNoDifference) {
  std::string other = story("clock");
  for (std::size_t at = other.find(", "); at != std::string::npos; at = other.find(", ", at)) other[at] = ';';
  const auto passages = passages_of(read(story("clock")), read(other));
  ASSERT_FALSE(passages.empty());
  for (const SentencePassage& p : passages) EXPECT_EQ(p.kind, PassageKind::Identical);
}

TEST(PassageKinds, AWordInEightIsAnEdit) {
  const auto edit = [](std::string text) {
    std::size_t words = 0;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      if (text[i] == ' ' && ++words % 8 == 0 && text[i + 1] >= 'a' && text[i + 1] <= 'z') text.insert(i + 1, "xy");
    }
    return text;
  };
  const auto passages = passages_of(read(story("clock")), read(edit(story("clock"))));
  ASSERT_FALSE(passages.empty());
  EXPECT_TRUE(std::any_of(passages.begin(), passages.end(),
                          [](const SentencePassage& p) { return p.kind == PassageKind::Edited; }));
  EXPECT_TRUE(std::none_of(passages.begin(), passages.end(),
                           [](const SentencePassage& p) { return p.kind == PassageKind::Paraphrased; }));
  const auto bytes = to_bytes(read(story("clock")), read(edit(story("clock"))), passages);
  for (const auto& p : bytes) EXPECT_LE(p.similarity, 1);
}

TEST(PassageKinds, OtherWordsAreAParaphrase) {
  const auto passages = passages_of(read(story("dam")), read(story("dam-para")));
  const auto paraphrased = std::count_if(passages.begin(), passages.end(),
                                         [](const SentencePassage& p) { return p.kind == PassageKind::Paraphrased; });
  EXPECT_GT(paraphrased, 0);
  EXPECT_GT(2 * paraphrased, static_cast<std::ptrdiff_t>(passages.size()));
}

// --- bytes

TEST(PassageBytes, AreWholeSentences) {
  for (const char* const other : {"dam-para", "dam-spun", "dam-shuffle", "dam-other-paper"}) {
    const Article a = read(story("dam"));
    const Article b = read(story(other));
    const auto passages = passages_of(a, b);
    const auto bytes = to_bytes(a, b, passages);
    ASSERT_EQ(bytes.size(), passages.size());
    const auto check = [](const Article& article, std::uint32_t first, std::uint32_t last, ByteSpan span) {
      EXPECT_EQ(span.begin, article.prose.sentences[first].bytes.begin);
      EXPECT_EQ(span.end, article.prose.sentences[last - 1].bytes.end);
    };
    for (std::size_t p = 0; p < bytes.size(); ++p) {
      check(a, passages[p].a_first, passages[p].a_last, bytes[p].a);
      check(b, passages[p].b_first, passages[p].b_last, bytes[p].b);
      EXPECT_EQ(bytes[p].kind, passages[p].kind);
      EXPECT_GT(bytes[p].similarity, 0);
      EXPECT_EQ(bytes[p].similarity == 1, bytes[p].kind == PassageKind::Identical);
    }
  }
}

// --- coverage

/// The slow definition of the shares of words.
double covered_words(const Article& article, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& passages) {
  double all = 0;
  double covered = 0;
  for (std::uint32_t i = 0; i < article.prose.sentences.size(); ++i) {
    const text::Unit& unit = article.prose.sentences[i];
    double words = 0;
    for (std::uint32_t t = unit.first; t < unit.last; ++t) words += article.prose.tokens[t].mark ? 0 : 1;
    all += words;
    for (const auto& [first, last] : passages) covered += i >= first && i < last ? words : 0;
  }
  return all == 0 ? 0 : covered / all;
}

TEST(Coverage, CountsTheWordsInPassages) {
  const Article a = read(story("dam"));
  const Article b = read(story("dam-spun"));
  const std::vector<SentencePassage> passages = {{1, 3, 0, 2, 0.9F, PassageKind::Paraphrased},
                                                 {5, 6, 4, 6, 0.8F, PassageKind::Edited}};
  const Coverage found = coverage(a, b, passages);
  EXPECT_NEAR(found.a, covered_words(a, {{1, 3}, {5, 6}}), 1e-6);
  EXPECT_NEAR(found.b, covered_words(b, {{0, 2}, {4, 6}}), 1e-6);
  EXPECT_NEAR(found.verbatim, std::min(covered_words(a, {{5, 6}}) / found.a, covered_words(b, {{4, 6}}) / found.b),
              1e-6);
  EXPECT_GT(found.words_a, 0U);
  EXPECT_GT(found.a, 0.05);
  EXPECT_LT(found.a, 0.6);
}

TEST(Coverage, OfNothingIsNothing) {
  const Article a = read(story("dam"));
  const Article empty = read("");
  for (const Coverage& found : {coverage(a, a, {}), coverage(empty, empty, {}), coverage(a, empty, {})}) {
    EXPECT_EQ(found.a, 0);
    EXPECT_EQ(found.b, 0);
    EXPECT_EQ(found.verbatim, 0);
    EXPECT_EQ(found.words_a, 0U);
    EXPECT_EQ(found.anchors_b, 0);
    EXPECT_EQ(found.agreed_b, 0);
  }
}

TEST(Coverage, QuotedWordsAreAShareOfThoseInPassages) {
  const Article a =
      read("She stood at the gate for an hour. \"You would have to know exactly what you wanted,\" she said then.");
  const Article b = read("She stood at the gate for an hour. You would have to know exactly what you wanted then.");
  ASSERT_EQ(a.sentences.size(), 2U);
  const Coverage both = coverage(a, b, {{0, 2, 0, 2, 1, PassageKind::Edited}});
  const Coverage second = coverage(a, b, {{1, 2, 1, 2, 1, PassageKind::Edited}});
  EXPECT_NEAR(second.a_quoted, 9.0 / 12, 1e-6);
  EXPECT_NEAR(both.a_quoted, 9.0 / 20, 1e-6);
  EXPECT_EQ(both.b_quoted, 0);
}

TEST(Coverage, NamesAndNumbersOfPassagesAgreeOrNot) {
  const Article a = read("On the bridge old Kowalski counted 314 swans. In the evening Weiss came along.");
  const Article b = read("On the bridge old Kowalski counted 271 swans. In the evening Weiss came along.");
  ASSERT_EQ(a.sentences.size(), 2U);
  const Coverage first = coverage(a, b, {{0, 1, 0, 1, 1, PassageKind::Edited}});
  const Coverage second = coverage(a, b, {{1, 2, 1, 2, 1, PassageKind::Identical}});
  EXPECT_GT(first.anchors_a, 0);
  EXPECT_GT(first.agreed_a, 0);
  EXPECT_LT(first.agreed_a, 1);
  EXPECT_EQ(second.agreed_a, 1);
  EXPECT_EQ(second.agreed_b, 1);
}

// --- names and numbers

TEST(Anchors, AreListedAsTheyAreWritten) {
  const std::string text_a = "On Monday Kowalski paid 1,200 dollars to Weiss. Later KOWALSKI's horse met Garcia.";
  const std::string text_b = "It was Weiss who took the 1200 dollars of Kowalski, in Boston.";
  const Article a = read(text_a);
  const Article b = read(text_b);
  using List = std::vector<std::string>;
  const List shared = anchors(a, b, true, text_a, 40);
  EXPECT_EQ(shared, (List{"Kowalski", "1,200", "Weiss"}));
  EXPECT_EQ(anchors(b, a, true, text_b, 40), (List{"Weiss", "1200", "Kowalski"})) << "in the order of the text";
  const List only_a = anchors(a, b, false, text_a, 40);
  EXPECT_EQ(std::count(only_a.begin(), only_a.end(), "Garcia"), 1);
  EXPECT_EQ(std::count(only_a.begin(), only_a.end(), "Kowalski"), 0);
  EXPECT_EQ(anchors(b, a, false, text_b, 40), List{"Boston"});
  EXPECT_EQ(count_anchors(a, b, true), 3U);
  EXPECT_EQ(count_anchors(a, b, false), only_a.size());
  EXPECT_EQ(anchors(a, b, true, text_a, 2), (List{"Kowalski", "1,200"}));
  EXPECT_EQ(anchors(a, b, true, text_a, 0), List{});
}

TEST(Anchors, EachIsSharedOrNot) {
  const std::string text = story("dam");
  const Article a = read(text);
  const Article b = read(story("dam-para"));
  const std::size_t all = a.anchors.size();
  EXPECT_EQ(anchors(a, b, true, text, all).size() + anchors(a, b, false, text, all).size(), all);
  EXPECT_EQ(count_anchors(a, b, true) + count_anchors(a, b, false), all);
  EXPECT_EQ(count_anchors(a, b, true), count_anchors(b, a, true));
  EXPECT_EQ(count_anchors(a, a, false), 0U);
  EXPECT_GT(count_anchors(a, b, true), 4U);
}

}  // namespace
}  // namespace unspin::verify
