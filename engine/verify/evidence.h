#pragma once

// What a reader is shown: the passages in which two texts agree, how much of each text they cover, and the names and
// numbers that both have or only one.

#include <cstdint>
#include <string>
#include <vector>

#include <unspin/compare.h>

#include "engine/verify/article.h"
#include "engine/verify/features.h"

namespace unspin::verify {

/// Sentences of both texts that say the same: half-open ranges.
struct SentencePassage {
  std::uint32_t a_first, a_last;
  std::uint32_t b_first, b_last;
  float relatedness;  // mean, by words
  PassageKind kind;

  friend bool operator==(const SentencePassage&, const SentencePassage&) = default;
};

/// Links of related sentences, in either direction, that go on side by side in both texts are one passage. Passages
/// do not overlap: the heavier one keeps a sentence that two would have. In the order of a. O(L log L) for L links.
[[nodiscard]] std::vector<SentencePassage> align_passages(const Article& a, const Article& b,
                                                          const Comparison& comparison);

/// The same as bytes, each with its kind: identical words, half or more of the word pairs the same (edited), or other
/// words (paraphrased).
[[nodiscard]] std::vector<unspin::Passage> to_bytes(const Article& a, const Article& b,
                                                    const std::vector<SentencePassage>& passages);

struct Coverage {
  double a = 0;  // share of a's words in passages
  double b = 0;
  double a_quoted = 0;  // share of those words that are inside quotations
  double b_quoted = 0;
  double verbatim = 0;  // share of the passages' words, in the text with less, that lie in identical or edited ones
  std::uint32_t words_a = 0;  // in passages
  std::uint32_t words_b = 0;
  double anchors_a = 0;  // weight of the names and numbers in passages
  double anchors_b = 0;
  double agreed_a = 0;  // share of that weight which the other text has
  double agreed_b = 0;
};
[[nodiscard]] Coverage coverage(const Article& a, const Article& b, const std::vector<SentencePassage>& passages);

/// Names and numbers of `of` that `other` has, or lacks, as they are written in `text`, in the order of the text, each
/// once, at most `most`.
[[nodiscard]] std::vector<std::string> anchors(const Article& of, const Article& other, bool shared,
                                               std::string_view text, std::size_t most);
[[nodiscard]] std::size_t count_anchors(const Article& of, const Article& other, bool shared);

}  // namespace unspin::verify
