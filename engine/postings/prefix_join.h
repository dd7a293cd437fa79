#pragma once

// The exhaustive join: every pair of sets with Jaccard similarity t or more, by prefix filtering [Chaudhuri 2006;
// Bayardo 2007; Xiao 2008].
//
// Order the shingles of a set by how many documents have them, rarest first. Two sets that share at least
// ceil(t·max(|x|, |y|)) shingles must share one of the first |x| - ceil(t·|x|) + 1 of x and likewise of y. So only
// these prefixes are indexed; and shingles that occur in one document only, which fill most prefixes, need no entry.
//
// Counts live in a table of slots, several shingles to a slot: a slot's sum orders shingles as well as any other
// fixed number would, and never undercounts, so nothing is lost, and memory does not grow with the collection.

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

namespace unspin::postings {

/// How many documents have a shingle, at least. add() may be called from many threads.
class ShingleCounts {
 public:
  /// Uses at most `memory_bytes`, as a power of two of 4-byte slots.
  explicit ShingleCounts(std::uint64_t memory_bytes);

  void add(std::span<const std::uint64_t> set) noexcept;
  /// An upper bound of the number of sets added that hold the shingle.
  [[nodiscard]] std::uint32_t count(std::uint64_t shingle) const noexcept {
    return slots_[shingle >> shift_].load(std::memory_order_relaxed);
  }

 private:
  int shift_;
  std::vector<std::atomic<std::uint32_t>> slots_;
};

/// The shingles under which a set must be indexed so that every match of similarity `threshold` or more shares one:
/// its prefix without shingles of count 1. `order` is scratch. O(n).
void prefix_of(std::span<const std::uint64_t> set, double threshold, const ShingleCounts& counts,
               std::vector<std::pair<std::uint32_t, std::uint64_t>>& order, std::vector<std::uint64_t>& prefix);

}  // namespace unspin::postings
