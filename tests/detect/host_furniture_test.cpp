#include "engine/detect/host_furniture.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace unspin::detect {
namespace {

constexpr std::uint64_t kHost = 7;
constexpr char kNotice[] = "We may store what you read on our pages and use it.";  // 12 words
constexpr char kHeading[] = "What you need";

std::uint64_t key_of(std::uint64_t host, std::string_view line) { return LineReader()(host, line).keys.at(0); }

HostFurniture furniture_of(std::vector<std::string_view> lines) {
  std::vector<std::uint64_t> keys;
  for (const std::string_view line : lines) keys.push_back(key_of(kHost, line));
  std::sort(keys.begin(), keys.end());
  return HostFurniture(std::move(keys));
}

std::vector<std::uint64_t> own_words(const HostFurniture& furniture, std::uint64_t host, std::string_view text) {
  LineReader reader;
  std::vector<std::uint64_t> own;
  const PageLines& lines = reader(host, text);
  const std::size_t left_out = furniture.own_words(lines, own);
  EXPECT_EQ(left_out, lines.words.size() - own.size());
  return own;
}

std::vector<std::uint64_t> words(std::string_view text) {
  text::WordHasher hasher;
  const auto list = hasher(text);
  return {list.begin(), list.end()};
}

TEST(PageLines, HaveTheWordsOfTheWholeText) {
  const char* const pieces[] = {"word",   " ",    "\n",  "\r\n", "ﬁ",      "東京", "e\u0301",
                                "\u0301", "\xFF", "a_1", ".",    "\u2028", "İ"};
  std::mt19937 random(5);
  LineReader reader;
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (unsigned i = 0; i < random() % 40; ++i) text += pieces[random() % std::size(pieces)];
    const PageLines& lines = reader(kHost, text);
    ASSERT_EQ(lines.words, words(text)) << text;
    ASSERT_EQ(lines.keys.size(), lines.size());
    ASSERT_EQ(lines.ends.empty() ? 0 : lines.ends.back(), lines.words.size());
  }
}

TEST(PageLines, AreKnownByHostAndWords) {
  EXPECT_EQ(key_of(1, "Read  more!"), key_of(1, "read more"));
  EXPECT_NE(key_of(1, "read more"), key_of(2, "read more"));
}

TEST(PageLines, OfWhichSentencesAreParts) {
  constexpr std::string_view kText =
      "One is here and has many words, more than seven. Two is here and has as many words as One.\n\n  \n"
      "Three is here and has as many words\nas Four.";
  LineReader reader;
  text::ProseReader prose;
  const SentenceLines found = lines_of_sentences(reader(kHost, kText), prose(kText));
  EXPECT_EQ(found.keys.size(), 3);
  EXPECT_EQ(found.first, (std::vector<std::uint32_t>{0, 0, 1}));
  EXPECT_EQ(found.last, (std::vector<std::uint32_t>{0, 0, 2}));
}

TEST(PageLines, HostsAndAddresses) {
  EXPECT_EQ(host_key(false, "http://a.example/1", ""), 0);
  EXPECT_EQ(host_key(true, "", ""), 0);
  EXPECT_EQ(host_key(true, "http://www.A.example:80/1", ""), host_key(true, "https://a.example/2", ""));
  EXPECT_EQ(host_key(true, "", "http://a.example/"), host_key(true, "http://a.example/1", "http://b.example/"));
  EXPECT_NE(host_key(true, "http://a.example/", ""), host_key(true, "http://m.a.example/", ""));
  EXPECT_EQ(address_key("http://a.example/print/1", "http://a.example/1"), address_key("http://a.example/1", ""));
  EXPECT_EQ(path_key("http://a.example/1?sid=4"), path_key("http://a.example/1"));
  EXPECT_NE(path_key("http://a.example/1"), path_key("http://a.example/2"));
}

TEST(HostFurniture, IsLeftOut) {
  const auto furniture = furniture_of({kNotice});
  const std::string text = "A story.\n" + std::string(kNotice) + "\nIts end.";
  EXPECT_EQ(own_words(furniture, kHost, text), words("A story. Its end."));
  EXPECT_EQ(own_words(furniture, kHost + 1, text), words(text)) << "of another host";
  EXPECT_EQ(own_words(furniture, kHost, kNotice), words(""));
}

TEST(HostFurniture, StaysWhereItIsAHeading) {
  const auto furniture = furniture_of({kHeading, "Method", "Home", "News"});
  const std::string recipe = "A pie.\nWhat you need\nTwo eggs.\nMethod\nBeat them.";
  EXPECT_EQ(own_words(furniture, kHost, recipe), words(recipe));
  EXPECT_EQ(own_words(furniture, kHost, "Home\nNews\nWhat you need\nA pie."), words("A pie.")) << "together, a menu";
}

TEST(HostFurniture, TakesSentencesAwayUnlessNoneRemains) {
  const auto furniture = furniture_of({kNotice});
  const std::uint64_t notice = key_of(kHost, kNotice);
  const SentenceLines page{{notice, 1}, {0, 0, 1}, {0, 1, 1}};
  std::vector<bool> own{true, true, false};
  furniture.take_away(page, own);
  EXPECT_EQ(own, (std::vector<bool>{false, true, false})) << "one sentence goes on in another line";
  own = {true, false, false};
  furniture.take_away(page, own);
  EXPECT_EQ(own, (std::vector<bool>{true, false, false}));
  furniture.take_away({}, own);
  EXPECT_EQ(own, (std::vector<bool>{true, false, false}));
}

TEST(HostFurniture, OwnShingles) {
  const auto furniture = furniture_of({kNotice});
  OwnShingles own(furniture);
  shingle::SetMaker set_of;
  const std::string story = "A story of six words only.";
  const std::string page = story + "\n" + kNotice;
  EXPECT_EQ(own(kHost, page), set_of(story));
  EXPECT_EQ(own(0, page), set_of(page));
}

}  // namespace
}  // namespace unspin::detect
