#include "engine/extract/class_words.h"

#include <gtest/gtest.h>

#include "engine/extract/labels.h"

namespace unspin::extract {
namespace {

TEST(ClassWords, NamesAreSplitAtSignsAndCapitals) {
  EXPECT_EQ(hints_of("relatedPosts--wide"), kFurniture);
  EXPECT_EQ(hints_of("site_footer"), kFurniture);
  EXPECT_EQ(hints_of("col-12 u-mt-3"), kNoHint);
  EXPECT_EQ(hints_of(""), kNoHint);
}

TEST(ClassWords, ShortWordsCountAsAWholeOnly) {
  EXPECT_EQ(hints_of("ad-slot") & kFurniture, kFurniture);
  EXPECT_EQ(hints_of("address") & kFurniture, 0);
  EXPECT_EQ(hints_of("navy") & kFurniture, 0);
}

TEST(ClassWords, KnowSeveralLanguages) {
  for (const char* name : {"seitenleiste", "hauptnavigation", "brotkrumen", "Anzeige", "newsletter-box",
                           "mehr-zum-thema", "publicidad", "barralateral", "partager"})
    EXPECT_TRUE(hints_of(name) & kFurniture) << name;
  for (const char* name : {"kommentare", "comment-list", "artikelkommentare", "comentarios", "disqus_thread"})
    EXPECT_TRUE(hints_of(name) & kComments) << name;
  for (const char* name :
       {"article-body", "entry_content", "articleBody", "artikeltext", "beitrags-text", "postcontent"})
    EXPECT_TRUE(hints_of(name) & kBody) << name;
  for (const char* name : {"bildunterschrift", "image-caption", "bildergalerie"})
    EXPECT_TRUE(hints_of(name) & kCaption) << name;
}

TEST(ClassWords, ASentenceMadeANameMeansNothing) {
  EXPECT_EQ(hints_of("sharing-with-a-single-developer"), kNoHint);
  EXPECT_EQ(hints_of("sharing-box") & kFurniture, kFurniture);
}

TEST(ClassWords, TheCategoriesOfAPostingMeanNothing) {
  EXPECT_EQ(hints_of("post-1 type-post hentry category-werbung tag-share") & kFurniture, 0);
  EXPECT_TRUE(hints_of("tag-share") & kFurniture);
}

TEST(ClassWords, WhatIsEmbeddedBelongsToTheText) {
  EXPECT_EQ(hints_of("social-media-embed"), kNoHint);
  EXPECT_EQ(hints_of("social-media") & kFurniture, kFurniture);
}

TEST(ClassWords, HiddenAloneIsHiddenWithAnotherWordItIsNot) {
  EXPECT_TRUE(hints_of("hidden") & kFurniture);
  EXPECT_FALSE(hints_of("hidden-print") & kFurniture);
  EXPECT_TRUE(hints_of("visually-hidden") & kHidden);
  EXPECT_TRUE(hints_of("sr-only") & kHidden);
}

TEST(Labels, OfFurnitureInSeveralLanguages) {
  for (const char* line : {"Related articles", "READ MORE: another story", "Lesen Sie auch",
                           "Mehr zum Thema:", "Lire aussi", "Das k\u00F6nnte Sie auch interessieren"})
    EXPECT_TRUE(is_furniture_label(line)) << line;
  for (const char* line : {"The related articles of the treaty", "Mehr Licht", "Share prices fell", ""})
    EXPECT_FALSE(is_furniture_label(line)) << line;
}

TEST(Labels, LettersAlone) {
  EXPECT_EQ(letters_of("Don\u2019t \u2013 \u201CMiss\u201D: \u00DCber 3!"), "dontmiss\u00DCber3");
}

}  // namespace
}  // namespace unspin::extract
