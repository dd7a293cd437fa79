// Pages made to cost much: each ends within a second of CPU time (more under a sanitizer), and loses no text that a
// reader would see.

#include <ctime>

#include "tests/extract/pages.h"

namespace unspin::extract {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kMostSeconds = 30;
#else
constexpr double kMostSeconds = 1;
#endif

std::string repeated(std::string_view text, int times) {
  std::string out;
  out.reserve(text.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

Page timed(const std::string& html) {
  const std::clock_t begin = std::clock();
  Page page = page_of(html);
  EXPECT_LE(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, kMostSeconds);
  return page;
}

TEST(Attack, NestedElements) {
  EXPECT_EQ(timed(repeated("<div>", 300'000) + "deep" + repeated("</div>", 300'000)).text, "deep");
  EXPECT_EQ(timed(repeated("<div>", 300'000) + "deep" + repeated("</span>", 300'000)).text, "deep");
  EXPECT_EQ(timed(repeated("<li><dd>", 200'000) + "deep" + repeated("</p>", 200'000)).text, "deep");
  EXPECT_TRUE(timed(repeated("<table><tr><td>", 200'000) + "deep").cut);
  timed(repeated("<article><h1>the title</h1>" + sentences(1), 10'000));
}

TEST(Attack, Attributes) {
  std::string tag = "<p";
  for (int i = 0; i < 200'000; ++i) tag += " a" + std::to_string(i) + "=\"1\"";
  EXPECT_EQ(timed(tag + ">text</p>").text, "text");
  EXPECT_EQ(timed("<p " + repeated("class=\"x\" ", 200'000) + ">text</p>").text, "text");
  EXPECT_EQ(timed("<a href=\"" + std::string(7'000'000, 'x') + "\">text</a>").text, "text");
}

TEST(Attack, MisnestedElements) {
  EXPECT_EQ(timed(repeated("<b><p>", 30'000) + "text").text, "text");
  timed(repeated(repeated("<b><i><u><em>", 60) + repeated("</a></span></div></li>", 60), 2'000));
}

TEST(Attack, WhatNeverEnds) {
  EXPECT_EQ(timed(repeated("<svg>", 800'000) + "text").text, "text");
  EXPECT_EQ(timed(repeated("<script>", 800'000) + "text").text, "text");
  timed(repeated("<!--", 1'000'000) + "text");
  timed(repeated("<a href=\"", 400'000) + "text");
  timed(repeated("<![CDATA[", 800'000) + "text");
  timed(repeated("</", 4'000'000) + "text");
}

TEST(Attack, ManySmallThings) {
  timed(repeated("<p>w", 1'000'000));
  timed(repeated("<h1>a</h1>", 800'000));
  timed(repeated("text<br><br>", 600'000));
  timed(repeated("<", 4'000'000));
  timed(repeated("&amp;", 1'600'000));
  timed(repeated("<section class=a><p>" + sentences(1) + "</p></section>", 20'000));
  timed(repeated("<div><h4>Read also</h4><p>text</p></div>", 100'000));
  timed(repeated("<meta name=author content=x>", 280'000));
}

TEST(Attack, JsonLd) {
  const std::string open = "<script type=\"application/ld+json\">";
  timed(open + std::string(4'000'000, '[') + "</script>text");
  timed(open + repeated("{\"a\":", 1'000'000) + "</script>text");
  timed(open + "{\"@type\":\"Article\",\"author\":[" + repeated("{\"name\":\"x\"},", 400'000) + "]}</script>text");
}

TEST(Attack, LargePagesAreCut) {
  const Page page = timed(repeated("<p>word and word, yes.</p>", 500'000));
  EXPECT_TRUE(page.cut);
  EXPECT_LE(page.text.size(), kMaxPageBytes);
}

}  // namespace
}  // namespace unspin::extract
