#include "engine/detect/article_cache.h"

namespace unspin::detect {
namespace {

/// Roughly: what grows with a text.
std::uint64_t bytes_of(const PreparedPage& page) {
  const verify::Article& article = page.article;
  constexpr std::uint64_t kBytesPerToken = 160;  // the token and its places in sets and lists
  return page.page.bytes.size() + (page.shingles.size() + page.own_shingles.size()) * sizeof(std::uint64_t) +
         article.prose.tokens.size() * kBytesPerToken +
         (article.sentences.vectors.size() + article.clauses.vectors.size() + article.content.vectors.size()) *
             sizeof(std::int16_t);
}

}  // namespace

Result<ArticleCache::Pointer> ArticleCache::get(std::uint32_t key, const std::function<Result<Pointer>()>& make) {
  Shard& shard = shards_[key % kShards];
  {
    const std::lock_guard lock(shard.mutex);
    if (const auto it = shard.places.find(key); it != shard.places.end()) {
      shard.entries.splice(shard.entries.begin(), shard.entries, it->second);
      return it->second->page;
    }
  }
  auto page = make();  // outside the lock: two threads may make the same page, which costs time only
  if (!page) return page;
  const std::uint64_t bytes = bytes_of(**page);
  const std::lock_guard lock(shard.mutex);
  if (shard.places.contains(key)) return page;
  shard.entries.push_front({key, *page, bytes});
  shard.places.emplace(key, shard.entries.begin());
  shard.bytes += bytes;
  while (shard.bytes > capacity_ && shard.entries.size() > 1) {
    shard.bytes -= shard.entries.back().bytes;
    shard.places.erase(shard.entries.back().key);
    shard.entries.pop_back();
  }
  return page;
}

}  // namespace unspin::detect
