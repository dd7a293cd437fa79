#include "engine/verify/verdict.h"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

namespace unspin::verify {
namespace {

/// Two long texts on one subject that have a few passages in common; the model is all but sure of a rewrite. Each rule
/// is asked with facts clearly on either side: thresholds are fitted, and may move.
Facts rewrite() {
  Facts f;
  f.document_probability = 0.99;
  f.passage_probability = 0.99;
  f.coverage = {.a = 0.9,
                .b = 0.9,
                .words_a = 450,
                .words_b = 450,
                .anchors_a = 60,
                .anchors_b = 60,
                .agreed_a = 1,
                .agreed_b = 1};
  f.passages = 12;
  f.words_a = 500;
  f.words_b = 500;
  f.anchors_a = 20;
  f.anchors_b = 20;
  f.anchors_shared = 18;
  f.order = 0.9;
  return f;
}

Facts with(const std::function<void(Facts&)>& change) {
  Facts f = rewrite();
  change(f);
  return f;
}

Verdict verdict(const std::function<void(Facts&)>& change) { return rule(with(change)).verdict; }

bool says(const Ruling& ruling, std::string_view what) {
  return std::any_of(ruling.reasons.begin(), ruling.reasons.end(),
                     [&](const std::string& reason) { return reason.find(what) != std::string::npos; });
}
bool says(const std::function<void(Facts&)>& change, std::string_view what) { return says(rule(with(change)), what); }

TEST(Verdict, ARewriteIsMostOfATextInOtherWords) {
  const Ruling ruling = rule(rewrite());
  EXPECT_EQ(ruling.verdict, Verdict::Rewrite);
  EXPECT_TRUE(says(ruling, "12 aligned passages, 90 % of A's words and 90 % of B's"));
  EXPECT_TRUE(says(ruling, "in the same order"));
  EXPECT_TRUE(says(ruling, "90 % of A's names and numbers"));
  EXPECT_FALSE(says(ruling, "against"));
}

TEST(Verdict, OneSideIsEnoughForAWhole) {
  EXPECT_EQ(verdict([](Facts& f) { f.coverage.a = 0.1; }), Verdict::Rewrite);
  EXPECT_EQ(verdict([](Facts& f) { f.coverage.b = 0.1; }), Verdict::Rewrite);
}

TEST(Verdict, PassagesAreAPartialRewrite) {
  EXPECT_EQ(verdict([](Facts& f) { f.coverage.a = f.coverage.b = 0.2; }), Verdict::PartialRewrite);
  EXPECT_TRUE(says([](Facts& f) { f.coverage.a = f.coverage.b = 0.2; }, "most of both texts has no counterpart"));
  EXPECT_EQ(verdict([](Facts& f) { f.document_probability = 0.1; }), Verdict::PartialRewrite)
      << "the best passage alone makes no whole";
}

TEST(Verdict, TheOutlookForeseesWhatTheModelCannotChange) {
  const std::function<void(Facts&)> changes[] = {
      [](Facts&) {},
      [](Facts& f) { f.equal_words = true; },
      [](Facts& f) { f.near_duplicate = true; },
      [](Facts& f) { f.containment_a = 0.9; },
      [](Facts& f) { f.passages = 0; },
      [](Facts& f) { f.anchor_share = 0.1F; },
      [](Facts& f) { f.coverage.agreed_a = f.coverage.agreed_b = 0.2; },
      [](Facts& f) { f.passages = 0, f.equal_words = true; },
      [](Facts& f) { f.anchor_share = 0.1F, f.containment_b = 1; },
  };
  for (const auto& change : changes) {
    Facts facts = with(change);
    const Verdict sure = rule(facts).verdict;
    facts.document_probability = facts.passage_probability = 0;
    const Verdict unlikely = rule(facts).verdict;
    const Outlook foreseen = outlook(facts);
    EXPECT_EQ(foreseen == Outlook::ByModel, sure != unlikely);
    EXPECT_EQ(foreseen == Outlook::NotAlike, sure == Verdict::SameTopic || sure == Verdict::Unrelated);
  }
}

TEST(Verdict, TheSameWordsAreExact) {
  const Ruling ruling = rule(with([](Facts& f) { f.equal_words = true; }));
  EXPECT_EQ(ruling.verdict, Verdict::Exact);
  ASSERT_FALSE(ruling.reasons.empty());
  EXPECT_EQ(ruling.reasons.front(), "for: the same words in the same order");
  // … also of texts too short for anything else, and whatever the model says.
  EXPECT_EQ(verdict([](Facts& f) {
              f = {};
              f.equal_words = true;
              f.words_a = f.words_b = 1;
            }),
            Verdict::Exact);
}

TEST(Verdict, CountedSimilarityIsANearDuplicate) {
  const Ruling ruling = rule(with([](Facts& f) {
    f.near_duplicate = true;
    f.containment_a = f.containment_b = 0.95;
  }));
  EXPECT_EQ(ruling.verdict, Verdict::NearDuplicate);
  EXPECT_TRUE(says(ruling, "word 5-grams are the same at or above the threshold"));
}

TEST(Verdict, ContainmentOnEitherSideIsAnExcerpt) {
  EXPECT_EQ(verdict([](Facts& f) { f.containment_a = 0.9; }), Verdict::Excerpt);
  EXPECT_EQ(verdict([](Facts& f) { f.containment_b = 0.9; }), Verdict::Excerpt);
  EXPECT_TRUE(says([](Facts& f) { f.containment_a = 0.9; }, "90 % of A's word 5-grams"));
  EXPECT_TRUE(says([](Facts& f) { f.containment_b = 0.9; }, "90 % of B's word 5-grams"));
  EXPECT_NE(verdict([](Facts& f) { f.containment_a = f.containment_b = kContained - 0.1; }), Verdict::Excerpt);
  EXPECT_NE(verdict([](Facts& f) {
              f.containment_a = 0.9;
              f.passages = 0;
              f.coverage = {};
            }),
            Verdict::Excerpt)
      << "no verdict without a passage";
}

TEST(Verdict, WithoutAPassageThereIsNoProbabilityThatCounts) {
  const auto none = [](Facts& f) {
    f.passages = 0;
    f.coverage = {};
  };
  EXPECT_EQ(verdict(none), Verdict::SameTopic);
  EXPECT_TRUE(says(none, "no passage of one has a counterpart"));
}

TEST(Verdict, WhatIsImprobableIsOnOneTopicOrUnrelated) {
  const auto improbable = [](Facts& f) { f.document_probability = f.passage_probability = 0.01; };
  EXPECT_EQ(verdict(improbable), Verdict::SameTopic);
  EXPECT_EQ(verdict([&](Facts& f) {
              improbable(f);
              f.anchors_shared = 1;
            }),
            Verdict::Unrelated);
}

TEST(Verdict, BetweenTheThresholdsItIsInconclusive) {
  const VerdictThresholds thresholds;
  const double between = (thresholds.possible + thresholds.derived) / 2;
  const Ruling whole = rule(with([&](Facts& f) { f.document_probability = f.passage_probability = between; }));
  EXPECT_EQ(whole.verdict, Verdict::Inconclusive);
  ASSERT_FALSE(whole.reasons.empty());
  EXPECT_EQ(whole.reasons.front().find("inconclusive: "), 0U) << "the reason comes first";
  const Ruling passage = rule(with([&](Facts& f) {
    f.document_probability = 0.01;
    f.passage_probability = between;
  }));
  EXPECT_EQ(passage.verdict, Verdict::Inconclusive);
  EXPECT_NE(passage.reasons.front(), whole.reasons.front());
}

TEST(Verdict, ThresholdsAreThoseGiven) {
  const auto even = with([](Facts& f) { f.document_probability = f.passage_probability = 0.6; });
  EXPECT_EQ(rule(even, {.derived = 0.5, .possible = 0.3}).verdict, Verdict::Rewrite);
  EXPECT_EQ(rule(even, {.derived = 0.7, .possible = 0.3}).verdict, Verdict::Inconclusive);
  EXPECT_EQ(rule(even, {.derived = 0.9, .possible = 0.7}).verdict, Verdict::SameTopic);
}

TEST(Verdict, AShortTextIsInconclusive) {
  const auto brief = [](Facts& f) { f.words_b = 30; };
  EXPECT_EQ(verdict(brief), Verdict::Inconclusive);
  EXPECT_TRUE(says(brief, "inconclusive: the shorter text has 30 words"));
}

TEST(Verdict, WithoutNamesAndNumbersItIsInconclusive) {
  const auto nameless = [](Facts& f) {
    f.document_probability = (VerdictThresholds{}.derived + VerdictThresholds{}.certain) / 2;
    f.anchors_a = 0;
    f.anchors_shared = 0;
  };
  EXPECT_EQ(verdict(nameless), Verdict::Inconclusive);
  EXPECT_TRUE(says(nameless, "a text without names and numbers"));
  EXPECT_EQ(verdict([&](Facts& f) {
              nameless(f);
              f.document_probability = 1;
            }),
            Verdict::Rewrite)
      << "unless it is certain";
}

TEST(Verdict, WhatIsMostlyQuotationIsInconclusive) {
  for (const bool in_a : {true, false}) {
    const auto quoted = [&](Facts& f) { (in_a ? f.coverage.a_quoted : f.coverage.b_quoted) = 0.9; };
    EXPECT_EQ(verdict(quoted), Verdict::Inconclusive);
    EXPECT_TRUE(says(quoted, "inconclusive: what is shared is mostly quotation"));
  }
}

TEST(Verdict, FormsWithOtherNamesAreNoCopies) {
  const auto other_names = [](Facts& f) { f.coverage.agreed_a = f.coverage.agreed_b = 0.2; };
  EXPECT_EQ(verdict(other_names), Verdict::SameTopic);
  EXPECT_TRUE(says(other_names, "differ in their names and numbers (20 % agree)"));
  EXPECT_EQ(verdict([&](Facts& f) {
              other_names(f);
              f.containment_a = 0.9;
            }),
            Verdict::SameTopic)
      << "nor excerpts";
  EXPECT_EQ(verdict([](Facts& f) { f.anchor_share = 0.1; }), Verdict::SameTopic) << "what is rare is its own";
  EXPECT_EQ(verdict([&](Facts& f) {
              other_names(f);
              f.coverage.anchors_a = 3;
            }),
            Verdict::Rewrite)
      << "of too few names nothing follows";
}

TEST(Verdict, TwoDatesOnOneSiteAreAnUpdate) {
  const auto update = [](Facts& f) { f.same_site = f.dates_differ = true; };
  EXPECT_EQ(verdict(update), Verdict::Updated);
  EXPECT_TRUE(says(update, "two versions on one site"));
  EXPECT_EQ(verdict([](Facts& f) { f.same_site = true; }), Verdict::Rewrite);
  EXPECT_EQ(verdict([](Facts& f) { f.dates_differ = true; }), Verdict::Rewrite);
}

TEST(Verdict, OtherLanguagesAreNoted) {
  EXPECT_TRUE(says([](Facts& f) { f.english = false; }, "note: not English"));
  EXPECT_FALSE(says([](Facts&) {}, "not English"));
  EXPECT_FALSE(says(
      [](Facts& f) {
        f.english = false;
        f.near_duplicate = true;
      },
      "not English"))
      << "what was counted holds in every language";
}

TEST(Verdict, DisguiseAndOrderAreNamed) {
  EXPECT_TRUE(says([](Facts& f) { f.lookalike_letters = 9; }, "9 look-alike letters"));
  EXPECT_FALSE(says([](Facts& f) { f.lookalike_letters = 1; }, "look-alike"));
  EXPECT_TRUE(says([](Facts& f) { f.hidden_characters = 50; }, "50 hidden characters"));
  EXPECT_FALSE(says([](Facts& f) { f.hidden_characters = 1; }, "hidden"));
  EXPECT_TRUE(says([](Facts& f) { f.order = 0.1; }, "in another order"));
  EXPECT_FALSE(says([](Facts& f) { f.order = 0.1; }, "in the same order"));
}

TEST(Verdict, ReasonsHaveASide) {
  for (const auto& change : std::vector<std::function<void(Facts&)>>{
           [](Facts&) {}, [](Facts& f) { f = {}; }, [](Facts& f) { f.order = 0; }, [](Facts& f) { f.words_a = 5; },
           [](Facts& f) { f.english = false; }, [](Facts& f) { f.anchors_shared = 0; },
           [](Facts& f) { f.equal_words = true; }}) {
    const Ruling ruling = rule(with(change));
    EXPECT_FALSE(ruling.reasons.empty());
    for (const std::string& reason : ruling.reasons) {
      const std::string side = reason.substr(0, reason.find(": "));
      EXPECT_TRUE(side == "for" || side == "against" || side == "inconclusive" || side == "note") << reason;
    }
  }
}

TEST(Verdict, OfTwoEmptyTextsIsUnrelated) { EXPECT_EQ(rule(Facts{}).verdict, Verdict::Unrelated); }

}  // namespace
}  // namespace unspin::verify
