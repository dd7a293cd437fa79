#pragma once

// What is shown inside a passage: the words that differ where most are the same, the names and numbers that are shared
// where the words are others. And how much of the passage is quotation, or recurs elsewhere.

#include <cstdint>
#include <utility>
#include <vector>

#include <unspin/compare.h>

#include "engine/report/report.h"
#include "engine/text/prose.h"

namespace unspin::report {

/// One side of a passage.
struct MarkedSide {
  std::vector<ByteSpan> marks;  // in order, apart
  std::uint32_t words = 0;
  std::uint32_t quoted = 0;     // words inside quotations
  std::uint32_t recurring = 0;  // words of sentences that recur
};

struct MarkedPassage {
  MarkedSide a;
  MarkedSide b;
};

/// Sentences that stand in documents of several clusters: menus, notices, captions. Inside a cluster repetition is the
/// finding itself.
class RecurringSentences {
 public:
  /// A document and its cluster. Sentences of five words and more that documents of three clusters have recur. O(text).
  void add(const text::Prose& prose, std::uint32_t cluster);
  /// Call once after the last add().
  void find();

  /// Until find(), and of sentences that were never added: false.
  [[nodiscard]] bool contains(const text::Prose& prose, const text::Unit& sentence) const;

 private:
  std::vector<std::pair<std::uint64_t, std::uint32_t>> seen_;  // hash and cluster; until find()
  std::vector<std::uint64_t> sentences_;                       // hashes, sorted
};

[[nodiscard]] std::uint32_t count_words(const text::Prose& prose) noexcept;

/// Beside `passages`, which lie inside the texts. Paraphrased: names and numbers in both sides. Edited: words that
/// differ. Identical: nothing.
[[nodiscard]] std::vector<MarkedPassage> mark(const text::Prose& a, const text::Prose& b,
                                              const std::vector<Passage>& passages,
                                              const RecurringSentences& recurring = {});

}  // namespace unspin::report
