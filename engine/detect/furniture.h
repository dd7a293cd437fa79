#pragma once

// Sentences that recur from page to page (menus, notices, teasers, the frame of a form) say nothing about a page and
// count for nothing. Known by the collection alone: a sentence that many documents have, and far more than have the
// middling sentence of the text (by length: a menu is many lines of few words). In most of the documents that have it,
// it must stand out so: a text that is copied widely keeps its own sentences, also where a page takes a few of them.

#include <cstdint>
#include <vector>

#include "engine/postings/document_frequency.h"
#include "engine/shingle/terms.h"

namespace unspin::detect {

class Furniture {
 public:
  /// `frequency` has counted all terms of the collection, and must outlive this.
  explicit Furniture(const postings::DocumentFrequency& frequency);

  /// Counts in how many documents a sentence is like the others of its text: once for each document, before any
  /// question. Safe from many threads. O(n log n), as the question.
  void add(const shingle::TermList& terms) noexcept;
  /// Beside the sentences: whether each is the text's own. True for all when none would remain.
  [[nodiscard]] std::vector<bool> own_sentences(const shingle::TermList& terms) const;

  /// What was counted, to be stored and taken back.
  [[nodiscard]] postings::DocumentFrequency& counted() noexcept { return own_; }

 private:
  const postings::DocumentFrequency& frequency_;
  postings::DocumentFrequency
      own_;  // of sentences of kLeastDocuments and more: documents in which they do not stand out
};

}  // namespace unspin::detect
