#include "engine/extract/json_ld.h"

#include <gtest/gtest.h>

namespace unspin::extract {
namespace {

TEST(JsonLd, ReadsAnArticleWithItsAuthorsAndPublisher) {
  const auto objects =
      read_json_ld(R"({"@context":"https://schema.org","@type":"NewsArticle","headline":"A \"B\" \u00e9",
    "author":[{"@type":"Person","name":"Jane Doe"},{"name":"Max Muster"}],"publisher":{"@type":"Organization","name":"The Paper"},
    "datePublished":"2024-05-01","articleBody":"One.\nTwo."})");
  ASSERT_EQ(objects.size(), 4u);
  const LinkedObject& article = objects.back();
  EXPECT_EQ(article.type, "NewsArticle");
  EXPECT_EQ(article.headline, "A \"B\" \u00e9");
  EXPECT_EQ(article.authors, (std::vector<std::string>{"Jane Doe", "Max Muster"}));
  EXPECT_EQ(article.publisher, "The Paper");
  EXPECT_EQ(article.date, "2024-05-01");
  EXPECT_EQ(article.body, "One.\nTwo.");
}

TEST(JsonLd, AuthorsMayBeStringsAndTypesLists) {
  const auto objects = read_json_ld(R"([{"@type":["BlogPosting","Thing"],"author":"Jane"}])");
  ASSERT_EQ(objects.size(), 1u);
  EXPECT_EQ(objects[0].type, "BlogPosting");
  EXPECT_EQ(objects[0].authors, std::vector<std::string>{"Jane"});
}

TEST(JsonLd, FindsObjectsInGraphs) {
  const auto objects =
      read_json_ld(R"({"@graph":[{"@type":"WebSite","name":"S"},{"@type":"Article","headline":"H"}]})");
  ASSERT_EQ(objects.size(), 3u);
  EXPECT_EQ(objects[1].headline, "H");
}

TEST(JsonLd, TakesWhatItCanOfWhatIsNoJson) {
  EXPECT_EQ(read_json_ld("<!-- {\"headline\":\"line\nbreak\",} -->").at(0).headline, "line\nbreak");
  EXPECT_EQ(read_json_ld("//<![CDATA[\n{\"headline\":\"x\"}\n//]]>").at(0).headline, "x");
  EXPECT_EQ(read_json_ld("{\"headline\":\"cut off").at(0).headline, "cut off");
  EXPECT_EQ(read_json_ld("{\"a\":[1,2,{\"headline\":\"h\"").at(0).headline, "h");
  EXPECT_TRUE(read_json_ld("").empty());
  EXPECT_TRUE(read_json_ld("no json").empty());
}

TEST(JsonLd, SurrogatesMakeOneCharacterAloneNone) {
  EXPECT_EQ(read_json_ld(R"({"name":"\ud83d\ude00 \ud83d x"})").at(0).name, "\U0001F600 \uFFFD x");
}

TEST(JsonLd, DepthIsBounded) {
  EXPECT_NO_FATAL_FAILURE(static_cast<void>(read_json_ld(std::string(1'000'000, '['))));
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "{\"a\":";
  EXPECT_NO_FATAL_FAILURE(static_cast<void>(read_json_ld(deep)));
}

TEST(JsonLd, ArticlesByType) {
  for (const char* type : {"Article", "NewsArticle", "BlogPosting", "Review", "Report"}) EXPECT_TRUE(is_article(type));
  for (const char* type : {"WebPage", "Person", "", "Comment", "Product"}) EXPECT_FALSE(is_article(type));
}

}  // namespace
}  // namespace unspin::extract
