#pragma once

// Sentences that recur from page to page (menus, notices, teasers, the frame of a form) say nothing about a page and
// count for nothing. Known by the collection alone: a sentence that many documents have, and far more than have the
// middling sentence of the text (by length: a menu is many lines of few words). In most of the documents that have it,
// it must stand out so: a text that is copied widely keeps its own sentences, also where a page takes a few of them.

#include <array>
#include <cstdint>
#include <vector>

#include "engine/postings/document_frequency.h"
#include "engine/shingle/terms.h"

namespace unspin::detect {

class Furniture {
 public:
  /// Counters of its own: among those of all terms, every other sentence would seem common.
  explicit Furniture(std::uint64_t num_docs) : all_(num_docs / 2), own_(num_docs / 8) {}

  /// Counts in how many documents each sentence is: once for each document. Safe from many threads, as the next.
  void count(const shingle::TermList& terms) noexcept;
  /// Then, in how many a sentence is like the others of its text: once for each document, before any question.
  void count_own(const shingle::TermList& terms) noexcept;
  /// Beside the sentences: whether each is the text's own. True for all when none would remain. O(n log n).
  [[nodiscard]] std::vector<bool> own_sentences(const shingle::TermList& terms) const;

  /// What was counted, to be stored and taken back.
  [[nodiscard]] std::array<postings::DocumentFrequency*, 2> counted() noexcept { return {&all_, &own_}; }

 private:
  postings::DocumentFrequency all_;
  postings::DocumentFrequency own_;  // documents in which a sentence of kLeastDocuments and more does not stand out
};

}  // namespace unspin::detect
