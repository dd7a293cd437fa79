#include "engine/extract/guard.h"

#include <gtest/gtest.h>

namespace unspin::extract {
namespace {

std::string guarded(std::string_view page) {
  Guard guard;
  return std::string(guard(page).html);
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string_view::npos; at += what.size()) ++n;
  return n;
}

TEST(Guard, KeepsTextTagsAndTheAttributesThatRulesRead) {
  EXPECT_EQ(guarded("<p class=\"lead\" onclick=\"f()\" id=x>Hello <b>you</b></p>"),
            "<p class=\"lead\" id=\"x\">Hello <b>you</b></p>");
  EXPECT_EQ(guarded("<A HREF='a \"b\" c'>x</A>"), "<a href=\"a 'b' c\">x</a>");
}

TEST(Guard, DropsScriptsStylesCommentsAndDrawings) {
  EXPECT_EQ(guarded("a<script>if (x < y) '<p>'</script>b"), "a b");
  EXPECT_EQ(guarded("a<STYLE>p > b {}</Style>b"), "a b");
  EXPECT_EQ(guarded("a<!-- <p>no</p> -->b"), "ab");
  EXPECT_EQ(guarded("a<svg><path d='M0'/><text>no</text></svg>b"), "a b");
  EXPECT_EQ(guarded("<!DOCTYPE html><?xml x?>a"), "a");
}

TEST(Guard, PutsJsonLdAside) {
  Guard guard;
  const Guarded page = guard("<script type=\"application/ld+json\">{\"a\":1}</script><script>no</script>");
  ASSERT_EQ(page.json_ld.size(), 1u);
  EXPECT_EQ(page.json_ld[0], "{\"a\":1}");
}

TEST(Guard, WhatNeverEndsLosesNoText) {
  EXPECT_EQ(guarded("a<!-- b > c"), "a c");
  EXPECT_EQ(guarded("a<svg>b"), "ab");
  EXPECT_EQ(guarded("<p title=\"x>b"), "<p>b");
  EXPECT_EQ(guarded("1 < 2"), "1 &lt; 2");
}

TEST(Guard, LongNamesAreCutBetweenCharacters) {
  EXPECT_EQ(guarded("<divxx\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED>x"),
            "<divxx\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED\u00ED>x");
}

TEST(Guard, OneAttributeOfAKindAndNoneBeyondTheLimit) {
  std::string tag = "<p";
  for (int i = 0; i < 200'000; ++i) tag += " class=c" + std::to_string(i) + " a" + std::to_string(i);
  EXPECT_EQ(guarded(tag + ">x"), "<p class=\"c0\">x");
  const std::string late = "<p " + std::string(kMaxTagBytes, 'x') + " class=late>x";
  EXPECT_EQ(guarded(late), "<p>x");
}

TEST(Guard, DeepElementsAreDroppedTheirTextStays) {
  std::string page;
  for (int i = 0; i < 300'000; ++i) page += "<div>";
  page += "deep";
  for (int i = 0; i < 300'000; ++i) page += "</div>";
  Guard guard;
  const Guarded result = guard(page);
  EXPECT_TRUE(result.cut);
  EXPECT_EQ(count(result.html, "<div>"), kMaxDepth);
  EXPECT_EQ(count(result.html, "</div>"), kMaxDepth);
  EXPECT_NE(result.html.find("deep"), std::string_view::npos);
}

TEST(Guard, ElementsThatHtmlEndsBySilenceAreNotDeep) {
  std::string page;
  for (int i = 0; i < 5'000; ++i) page += "<p>a<div>b</div><tr><td>c";
  page += "<ul>";
  for (int i = 0; i < 5'000; ++i) page += "<li>a<p>b";
  Guard guard;
  EXPECT_FALSE(guard(page).cut);
}

TEST(Guard, NewElementsEndAParagraph) {
  EXPECT_EQ(guarded("<p>a<section>b</section>"), "<p>a</p><section>b</section>");
}

TEST(Guard, EndTagsThatEndNothingAreDropped) {
  EXPECT_EQ(guarded("a</span></div>b"), "a  b");
  EXPECT_EQ(guarded("a</br>b"), "a<br> b");
}

TEST(Guard, KeepsNothingOfThePageBefore) {
  Guard guard;
  static_cast<void>(guard("<div><div><svg><!--"));
  EXPECT_EQ(guard("</div>x<svg>y</svg>z<!-- c -->").html, " x z");
}

}  // namespace
}  // namespace unspin::extract
