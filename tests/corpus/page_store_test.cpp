#include "engine/corpus/page_store.h"

#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "tests/oracle/temp_dir.h"

namespace unspin::corpus {
namespace {

struct Fields {
  std::string text;
  std::string url;
  std::string canonical;
  std::optional<double> date;
};

std::string encoded(const Fields& of) {
  Record record{};
  record.id = "left out";
  record.text = of.text;
  record.url = of.url;
  record.canonical = of.canonical;
  record.date = of.date;
  return encode_page(record);
}

std::vector<Fields> many() {
  std::vector<Fields> all = {
      {"a text", "https://a.example/1", "https://b.example/1", 1714521600.5},
      {"", "", "", {}},
      {"", "https://only.example", "", 0.0},
      {"text only", "", "", -86400.0},
      {std::string("with \0 a zero\n", 14), "", "https://canonical.example", {}},
      {std::string(3'000'000, 'x') + "end", "u", "c", 1.0},
  };
  for (int i = 0; i < 500; ++i) {
    const std::string n = std::to_string(i);
    all.push_back(
        {"Text number " + n + std::string(static_cast<std::size_t>(i), '.'), "u" + n, i % 2 == 0 ? "" : "c" + n, i});
  }
  return all;
}

PageStore store_of(const std::filesystem::path& path, const std::vector<Fields>& pages) {
  auto store = PageStore::create(path);
  EXPECT_TRUE(store);
  for (const Fields& page : pages) EXPECT_TRUE(store->add(encoded(page)));
  return std::move(*store);
}

void expect_page(const PageStore& store, std::uint32_t index, const Fields& expected) {
  const auto page = store.get(index);
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->text, expected.text) << index;
  EXPECT_EQ(page->url, expected.url) << index;
  EXPECT_EQ(page->canonical, expected.canonical) << index;
  EXPECT_EQ(page->date, expected.date) << index;
}

TEST(PageStore, GivesBackWhatWasPutIn) {
  const oracle::TempDir dir;
  const auto pages = many();
  const PageStore store = store_of(dir / "pages", pages);
  ASSERT_EQ(store.num_pages(), pages.size());
  for (std::uint32_t i = store.num_pages(); i-- > 0;) expect_page(store, i, pages[i]);
}

TEST(PageStore, ViewsMoveWithThePage) {
  const oracle::TempDir dir;
  const PageStore store = store_of(dir / "pages", {{"a text", "a url", "an address", {}}});
  std::vector<Page> kept;
  for (int i = 0; i < 20; ++i) kept.push_back(std::move(*store.get(0)));
  EXPECT_EQ(kept.front().text, "a text");
  EXPECT_EQ(kept.front().url, "a url");
  EXPECT_EQ(kept.front().canonical, "an address");
}

TEST(PageStore, ManyThreadsReadAtOnce) {
  const oracle::TempDir dir;
  const auto pages = many();
  const PageStore store = store_of(dir / "pages", pages);
  std::vector<std::jthread> threads;
  for (std::uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint32_t i = t; i < pages.size(); i += 3) expect_page(store, i, pages[i]);
    });
  }
}

TEST(PageStore, ErrorsNameTheFile) {
  const oracle::TempDir dir;
  const auto nowhere = PageStore::create(dir / "no/folder");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, Error::Code::Io);
  EXPECT_NE(nowhere.error().message.find("no/folder"), std::string::npos);

  const PageStore store = store_of(dir / "pages", {{"first", "", "", {}}, {"second", "", "", {}}});
  std::filesystem::resize_file(dir / "pages", std::filesystem::file_size(dir / "pages") - 1);
  EXPECT_TRUE(store.get(0));
  const auto cut = store.get(1);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, Error::Code::CorruptFile);
  EXPECT_NE(cut.error().message.find("pages"), std::string::npos);
}

}  // namespace
}  // namespace unspin::corpus
