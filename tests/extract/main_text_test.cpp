// The rules of docs/extract.md, each on a page made for it.

#include "tests/extract/pages.h"

namespace unspin::extract {
namespace {

TEST(MainText, TheArticleWithoutWhatStandsAround) {
  const Page page = page_of(
      "<title>Without water</title><body><div id=top><a href=/>Home</a> <a href=/n>News</a></div><nav><ul><li><a "
      "href=/a>Politics</a></ul></nav>"
      "<div class=main><h1>The harbour</h1>" +
      paragraphs(1, 4) +
      "</div>"
      "<aside><p>" +
      sentences(90) + "</p></aside><footer><p>Imprint, " + sentences(91) + "</p></footer></body>");
  EXPECT_EQ(page.text,
            "The harbour\n" + sentences(1) + "\n" + sentences(2) + "\n" + sentences(3) + "\n" + sentences(4));
  EXPECT_FALSE(page.whole_text);
}

TEST(MainText, ClassNamesAndRolesExclude) {
  for (const char* attribute :
       {"class=sidebar", "class=\"related-articles\"", "id=kommentare", "class=Seitenleiste", "role=complementary",
        "class=\"comment-list\"", "hidden", "style=\"display: none\"", "aria-hidden=true"}) {
    const Page page = page_of("<div><div class=content>" + paragraphs(1, 4) + "</div><div " + attribute + "><p>" +
                              sentences(90) + "</p></div></div>");
    EXPECT_TRUE(holds(page.text, sentences(4))) << attribute;
    EXPECT_FALSE(holds(page.text, sentences(90))) << attribute;
  }
}

TEST(MainText, AWrapperIsNotExcludedForItsName) {
  for (const char* name : {"sidebar-left", "share", "widget"}) {
    const Page page = page_of("<body><div class=" + std::string(name) + ">" + paragraphs(1, 4) + "</div></body>");
    EXPECT_TRUE(holds(page.text, sentences(1)) && holds(page.text, sentences(4))) << name;
  }
}

TEST(MainText, AParagraphIsOneWhateverItsClassSays) {
  const Page page = page_of("<article>" + paragraphs(1, 2) + "<p class=promo>" + sentences(3) + "</p>" +
                            paragraphs(4, 5) + "</article>");
  EXPECT_TRUE(holds(page.text, sentences(3)));
}

TEST(MainText, OldPagesInTablesWithLineBreaks) {
  const Page page = page_of(
      "<table><tr><td><font size=1><a href=a>Home</a><br><a href=b>Links</a><br><a href=c>Guestbook</a></font></td>"
      "<td><font face=arial>" +
      sentences(1) + "<br><br>" + sentences(2) + "<br><br>" + sentences(3) + "</font></td></tr></table>");
  EXPECT_EQ(page.text, sentences(1) + "\n" + sentences(2) + "\n" + sentences(3));
}

TEST(MainText, LabelsThatStandAloneAndWhatIsSaidOfRights) {
  const Page page =
      page_of("<article>" + paragraphs(1, 2) + "<div>Anzeige</div><p>Werbung</p><p>Lesedauer: 4 Min.</p>" +
              paragraphs(3, 4) + "<p>Anzeigen nimmt das Rathaus entgegen.</p><p>\u00A9 dpa-infocom</p></article>");
  EXPECT_EQ(page.text, sentences(1) + "\n" + sentences(2) + "\n" + sentences(3) + "\n" + sentences(4) +
                           "\nAnzeigen nimmt das Rathaus entgegen.");
}

TEST(MainText, LinksInACellAreTextOfATableNotOfALayout) {
  const std::string links = "<a href=1>back</a> | <a href=2>print this</a>";
  EXPECT_FALSE(holds(
      page_of("<table><tr><td><a href=0>Home</a></td><td>" + paragraphs(1, 6) + links + "</td></tr></table>").text,
      "print"));
  const std::string data =
      "<table><tr><td><a href=1>Berlin</a></td><td>3.7 million</td></tr><tr><td><a href=2>Hamburg"
      "</a></td><td>1.9 million</td></tr><tr><td>Bremen</td><td>0.6 million</td></tr></table>";
  EXPECT_TRUE(holds(page_of("<article>" + paragraphs(1, 3) + data + paragraphs(4, 5) + "</article>").text, "Hamburg"));
}

TEST(MainText, EmptyRowsAreNoLines) {
  const Page page =
      page_of("<div>" + paragraphs(1, 2) + "<p>&nbsp; &nbsp;</p><p>\u3000</p>" + paragraphs(3, 3) + "</div>");
  EXPECT_EQ(page.text, sentences(1) + "\n" + sentences(2) + "\n" + sentences(3));
}

TEST(MainText, DivSoup) {
  const Page page =
      page_of("<div><div><div class=x1><div class=a>" + paragraphs(1, 3, "div") + "</div></div></div><div class=x2>" +
              "<div><a href=1>One story</a></div><div><a href=2>Another story</a></div></div></div>");
  EXPECT_EQ(page.text, sentences(1) + "\n" + sentences(2) + "\n" + sentences(3));
}

TEST(MainText, ATextCutIntoSections) {
  std::string html = "<article><header><h1>T</h1></header>";
  for (int i = 0; i < 4; ++i)
    html += "<div class=\"section s" + std::to_string(i) + "\">" + paragraphs(10 * i, 10 * i + 2) +
            "</div><div class=ad-slot><a href=x>Buy now</a></div>";
  const Page page = page_of(html + "</article>");
  for (const int number : {0, 2, 10, 22, 32}) EXPECT_TRUE(holds(page.text, sentences(number))) << number;
  EXPECT_FALSE(holds(page.text, "Buy now"));
}

TEST(MainText, OfSeveralArticlesTheOneWithTheTitle) {
  const Page page = page_of("<title>The second story of all - Paper</title><main><article><h2>The first story</h2>" +
                            paragraphs(1, 6) + "</article><article><h2>The second story of all</h2>" +
                            paragraphs(20, 22) + "</article></main>");
  EXPECT_TRUE(holds(page.text, sentences(21)));
  EXPECT_FALSE(holds(page.text, sentences(1)));
}

TEST(MainText, ListsTablesCodeAndQuotesAreText) {
  const Page page = page_of("<article>" + paragraphs(1, 2) + "<ul><li>two eggs</li><li>flour</li></ul>" +
                            "<table><tr><th>Year</th><td>1920</td></tr></table><pre>for x in y:\n  "
                            "print(x)</pre><blockquote>As she said.</blockquote>" +
                            paragraphs(3, 4) + "</article>");
  for (const char* part : {"two eggs\nflour", "Year\n1920", "for x in y:\n  print(x)", "As she said."})
    EXPECT_TRUE(holds(page.text, part)) << part << "\n" << page.text;
}

TEST(MainText, ForumPagesKeepEveryPost) {
  std::string html = "<body><h1>Which boat?</h1>";
  for (int i = 1; i <= 5; ++i)
    html += "<div class=post><div class=author><a href=u>user" + std::to_string(i) + "</a></div><div class=posttext>" +
            sentences(i) + "</div></div>";
  const Page page = page_of(html);
  for (int i = 1; i <= 5; ++i) EXPECT_TRUE(holds(page.text, sentences(i))) << i;
}

TEST(MainText, MenusAndLabelledBoxesInsideTheText) {
  const Page page = page_of("<article>" + paragraphs(1, 3) +
                            "<ul><li><a href=1>A story on boats</a><li><a href=2>A story on nets</a></ul>"
                            "<div><h4>Lesen Sie auch</h4><p>Ein anderer Hafen, in dem kein Wasser war.</p></div>" +
                            paragraphs(4, 5) + "<p>Read more: <a href=3>the whole story</a></p></article>");
  EXPECT_EQ(page.text,
            sentences(1) + "\n" + sentences(2) + "\n" + sentences(3) + "\n" + sentences(4) + "\n" + sentences(5));
}

TEST(MainText, TitleBylineCaptionsAndTrailingHeadingsAreNoText) {
  const Page page = page_of(
      "<title>The harbour without water</title><article><h1>The harbour without water</h1><p class=byline>By Jane "
      "Doe</p>"
      "<span class=date>4 May 2024</span>" +
      paragraphs(1, 2) + "<figure><img><figcaption>A boat. Photo: J. Doe</figcaption></figure>" + paragraphs(3, 3) +
      "<h3>More</h3></article>");
  EXPECT_EQ(page.text, sentences(1) + "\n" + sentences(2) + "\n" + sentences(3));
}

TEST(MainText, TheLeadInTheHeaderIsText) {
  const Page page = page_of("<article><header><h1>T</h1><h2>A deck without a full stop</h2><p>" + sentences(9) +
                            "</p><p>4 May</p></header>" + paragraphs(1, 5) + "</article>");
  EXPECT_EQ(page.text.find(sentences(9) + "\n" + sentences(1)), 0u) << page.text;
}

TEST(MainText, HeadingsOfTheTextStay) {
  const Page page = page_of("<article>" + paragraphs(1, 1) + "<h2>The letters</h2>" + paragraphs(2, 2) +
                            "<h2><a href=#w>The water</a></h2>" + paragraphs(3, 3) + "</article>");
  EXPECT_TRUE(holds(page.text, "\nThe letters\n"));
  EXPECT_TRUE(holds(page.text, "\nThe water\n"));
}

TEST(MainText, WithLittleTextAllOfIt) {
  const Page page = page_of("<body><div class=menu>Menu</div><p>Closed.</p></body>");
  EXPECT_TRUE(page.whole_text);
  EXPECT_EQ(page.text, "Menu\nClosed.");
}

TEST(MainText, NeverEmptyWhereThereIsText) {
  EXPECT_EQ(page_of("<nav><a href=x>only a link</a></nav>").text, "only a link");
  EXPECT_EQ(page_of("<div hidden><p>shown by a script</p></div>").text, "shown by a script");
  EXPECT_EQ(page_of("<noscript>please allow scripts</noscript>").text, "please allow scripts");
  EXPECT_EQ(page_of("<div id=comments>one remark</div>").text, "one remark");
  EXPECT_EQ(page_of("bare text").text, "bare text");
  EXPECT_EQ(page_of("<html><body></body></html>").text, "");
  EXPECT_EQ(page_of("").text, "");
}

TEST(MainText, JsonLdHasWhatThePageDoesNotShow) {
  const std::string script = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":\"&lt;p&gt;" +
                             sentences(1) + "&lt;/p&gt; <p>" + sentences(2) + "</p>\"}</script>";
  const Page page = page_of(script + "<body><p>Subscribe to read on.</p></body>");
  EXPECT_TRUE(holds(page.text, sentences(1)) && holds(page.text, sentences(2)));
  EXPECT_FALSE(holds(page.text, "</p>"));
  const Page shown = page_of(script + "<article>" + paragraphs(1, 3) + "</article>");
  EXPECT_EQ(shown.text, sentences(1) + "\n" + sentences(2) + "\n" + sentences(3));
}

TEST(MainText, AnExtractorKeepsNothingOfThePageBefore) {
  Extractor extractor;
  const std::string first = "<title>A</title><article>" + paragraphs(1, 4) + "</article>";
  const std::string second = "<article>" + paragraphs(5, 8) + "</article>";
  static_cast<void>(extractor.extract(first, {}));
  const auto again = extractor.extract(second, {});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text, page_of(second).text);
  EXPECT_EQ(again->title, "");
}

}  // namespace
}  // namespace unspin::extract
