#pragma once

// Articles that are compared again and again: the last ones used stay in memory, up to a budget.

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include <unspin/compare.h>
#include <unspin/result.h>

#include "engine/corpus/page_store.h"
#include "engine/verify/judge.h"

namespace unspin::detect {

/// A page with everything that a judgement of it needs.
struct PreparedPage {
  corpus::Page page;
  verify::Article article;
  std::vector<std::uint64_t> shingles;
  std::vector<std::uint64_t> own_shingles;  // where the article has left something out
  Document document;

  [[nodiscard]] verify::Subject subject() const noexcept {
    return {article, document, shingles, article.left_out.empty() ? shingles : own_shingles};
  }
};

/// Least recently used goes first. Safe from many threads. What it holds changes no result.
class ArticleCache {
 public:
  using Pointer = std::shared_ptr<const PreparedPage>;

  explicit ArticleCache(std::uint64_t capacity) : capacity_(capacity / kShards) {}

  /// The page under `key`; made by `make` when it is not there.
  [[nodiscard]] Result<Pointer> get(std::uint32_t key, const std::function<Result<Pointer>()>& make);

 private:
  static constexpr std::size_t kShards = 32;
  struct Entry {
    std::uint32_t key;
    Pointer page;
    std::uint64_t bytes;
  };
  struct Shard {
    std::mutex mutex;
    std::list<Entry> entries;  // the last used first
    std::unordered_map<std::uint32_t, std::list<Entry>::iterator> places;
    std::uint64_t bytes = 0;
  };

  std::uint64_t capacity_;  // bytes of a shard
  std::array<Shard, kShards> shards_;
};

}  // namespace unspin::detect
