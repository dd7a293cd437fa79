#pragma once

// A set of document numbers with dense ranks: the k-th smallest member has rank k. 1.5 bits a document.

#include <bit>
#include <cstdint>
#include <vector>

namespace unspin::base {

class DocSubset {
 public:
  explicit DocSubset(std::uint64_t num_docs) : words_(num_docs / 64 + 1) {}

  void add(std::uint32_t doc) noexcept { words_[doc / 64] |= std::uint64_t{1} << (doc % 64); }
  [[nodiscard]] bool contains(std::uint32_t doc) const noexcept { return (words_[doc / 64] >> (doc % 64) & 1) != 0; }

  /// Call once after the last add().
  void index() {
    before_.resize(words_.size());
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      before_[i] = sum;
      sum += static_cast<std::uint32_t>(std::popcount(words_[i]));
    }
    size_ = sum;
  }

  /// Requires index() and contains(doc).
  [[nodiscard]] std::uint32_t rank(std::uint32_t doc) const noexcept {
    const std::uint64_t below = words_[doc / 64] & ((std::uint64_t{1} << (doc % 64)) - 1);
    return before_[doc / 64] + static_cast<std::uint32_t>(std::popcount(below));
  }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

  /// Members in ascending order.
  [[nodiscard]] std::vector<std::uint32_t> members() const {
    std::vector<std::uint32_t> list;
    list.reserve(size_);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t bits = words_[i]; bits != 0; bits &= bits - 1) {
        list.push_back(static_cast<std::uint32_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
      }
    }
    return list;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> before_;
  std::uint32_t size_ = 0;
};

}  // namespace unspin::base
