#include "engine/detect/article_cache.h"

#include <atomic>
#include <random>
#include <thread>

#include <gtest/gtest.h>

namespace unspin::detect {
namespace {

constexpr std::uint32_t kShards = 32;  // keys that differ by it share a budget, a 32nd of the whole
constexpr std::size_t kPage = 1000;    // bytes

ArticleCache::Pointer page_of(std::uint32_t key, std::size_t bytes = kPage) {
  auto page = std::make_shared<PreparedPage>();
  page->page.bytes.resize(bytes);
  page->shingles.clear();
  page->document.date = key;
  return page;
}

/// Asks for pages, and counts how many had to be made.
class Asking {
 public:
  explicit Asking(std::uint64_t capacity) : cache_(capacity) {}

  /// Whether the page had to be made.
  bool made(std::uint32_t key, std::size_t bytes = kPage) {
    bool made = false;
    const auto page = cache_.get(key, [&]() -> Result<ArticleCache::Pointer> {
      made = true;
      return page_of(key, bytes);
    });
    EXPECT_TRUE(page);
    EXPECT_EQ((*page)->document.date, key) << "another page";
    return made;
  }
  ArticleCache& cache() { return cache_; }

 private:
  ArticleCache cache_;
};

TEST(ArticleCache, MakesAPageOnce) {
  Asking ask(std::uint64_t{1} << 30);
  for (std::uint32_t key = 0; key < 200; ++key) EXPECT_TRUE(ask.made(key));
  for (std::uint32_t key = 0; key < 200; ++key) EXPECT_FALSE(ask.made(key));
}

TEST(ArticleCache, TheLeastRecentlyUsedGoesFirst) {
  Asking ask(kShards * (3 * kPage + kPage / 2));  // three pages a shard
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_TRUE(ask.made(i * kShards));
  EXPECT_FALSE(ask.made(0));           // used again: now 1 is the oldest
  EXPECT_TRUE(ask.made(3 * kShards));  // drives 1 out
  EXPECT_FALSE(ask.made(0));
  EXPECT_FALSE(ask.made(2 * kShards));
  EXPECT_FALSE(ask.made(3 * kShards));
  EXPECT_TRUE(ask.made(1 * kShards));  // drives 0 out
  EXPECT_TRUE(ask.made(0));
}

TEST(ArticleCache, APageLargerThanTheBudgetIsKeptAlone) {
  Asking ask(kShards * 3 * kPage);
  EXPECT_TRUE(ask.made(0));
  EXPECT_TRUE(ask.made(kShards, 100 * kPage));
  EXPECT_FALSE(ask.made(kShards, 100 * kPage));
  EXPECT_TRUE(ask.made(0));
  EXPECT_TRUE(ask.made(kShards, 100 * kPage));
}

TEST(ArticleCache, WhatIsInUseOutlivesItsPlace) {
  Asking ask(kShards * kPage);
  const auto first = ask.cache().get(5, [] { return Result<ArticleCache::Pointer>(page_of(5)); });
  ASSERT_TRUE(first);
  for (std::uint32_t i = 1; i < 5; ++i) EXPECT_TRUE(ask.made(5 + i * kShards));
  EXPECT_TRUE(ask.made(5)) << "it was driven out";
  EXPECT_EQ((*first)->document.date, 5);
  EXPECT_EQ((*first)->page.bytes.size(), kPage);
}

TEST(ArticleCache, AFailureIsHandedOnAndNotKept) {
  Asking ask(std::uint64_t{1} << 20);
  const auto failed = ask.cache().get(
      1, []() -> Result<ArticleCache::Pointer> { return failure(Error::Code::Io, "cannot read pages"); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "cannot read pages");
  EXPECT_TRUE(ask.made(1));
  EXPECT_FALSE(ask.made(1));
}

TEST(ArticleCache, ManyThreadsGetTheirPages) {
  ArticleCache cache(kShards * 2 * kPage);
  std::atomic<int> made{0};
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        std::mt19937 random(t);
        for (int i = 0; i < 5000; ++i) {
          const auto key = static_cast<std::uint32_t>(random() % 150);
          const auto page = cache.get(key, [&]() -> Result<ArticleCache::Pointer> {
            ++made;
            return page_of(key, kPage / 2 + key);
          });
          if (!page || (*page)->document.date != key || (*page)->page.bytes.size() != kPage / 2 + key) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_GE(made, 150);
  EXPECT_LT(made, 20'000) << "something was found again";
}

}  // namespace
}  // namespace unspin::detect
