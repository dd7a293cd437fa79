#include "engine/verify/article.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/base/hash.h"
#include "engine/text/words.h"
#include "tests/verify/articles.h"

namespace unspin::verify {
namespace {

using Terms = std::set<std::uint64_t>;

/// The obvious way to the stems and anchors of a unit.
Terms stems_of(const text::Prose& prose, const text::Unit& unit) {
  Terms out;
  for (std::uint32_t i = unit.first; i < unit.last; ++i) {
    if (prose.tokens[i].stem != 0) out.insert(prose.tokens[i].stem);
    if (prose.tokens[i].number) out.insert(prose.tokens[i].anchor);
  }
  return out;
}
Terms anchors_of(const text::Prose& prose, const text::Unit& unit) {
  Terms out;
  for (std::uint32_t i = unit.first; i < unit.last; ++i) {
    if (prose.tokens[i].anchor != 0) out.insert(prose.tokens[i].anchor);
  }
  return out;
}

Terms hashes(std::span<const std::uint32_t> ids, const Vocabulary& vocabulary) {
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  Terms out;
  for (const std::uint32_t id : ids) out.insert(vocabulary.hashes[id]);
  EXPECT_EQ(out.size(), ids.size());
  return out;
}

void expect_turned_over(const Lists& of_units, const Lists& of_terms) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> forth;
  std::set<std::pair<std::uint32_t, std::uint32_t>> back;
  for (std::uint32_t u = 0; u < of_units.size(); ++u) {
    for (const std::uint32_t t : of_units[u]) forth.emplace(u, t);
  }
  for (std::uint32_t t = 0; t < of_terms.size(); ++t) {
    EXPECT_TRUE(std::is_sorted(of_terms[t].begin(), of_terms[t].end()));
    for (const std::uint32_t u : of_terms[t]) back.emplace(u, t);
  }
  EXPECT_EQ(forth, back);
  EXPECT_EQ(of_terms.items.size(), of_units.items.size());
}

void check_units(const Article& article, const Units& units) {
  ASSERT_EQ(units.stems.size(), units.size());
  ASSERT_EQ(units.anchors.size(), units.size());
  ASSERT_EQ(units.with_stem.size(), article.stems.size());
  ASSERT_EQ(units.with_anchor.size(), article.anchors.size());
  for (std::uint32_t u = 0; u < units.size(); ++u) {
    EXPECT_EQ(hashes(units.stems[u], article.stems), stems_of(article.prose, units.units[u]));
    EXPECT_EQ(hashes(units.anchors[u], article.anchors), anchors_of(article.prose, units.units[u]));
    float weight = 0;
    for (const std::uint32_t t : units.anchors[u]) weight += article.anchors.weights[t];
    EXPECT_FLOAT_EQ(units.anchor_weight[u], weight);
    int words = 0;
    int quoted = 0;
    for (std::uint32_t i = units.units[u].first; i < units.units[u].last; ++i) {
      words += article.prose.tokens[i].mark ? 0 : 1;
      quoted += !article.prose.tokens[i].mark && article.prose.tokens[i].quoted ? 1 : 0;
    }
    EXPECT_EQ(units.words[u], static_cast<float>(std::max(1, words)));
    EXPECT_FLOAT_EQ(units.quoted[u], static_cast<float>(quoted) / units.words[u]);
  }
  expect_turned_over(units.stems, units.with_stem);
  expect_turned_over(units.anchors, units.with_anchor);
}

TEST(Article, HoldsTheTermsOfItsUnits) {
  ArticleReader reader = small_model().reader();
  for (const auto& [id, document] : oracle::read_oracle().documents) {
    const Article article = reader.read(document.text);
    EXPECT_TRUE(std::is_sorted(article.stems.hashes.begin(), article.stems.hashes.end()));
    check_units(article, article.sentences);
    check_units(article, article.clauses);
    for (std::uint32_t t = 0; t < article.stems.size(); ++t)
      EXPECT_EQ(article.stems.weights[t], small_model().background().stem_weight(article.stems.hashes[t]));
  }
}

TEST(Article, AsidesAreWordsOutsideNamesNumbersAndQuotations) {
  ArticleReader reader = small_model().reader();
  const Article article =
      reader.read("The weary minister Merkel met 25 farmers. \"Farmers are weary,\" said Merkel of the farmers.");
  const auto& stems = article.sentences.stems;
  ASSERT_EQ(stems.size(), 2U);
  std::map<std::pair<std::size_t, std::string>, bool> aside;
  for (std::size_t s = 0; s < 2; ++s) {
    for (std::uint32_t k = stems.begin[s]; k < stems.begin[s + 1]; ++k) {
      for (const text::Token& token : article.prose.tokens) {
        const std::string form(article.prose.form(token));
        if (token.stem == article.stems.hashes[stems.items[k]]) aside[{s, form}] = article.aside[k] != 0;
      }
    }
  }
  EXPECT_TRUE((aside.at({0, "weary"})));
  EXPECT_TRUE((aside.at({0, "farmers"})));
  EXPECT_FALSE((aside.at({0, "merkel"})));
  EXPECT_FALSE((aside.at({0, "25"})));
  EXPECT_FALSE((aside.at({1, "weary"})));
  EXPECT_FALSE((aside.at({1, "farmers"})));  // also quoted
}

TEST(Article, VectorsAreThoseOfTheWords) {
  ArticleReader reader = small_model().reader();
  embed::Encoder encoder(small_model().vectors());
  const Article article = reader.read("The cat, it is said, sat on \"the mat\". Nobody has ever seen a dog there.");
  ASSERT_EQ(article.width, small_model().vectors().width());
  const auto width = static_cast<std::size_t>(article.width);
  const auto expect_vector = [&](const Units& units, std::size_t unit, std::string_view words) {
    std::vector<float> expected(width);
    encoder.encode(words, expected);
    for (std::size_t k = 0; k < width; ++k)
      EXPECT_NEAR(units.vectors[unit * width + k] / kVectorScale, expected[k], 1e-4) << words;
  };
  ASSERT_EQ(article.sentences.size(), 2U);
  expect_vector(article.sentences, 0, "the cat , it is said , sat on the mat .");
  expect_vector(article.sentences, 1, "nobody has ever seen a dog there .");
  ASSERT_EQ(article.clauses.size(), 3U);
  expect_vector(article.clauses, 0, "the cat , it is said ,");
  expect_vector(article.clauses, 1, "sat on the mat .");
}

TEST(Article, GramsAreFiveWordsOfASentence) {
  ArticleReader reader = small_model().reader();
  const Article article = reader.read("One two, three four five six. Seven eight nine ten. The of and a in to is was.");
  ASSERT_EQ(article.first_word, (std::vector<std::uint32_t>{0, 6, 10, 18}));
  std::vector<std::uint32_t> places;
  for (const Gram& gram : article.grams) places.push_back(gram.at);
  std::sort(places.begin(), places.end());
  EXPECT_EQ(places, (std::vector<std::uint32_t>{0, 1, 10, 11, 12, 13}));
  EXPECT_EQ(article.function_grams.size(), 4U);
  for (const Gram& gram : article.function_grams) EXPECT_EQ(gram.at, 2U);
  EXPECT_TRUE(std::is_sorted(article.grams.begin(), article.grams.end()));
  const Article again = reader.read("Nothing before it. One two three four five.");
  ASSERT_EQ(again.grams.size(), 1U);
  EXPECT_TRUE(std::any_of(article.grams.begin(), article.grams.end(),
                          [&](const Gram& g) { return g.hash == again.grams[0].hash && g.at == 0; }));
}

TEST(Article, ReadingAgainChangesNothing) {
  ArticleReader reader = small_model().reader();
  const auto oracle = oracle::read_oracle();
  Article used;
  for (const auto& [id, document] : oracle.documents) {
    reader.read(document.text, used);
    const Article fresh = small_model().reader().read(document.text);
    EXPECT_EQ(used.sentences.vectors, fresh.sentences.vectors);
    EXPECT_EQ(used.clauses.stems.items, fresh.clauses.stems.items);
    EXPECT_EQ(used.stems.hashes, fresh.stems.hashes);
    EXPECT_EQ(used.aside, fresh.aside);
    EXPECT_EQ(used.grams, fresh.grams);
    EXPECT_EQ(used.first_clause, fresh.first_clause);
  }
}

TEST(Article, SentencesThatTakeNoPartAreLeftOut) {
  ArticleReader reader = small_model().reader();
  const std::string text =
      "Menu and search. On Monday old Kowalski paid 1,200 dollars. Share this page now! Weiss had asked for more.";
  Article article;
  reader.read(text, article, [](const text::Prose& prose) {
    std::vector<bool> own(prose.sentences.size(), true);
    own[0] = own[2] = false;
    return own;
  });
  const auto cut = [&](text::Span span) { return text.substr(span.begin, span.end - span.begin); };
  ASSERT_EQ(article.sentences.size(), 2U);
  EXPECT_EQ(cut(article.sentences.units[0].bytes), "On Monday old Kowalski paid 1,200 dollars.");
  EXPECT_EQ(cut(article.sentences.units[1].bytes), "Weiss had asked for more.");
  ASSERT_EQ(article.left_out.size(), 2U);
  EXPECT_EQ(cut(article.left_out[0]), "Menu and search.");
  EXPECT_EQ(cut(article.left_out[1]), "Share this page now!");
  check_units(article, article.sentences);
  check_units(article, article.clauses);
  // But for places it is the article of the rest.
  const Article rest = reader.read("On Monday old Kowalski paid 1,200 dollars. Weiss had asked for more.");
  EXPECT_EQ(article.stems.hashes, rest.stems.hashes);
  EXPECT_EQ(article.anchors.hashes, rest.anchors.hashes);
  EXPECT_EQ(article.sentences.vectors, rest.sentences.vectors);
  EXPECT_EQ(article.grams, rest.grams);
  reader.read(text, article);
  EXPECT_EQ(article.sentences.size(), 4U);
  EXPECT_TRUE(article.left_out.empty());
}

TEST(Article, OddTextsAreArticles) {
  ArticleReader reader = small_model().reader();
  EXPECT_TRUE(reader.read("").empty());
  EXPECT_TRUE(reader.read(" \n\xFF").empty());
  EXPECT_EQ(reader.read("").first_clause, (std::vector<std::uint32_t>{0}));
  for (const std::string_view text : {"word", "...", "\"\"\"", "ALL OF IT IN CAPITALS, AS SOME DO.",
                                      "東京は日本の首都です。", "هذه هي الجملة الأولى."}) {
    const Article article = reader.read(text);
    EXPECT_FALSE(article.empty()) << text;
    EXPECT_EQ(article.first_clause.size(), article.sentences.size() + 1) << text;
    check_units(article, article.sentences);
    check_units(article, article.clauses);
  }
}

TEST(Article, LongTextsAreCut) {
  ArticleReader reader = small_model().reader();
  const Article whole = reader.read(long_text(50'000));
  EXPECT_FALSE(whole.cut);
  const std::string text = long_text(1'000'000);
  const Article article = reader.read(text);
  EXPECT_TRUE(article.cut);
  EXPECT_LE(article.clauses.size(), kMostClauses);
  EXPECT_GT(article.clauses.size(), kMostClauses - 100);
  EXPECT_EQ(article.first_clause.size(), article.sentences.size() + 1);
  EXPECT_EQ(article.sentences.units.back().last, article.prose.tokens.size());
  EXPECT_EQ(article.clauses.units.back().last, article.prose.tokens.size());

  std::string endless;  // one sentence of many clauses
  for (int i = 0; i < 5000; ++i) endless += "and so on it went, ";
  const Article line = reader.read(endless);
  EXPECT_TRUE(line.cut);
  EXPECT_EQ(line.sentences.size(), 1U);
  EXPECT_EQ(line.clauses.size(), kMostClauses);
  EXPECT_EQ(line.sentences.units[0].last, line.prose.tokens.size());
}

TEST(Article, ContentWordsAreTypesInTheOrderOfReading) {
  ArticleReader reader = small_model().reader();
  const Article article =
      reader.read("Anna Weber sailed 12 boats. \"Boats sail,\" she said, and the boat of Anna Weber's sank.");
  const auto stem_of = [&](std::string_view stem) {
    const auto& hashes = article.stems.hashes;
    return static_cast<std::uint32_t>(std::lower_bound(hashes.begin(), hashes.end(), text::word_hash(stem)) -
                                      hashes.begin());
  };
  EXPECT_EQ(article.content.stems, (std::vector<std::uint32_t>{stem_of("sail"), stem_of("boat"), stem_of("sank")}));
  EXPECT_EQ(article.content.types, (std::vector<std::uint32_t>{0, 1, 1, 0, 1, 2}));
  EXPECT_EQ(article.content.quoted, (std::vector<std::uint8_t>{0, 0, 1, 1, 0, 0}));
  EXPECT_TRUE(std::is_sorted(article.content.clauses.begin(), article.content.clauses.end()));
  EXPECT_EQ(article.content.vectors.size(), 3 * static_cast<std::size_t>(article.width));
}

TEST(Article, NamesKnowTheirSpellingsAndNumbersTheirValues) {
  ArticleReader reader = small_model().reader();
  const Article article = reader.read("At 7:15 pm the Danish crew met twenty-five Danes and 1,200 Germans.");
  const auto& facts = article.anchor_facts;
  std::multiset<double> values;
  for (std::size_t k = 0; k < article.anchors.size(); ++k) {
    EXPECT_EQ(facts.values[k] != kNoValue, article.anchors.number[k] != 0);
    if (article.anchors.number[k] != 0) values.insert(facts.values[k]);
    EXPECT_EQ(facts.is_time[k] != 0, facts.values[k] == 7.15);
    EXPECT_GT(facts.weights[k], 0);
    EXPECT_LE(facts.weights[k], article.anchors.weights[k]);
    EXPECT_EQ(facts.forms[k].empty(), article.anchors.number[k] != 0);
    for (const std::uint32_t form : facts.forms[k]) EXPECT_EQ(article.forms.names[form], article.anchors.hashes[k]);
  }
  EXPECT_EQ(values, (std::multiset<double>{7.15, 25, 1200}));
}

}  // namespace
}  // namespace unspin::verify
