#pragma once

// Sentences that recur from page to page (menus, notices, teasers, the frame of a form) say nothing about a page and
// count for nothing. Known by the collection alone: a sentence that many documents have, and far more than have the
// other sentences of its text, so that a text which is copied widely keeps its own.

#include <cstdint>
#include <vector>

#include "engine/postings/document_frequency.h"
#include "engine/text/prose.h"

namespace unspin::detect {

class Furniture {
 public:
  explicit Furniture(const postings::DocumentFrequency& frequency) : frequency_(frequency) {}

  /// Beside the sentences: whether each is the text's own. True for all when hardly anything would remain.
  [[nodiscard]] std::vector<bool> own_sentences(const text::Prose& prose) const;

 private:
  const postings::DocumentFrequency& frequency_;
};

}  // namespace unspin::detect
