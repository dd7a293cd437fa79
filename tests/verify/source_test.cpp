#include "engine/verify/source.h"

#include <algorithm>

#include "tests/verify/articles.h"

namespace unspin::verify {
namespace {

constexpr double kDay = 86400;

const char* const kStory =
    "On Monday evening the old bridge over the river was closed. Engineers had found a crack as long as a finger. "
    "Lorries will have to go round by the upper road until spring.";

struct Pair {
  std::string text_a = kStory;
  std::string text_b = kStory;
  Document a;
  Document b;

  /// All sentences of a text go with all of the other's.
  SourceOpinion opinion() {
    a.text = text_a;
    b.text = text_b;
    ArticleReader reader = small_model().reader();
    const Article article_a = reader.read(text_a);
    const Article article_b = reader.read(text_b);
    const std::uint32_t n = std::min(article_a.sentences.size(), article_b.sentences.size());
    std::vector<SentencePassage> passages;
    for (std::uint32_t i = 0; i < n; ++i) passages.push_back({i, i + 1, i, i + 1, 1, PassageKind::Edited});
    return likely_source(article_a, article_b, a, b, coverage(article_a, article_b, passages));
  }
  Pair turned() const { return {text_b, text_a, b, a}; }
};

bool says(const SourceOpinion& opinion, std::string_view what) {
  return std::any_of(opinion.reasons.begin(), opinion.reasons.end(),
                     [&](const std::string& reason) { return reason.find(what) != std::string::npos; });
}

/// A sign speaks for a; with the texts the other way round for b, in the same words but for the names.
void expect_a(Pair pair, std::string_view reason) {
  const SourceOpinion there = pair.opinion();
  EXPECT_EQ(there.source, LikelySource::A) << reason;
  EXPECT_TRUE(says(there, reason)) << (there.reasons.empty() ? "no reason" : there.reasons.front());
  const SourceOpinion back = pair.turned().opinion();
  EXPECT_EQ(back.source, LikelySource::B) << reason;
  EXPECT_EQ(back.reasons.size(), there.reasons.size());
}

TEST(LikelySource, IsUndecidedWithoutASign) {
  const SourceOpinion opinion = Pair{}.opinion();
  EXPECT_EQ(opinion.source, LikelySource::Undecided);
  EXPECT_TRUE(opinion.reasons.empty());
  Pair empty{"", "", {}, {}};
  EXPECT_EQ(empty.opinion().source, LikelySource::Undecided);
}

TEST(LikelySource, TheOlderOne) {
  Pair pair;
  pair.a.date = 100 * kDay;
  pair.b.date = 110 * kDay;
  expect_a(pair, "A is 10 days older");
  pair.b.date = 100.5 * kDay;
  EXPECT_TRUE(pair.opinion().reasons.empty()) << "the same day";
  pair.b.date.reset();
  EXPECT_TRUE(pair.opinion().reasons.empty()) << "no date";
}

TEST(LikelySource, TheOneThatACanonicalLinkNames) {
  Pair pair;
  pair.a.url = "https://www.Paper.example/news/1";
  pair.b.url = "https://copy.example/x";
  pair.b.canonical = "http://paper.example/news/1?from=feed";
  expect_a(pair, "B names paper.example as the original in its canonical link");
  pair.b.canonical = "https://copy.example/x";
  EXPECT_TRUE(pair.opinion().reasons.empty()) << "its own address";
  pair.a.url = "https://copy.example/y";
  pair.b.canonical = "https://copy.example/y";
  EXPECT_TRUE(pair.opinion().reasons.empty()) << "one site";
}

TEST(LikelySource, TheOneThatTheTextMentions) {
  Pair pair;
  pair.a.url = "https://paper.example/news/1";
  pair.b.url = "https://copy.example/x";
  pair.text_b += " It was first printed by Paper.Example last week.";
  expect_a(pair, "B mentions paper.example");
}

TEST(LikelySource, TheOneWithoutDisguise) {
  Pair pair;
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{"bridge", "bridgе"}, {"road", "rоad"}, {"crack", "crаck"}}) {
    pair.text_b.replace(pair.text_b.find(from), from.size(), to);
  }
  expect_a(pair, "3 letters of B are look-alikes of another script");
  pair.text_a = pair.text_b;
  EXPECT_TRUE(pair.opinion().reasons.empty()) << "both are disguised";
}

TEST(LikelySource, HiddenCharactersSpeakAgainstATextThatHasThem) {
  Pair pair;
  for (std::size_t i = 0, put = 0; put < 12; i += 8, ++put) pair.text_b.insert(pair.text_b.find(' ', i), "\u200B");
  expect_a(pair, "hidden characters in B");
}

TEST(LikelySource, AQuotationComesBeforeItsReport) {
  Pair pair;
  pair.text_a = "\"The bridge will not be opened before the spring of next year,\" she said on Monday.";
  pair.text_b = "She said on Monday that they would not open the bridge before next year's spring.";
  const SourceOpinion opinion = pair.opinion();
  EXPECT_TRUE(says(opinion, "A quotes where B reports in its own words"));
  EXPECT_NE(opinion.source, LikelySource::B);
  EXPECT_TRUE(says(pair.turned().opinion(), "B quotes where A reports in its own words"));
}

TEST(LikelySource, AnAbridgedTextLacksNamesOfItsSource) {
  Pair pair;
  pair.text_a =
      "On Monday old Kowalski met Weiss and Garcia in Boston. They paid 314 dollars for 27 horses. Later Miller came "
      "with Dubois and 55 goats.";
  pair.text_b = "On Monday old Kowalski met Weiss and Garcia in Boston. They paid 314 dollars for 27 horses.";
  const SourceOpinion opinion = pair.opinion();
  EXPECT_TRUE(says(opinion, "B has nearly no name or number that A lacks, but not the reverse"));
  EXPECT_EQ(opinion.source, LikelySource::Undecided) << "too weak alone";
  EXPECT_TRUE(says(pair.turned().opinion(), "A has nearly no name or number that B lacks"));
}

TEST(LikelySource, WeakSignsAddUp) {
  Pair pair;
  pair.text_a =
      "\"On Monday old Kowalski met Weiss and Garcia in Boston,\" said Miller. \"They paid 314 dollars for 27 "
      "horses,\" "
      "Dubois added to that, \"and 55 for goats.\"";
  pair.text_b = "On Monday old Kowalski met Weiss and Garcia in Boston. They paid 314 dollars for 27 horses.";
  expect_a(pair, "A quotes where B reports");
}

TEST(LikelySource, SignsOnEitherSideCancelOut) {
  Pair pair;
  pair.a.date = 100 * kDay;
  pair.b.date = 110 * kDay;
  pair.a.url = "https://paper.example/1";
  pair.b.url = "https://copy.example/1";
  pair.text_a += " It was first printed by copy.example last week.";
  const SourceOpinion opinion = pair.opinion();
  EXPECT_EQ(opinion.source, LikelySource::Undecided);
  EXPECT_EQ(opinion.reasons.size(), 2U) << "both are named";
}

TEST(HostOf, IsTheSiteOfAnAddress) {
  EXPECT_EQ(host_of("https://www.example.org/a?b"), "example.org");
  EXPECT_EQ(host_of("HTTP://News.Example.ORG"), "news.example.org");
  EXPECT_EQ(host_of("https://example.org:8080/a"), "example.org");
  EXPECT_EQ(host_of("https://example.org?x=http://other.example"), "example.org");
  EXPECT_EQ(host_of("https://example.org#part"), "example.org");
  EXPECT_EQ(host_of("https://user@example.org/a@b"), "example.org");
  EXPECT_EQ(host_of("https://user:secret@example.org/a"), "example.org");
  EXPECT_EQ(host_of("https://[2001:db8::1]:8080/a"), "[2001:db8::1]");
  EXPECT_EQ(host_of("https://[2001"), "[2001");
  EXPECT_EQ(host_of("https://example.org/a?mail=x@y.example"), "example.org");
}

TEST(HostOf, IsEmptyWithoutOne) {
  for (const char* url : {"", "example.org/a", "/a/b", "mailto:a@example.org", "https://", "https:///a", "://"})
    EXPECT_EQ(host_of(url), "") << url;
}

}  // namespace
}  // namespace unspin::verify
