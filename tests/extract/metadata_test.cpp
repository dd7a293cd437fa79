#include "tests/extract/pages.h"

namespace unspin::extract {
namespace {

TEST(Metadata, JsonLdComesFirst) {
  const Page page = page_of(
      "<title>Something | Paper</title><meta name=author content=Nobody><script type=\"application/ld+json\">"
      "{\"@type\":\"Article\",\"headline\":\"The harbour\",\"author\":{\"name\":\"Jane "
      "Doe\"},\"datePublished\":\"2024-05-01T10:00:00Z\","
      "\"publisher\":{\"name\":\"The Paper\"}}</script>" +
      paragraphs(1, 2));
  EXPECT_EQ(page.title, "The harbour");
  EXPECT_EQ(page.byline, "Jane Doe");
  EXPECT_EQ(page.date, "2024-05-01T10:00:00Z");
  EXPECT_EQ(page.site, "The Paper");
}

TEST(Metadata, MetaTags) {
  const Page page = page_of(
      "<meta property=og:title content=\"The harbour\"><meta property=og:site_name content=\"The Paper\">"
      "<meta name=author content=\"By Jane Doe\"><meta property=article:published_time content=2024-05-01>"
      "<link rel=canonical href=https://example.org/harbour><p>x");
  EXPECT_EQ(page.title, "The harbour");
  EXPECT_EQ(page.site, "The Paper");
  EXPECT_EQ(page.byline, "Jane Doe");
  EXPECT_EQ(page.date, "2024-05-01");
  EXPECT_EQ(page.canonical, "https://example.org/harbour");
}

TEST(Metadata, Markup) {
  const Page page = page_of(
      "<title>x</title><div itemprop=author>Von Max Muster</div><time datetime=\"2024/05/01 10:00\">1. Mai</time><p>x");
  EXPECT_EQ(page.byline, "Max Muster");
  EXPECT_EQ(page.date, "2024-05-01");
}

TEST(Metadata, TitlesLoseTheNameOfTheSite) {
  EXPECT_EQ(page_of("<title>The harbour without water | The Paper</title>").title, "The harbour without water");
  EXPECT_EQ(page_of("<title>The Paper - The harbour without any water</title>").title, "The harbour without any water");
  EXPECT_EQ(page_of("<title>The harbour - without water</title><h1>The harbour - without water</h1>").title,
            "The harbour - without water");
  EXPECT_EQ(page_of("<title>Mini-golf</title>").title, "Mini-golf");
  EXPECT_EQ(page_of("<h1>Only a heading</h1>").title, "Only a heading");
}

TEST(Metadata, AnAddressIsNoAuthor) {
  EXPECT_EQ(page_of("<meta property=article:author content=https://example.org/jane><p>x").byline, "");
}

TEST(Metadata, CanonicalAddressesBecomeAbsolute) {
  const PageHints hints{.url = "https://example.org/a/b?c=/d", .content_type = {}};
  EXPECT_EQ(page_of("<link rel=canonical href=/x>", hints).canonical, "https://example.org/x");
  EXPECT_EQ(page_of("<link rel=canonical href=//other.org/x>", hints).canonical, "https://other.org/x");
  EXPECT_EQ(page_of("<link rel=canonical href=http://other.org/>", hints).canonical, "http://other.org/");
  EXPECT_EQ(page_of("<link rel=canonical href=/x>").canonical, "/x");
}

TEST(Metadata, LanguageByTheTextThenAsDeclared) {
  EXPECT_EQ(
      page_of("<html lang=en><p>Der Hafen der Stadt war seit Wochen geschlossen, und niemand wusste, wann das Wasser "
              "wiederkommen w\u00FCrde. Der B\u00FCrgermeister schrieb Briefe.</p>")
          .language,
      "de");
  EXPECT_EQ(page_of("<html lang=fr-CH><p>12 34</p>").language, "fr-CH");
  EXPECT_EQ(page_of("<p>12 34</p>").language, "");
}

}  // namespace
}  // namespace unspin::extract
