#include "engine/verify/judge.h"

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

#include "engine/shingle/shingles.h"
#include "engine/text/words.h"
#include "tests/oracle/temp_dir.h"
#include "tests/verify/oracle.h"

namespace unspin::verify {
namespace {

const RewriteModel& model() {
  static const Result<RewriteModel> built_in = RewriteModel::built_in();
  if (!built_in) throw std::runtime_error(built_in.error().message);
  return *built_in;
}

std::vector<std::uint64_t> shingles_of(std::string_view text) {
  text::WordHasher words;
  std::vector<std::uint64_t> shingles, scratch;
  shingle::shingles_of(words(text), shingles);
  shingle::make_set(shingles, scratch);
  return shingles;
}

Match judge(Document a, Document b, Evidence evidence = Evidence::Always, double threshold = 0.8,
            Collection collection = {}) {
  static ArticleReader reader = model().reader();
  const Article article_a = reader.read(a.text);
  const Article article_b = reader.read(b.text);
  const auto shingles_a = shingles_of(a.text);
  const auto shingles_b = shingles_of(b.text);
  Judge judge(model(), threshold);
  return judge({article_a, a, shingles_a}, {article_b, b, shingles_b}, evidence, collection);
}
Match judge(std::string_view a, std::string_view b, Evidence evidence = Evidence::Always, double threshold = 0.8) {
  return judge(Document{a, {}, {}, {}}, Document{b, {}, {}, {}}, evidence, threshold);
}

std::string story(const char* name) {
  return oracle::read_whole(oracle::project() / "data/originals" / (std::string(name) + ".txt"));
}

/// What holds for every match.
void expect_sound(const Match& match, std::string_view a, std::string_view b) {
  EXPECT_EQ(match.probability.has_value(), !match.passages.empty()) << "a probability is shown with passages only";
  for (const double share : {match.jaccard, match.containment_a, match.containment_b, match.coverage_a,
                             match.coverage_b, match.probability.value_or(0)}) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> in_b;
  std::uint32_t end_a = 0;
  for (const unspin::Passage& p : match.passages) {
    EXPECT_GE(p.a.begin, end_a) << "in the order of a, apart";
    EXPECT_LT(p.a.begin, p.a.end);
    EXPECT_LE(p.a.end, a.size());
    EXPECT_LE(p.b.end, b.size());
    EXPECT_GT(p.similarity, 0);
    EXPECT_LE(p.similarity, 1);
    end_a = p.a.end;
    in_b.emplace_back(p.b.begin, p.b.end);
  }
  std::sort(in_b.begin(), in_b.end());
  for (std::size_t i = 0; i < in_b.size(); ++i) {
    EXPECT_LT(in_b[i].first, in_b[i].second);
    EXPECT_TRUE(i == 0 || in_b[i].first >= in_b[i - 1].second) << "apart in b";
  }
}

TEST(Judge, ACopyIsExact) {
  const std::string a = story("clock");
  std::string b = a;
  for (std::size_t at = b.find(", "); at != std::string::npos; at = b.find(", ", at)) b[at] = ';';
  for (const std::string& other : {a, b}) {
    const Match match = judge(a, other);
    EXPECT_EQ(match.verdict, Verdict::Exact);
    EXPECT_EQ(match.jaccard, 1);
    EXPECT_EQ(match.containment_a, 1);
    EXPECT_EQ(match.coverage_a, 1);
    EXPECT_EQ(match.coverage_b, 1);
    EXPECT_EQ(match.probability, 1);
    EXPECT_TRUE(match.anchors_only_a.empty());
    EXPECT_TRUE(match.anchors_only_b.empty());
    for (const unspin::Passage& p : match.passages) EXPECT_EQ(p.kind, PassageKind::Identical);
    expect_sound(match, a, other);
  }
}

TEST(Judge, AFewWordsChangedAreANearDuplicateAtTheThreshold) {
  const std::string a = story("clock");
  std::string b = a;
  b.replace(b.find("thirty-one"), 10, "thirty-two");
  b.replace(b.find("wedding"), 7, "funeral");
  const Match match = judge(a, b);
  EXPECT_EQ(match.verdict, Verdict::NearDuplicate);
  EXPECT_EQ(match.probability, 1);
  EXPECT_GT(match.jaccard, 0.9);
  expect_sound(match, a, b);
  EXPECT_NE(judge(a, b, Evidence::Always, 0.999).verdict, Verdict::NearDuplicate);
}

TEST(Judge, AQuarterOfAPageIsAnExcerpt) {
  const std::string a = story("clock") + "\n\n" + story("marathon");
  const std::string b = story("clock").substr(0, story("clock").find("The mill closed"));
  const Match match = judge(a, b);
  EXPECT_EQ(match.verdict, Verdict::Excerpt);
  EXPECT_GT(match.containment_b, 0.95);
  EXPECT_LT(match.containment_a, 0.5);
  EXPECT_GT(match.coverage_b, 0.9);
  EXPECT_LT(match.coverage_a, 0.6);
  expect_sound(match, a, b);
}

TEST(Judge, ASpunTextIsNoStrangerAndATwinNoCopy) {
  const std::string a = story("dam");
  const Match spun = judge(a, story("dam-spun"));
  expect_sound(spun, a, story("dam-spun"));
  EXPECT_TRUE(spun.verdict == Verdict::Rewrite || spun.verdict == Verdict::PartialRewrite) << name_of(spun.verdict);
  EXPECT_GT(spun.coverage_a, 0.5);
  EXPECT_GE(spun.anchors_shared.size(), 5U);
  const Match twin = judge(a, story("dam-twin"));
  expect_sound(twin, a, story("dam-twin"));
  EXPECT_TRUE(twin.verdict == Verdict::SameTopic || twin.verdict == Verdict::Unrelated) << name_of(twin.verdict);
}

TEST(Judge, StrangersAreUnrelated) {
  const Match match = judge(story("clock"), story("starter"));
  EXPECT_EQ(match.verdict, Verdict::Unrelated);
  EXPECT_EQ(match.jaccard, 0);
  EXPECT_FALSE(match.reasons.empty());
}

TEST(Judge, TextsOfTwoScriptsAreUnrelated) {
  for (const char* const other : {"ru-muzey", "ja-neko"}) {
    const Match match = judge(story("clock"), story(other));
    EXPECT_EQ(match.verdict, Verdict::Unrelated) << other;
    EXPECT_TRUE(match.passages.empty()) << other;
    EXPECT_FALSE(match.probability) << other;
  }
}

TEST(Judge, CopiesAreFoundInEveryScript) {
  for (const char* const name : {"ru-muzey", "ja-neko", "de-steg"}) {
    const std::string text = story(name);
    EXPECT_EQ(judge(text, text).verdict, Verdict::Exact) << name;
    const std::string half = text.substr(0, text.find('\n', text.size() / 2));
    const Match match = judge(text, half);
    EXPECT_EQ(match.verdict, Verdict::Excerpt) << name;
    expect_sound(match, text, half);
  }
}

TEST(Judge, EmptyTextsAreUnrelated) {
  for (const auto& [a, b] :
       {std::pair<std::string, std::string>{"", ""}, {"", story("clock")}, {"...", "!!!"}, {"\n", ""}}) {
    for (const Evidence evidence : {Evidence::IfAlike, Evidence::Always}) {
      const Match match = judge(a, b, evidence);
      EXPECT_EQ(match.verdict, Verdict::Unrelated);
      EXPECT_FALSE(match.probability);
      EXPECT_TRUE(match.passages.empty());
    }
  }
}

TEST(Judge, OfShortTextsOnlyTheirVeryWordsCount) {
  const std::string a = "The clock on the town hall of Orsley was repaired by Beatrix Amadi in May.";
  const std::string b = "In May Beatrix Amadi mended the clock of Orsley's town hall.";
  for (const Evidence evidence : {Evidence::IfAlike, Evidence::Always}) {
    EXPECT_EQ(judge(a, a, evidence).verdict, Verdict::Exact);
    const Verdict other_words = judge(a, b, evidence).verdict;
    EXPECT_TRUE(other_words != Verdict::Rewrite && other_words != Verdict::PartialRewrite) << name_of(other_words);
  }
}

TEST(Judge, EvidenceIfAlikeChangesNothingOfTextsThatAreAlike) {
  const std::string a = story("dam");
  const auto alike = [](const Match& match) {
    return match.verdict != Verdict::SameTopic && match.verdict != Verdict::Unrelated;
  };
  for (const char* const other : {"dam", "dam-spun", "dam-para", "dam-shuffle", "dam-twin", "clock"}) {
    const std::string b = story(other);
    const Match always = judge(a, b, Evidence::Always);
    const Match if_alike = judge(a, b, Evidence::IfAlike);
    ASSERT_EQ(alike(always), alike(if_alike)) << other;
    if (!alike(always)) continue;
    EXPECT_EQ(to_json("a", "b", always), to_json("a", "b", if_alike)) << other;
  }
}

/// `text` with every letter of `from` replaced by `to`.
std::string replaced(std::string text, char from, std::string_view to) {
  std::string out;
  for (const char c : text) {
    if (c == from) {
      out += to;
    } else {
      out += c;
    }
  }
  return out;
}

bool says(const Match& match, std::string_view what) {
  return std::any_of(match.reasons.begin(), match.reasons.end(),
                     [&](const std::string& reason) { return reason.find(what) != std::string::npos; });
}

TEST(Judge, SeesThroughLookalikeLetters) {
  const std::string a = story("clock");
  const std::string b = replaced(a, 'a', "а");  // Cyrillic
  const Match match = judge(a, b);
  EXPECT_TRUE(match.verdict == Verdict::Exact || match.verdict == Verdict::Rewrite) << name_of(match.verdict);
  EXPECT_GT(match.coverage_a, 0.9);
  EXPECT_TRUE(says(match, "look-alike letters"));
  EXPECT_EQ(match.likely_source, LikelySource::A);
  expect_sound(match, a, b);
}

TEST(Judge, SeesThroughHiddenCharacters) {
  const std::string a = story("clock");
  const std::string b = replaced(a, 'e', "e\u200B");
  const Match match = judge(a, b);
  EXPECT_TRUE(match.verdict == Verdict::Exact || match.verdict == Verdict::Rewrite) << name_of(match.verdict);
  EXPECT_GT(match.coverage_a, 0.9);
  EXPECT_TRUE(says(match, "hidden characters"));
  expect_sound(match, a, b);
}

TEST(Judge, WhatTheCollectionKnowsOfNamesCounts) {
  const std::string a = story("dam");
  const std::string b = story("dam-spun");
  ASSERT_NE(judge(a, b).verdict, Verdict::SameTopic);
  const Match match = judge({a, {}, {}, {}}, {b, {}, {}, {}}, Evidence::Always, 0.8, {0.05F});
  EXPECT_EQ(match.verdict, Verdict::SameTopic) << "a form: what is rare in the collection, each has for itself";
}

TEST(Judge, PlaceAndTimeDecideOnAnUpdate) {
  const std::string a = story("dam");
  const std::string b = story("dam-spun");
  const Document first{a, "https://www.paper.example/1", {}, 86400.0};
  const Document later{b, "https://paper.example/2", {}, 9 * 86400.0};
  EXPECT_EQ(judge(first, later).verdict, Verdict::Updated);
  EXPECT_EQ(judge(first, later).likely_source, LikelySource::A);
  const Document elsewhere{b, "https://other.example/2", {}, 9 * 86400.0};
  EXPECT_NE(judge(first, elsewhere).verdict, Verdict::Updated);
}

/// Texts of which only [from, to) takes part.
Match judge_parts(const std::string& a, text::Span part_a, const std::string& b, text::Span part_b) {
  ArticleReader reader = model().reader();
  const auto read = [&](const std::string& text, text::Span part) {
    Article article;
    reader.read(text, article, [&](const text::Prose& prose) {
      std::vector<bool> own;
      for (const text::Unit& s : prose.sentences) own.push_back(s.bytes.begin >= part.begin && s.bytes.end <= part.end);
      return own;
    });
    return article;
  };
  const auto rest = [](const std::string& text, text::Span part) {
    return shingles_of(std::string_view(text).substr(part.begin, part.end - part.begin));
  };
  const Article article_a = read(a, part_a);
  const Article article_b = read(b, part_b);
  const auto shingles_a = shingles_of(a);
  const auto shingles_b = shingles_of(b);
  const auto own_a = rest(a, part_a);
  const auto own_b = rest(b, part_b);
  const Document document_a{a, {}, {}, {}};
  const Document document_b{b, {}, {}, {}};
  Judge judge(model(), 0.8);
  return judge({article_a, document_a, shingles_a, own_a}, {article_b, document_b, shingles_b, own_b},
               Evidence::Always);
}

TEST(Judge, WhatTakesNoPartJoinsNothingAndHidesNothing) {
  const std::string frame = story("bakery") + "\n\n";
  const std::string other_frame = story("cricket") + "\n\n";
  const auto behind = [](const std::string& head, const std::string& text) {
    return text::Span{static_cast<std::uint32_t>(head.size()), static_cast<std::uint32_t>(head.size() + text.size())};
  };
  const std::string clock = story("clock");
  const std::string dam = story("dam");

  const Match joined = judge_parts(frame + clock, behind(frame, clock), frame + dam, behind(frame, dam));
  EXPECT_EQ(joined.verdict, Verdict::Unrelated);
  EXPECT_TRUE(joined.passages.empty());
  EXPECT_EQ(joined.containment_a, 0);
  EXPECT_GT(joined.jaccard, 0.2) << "of the whole texts";

  const Match found = judge_parts(frame + clock, behind(frame, clock), other_frame + clock, behind(other_frame, clock));
  EXPECT_EQ(found.verdict, Verdict::Excerpt) << "not exact: the pages differ";
  EXPECT_EQ(found.containment_a, 1);
  EXPECT_LT(found.jaccard, 0.8);
  for (const unspin::Passage& p : found.passages) {
    EXPECT_GE(p.a.begin, frame.size());
    EXPECT_GE(p.b.begin, other_frame.size());
  }
}

TEST(Judge, OneJudgeIsAsGoodAsMany) {
  ArticleReader reader = model().reader();
  Judge one(model(), 0.8);
  std::vector<std::string> texts;
  for (const char* const name : {"dam", "dam-spun", "", "clock", "ja-neko", "dam-twin"})
    texts.push_back(*name == '\0' ? "" : story(name));
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      const Document document_a{a, {}, {}, {}};
      const Document document_b{b, {}, {}, {}};
      const Article article_a = reader.read(a);
      const Article article_b = reader.read(b);
      const auto shingles_a = shingles_of(a);
      const auto shingles_b = shingles_of(b);
      const Match used =
          one({article_a, document_a, shingles_a}, {article_b, document_b, shingles_b}, Evidence::Always);
      EXPECT_EQ(to_json("a", "b", used), to_json("a", "b", judge(a, b)));
    }
  }
}

}  // namespace
}  // namespace unspin::verify
