#pragma once

// What third texts say about a pair: witnesses, texts on the same event that are copies of neither.
//
// A rewriter has the whole of a text to take from, and what he leaves does not depend on what others know. Two
// reporters with one source share what is in the source, and so does the next one who had it. So a witness that has, of
// all that one text has, rather what the other text has too, speaks of a common source; one that makes no such choice,
// of a copy. The test is one of conditional independence: given a text, are having a thing of it in common with the
// other text and having it in common with the witness associated?

#include <cstdint>
#include <span>
#include <vector>

#include "engine/verify/article.h"

namespace unspin::verify {

/// How strongly both are associated, over the things of one text, by side of the pair and witness.
struct Association {
  float mean_high = 0;  // mean over the witnesses, of the side where it is greater
  float mean = 0;       // mean over the witnesses and both sides
  float most = 0;       // greatest of any witness and side
  float most_low = 0;   // greatest of any witness, of the side where that is less
};

struct WitnessMeasures {
  Association names;            // names and numbers: standard score in the hypergeometric distribution
  Association words;            // rarer words that are neither: likewise
  Association clauses;          // correlation of the clauses' greatest cosines to the other text and to the witness
  std::uint32_t witnesses = 0;  // without any, all is 0
};

/// Related enough to both to be heard, by the weight of the words in common, and a copy of neither by its wording? What
/// is almost one of the two has nothing to say of its own.
[[nodiscard]] bool is_witness(const Article& text, const Article& a, const Article& b);

/// Keeps its buffers: make one a thread.
class WitnessMeasurer {
 public:
  /// `others`: what may be a witness; those that are none are passed over. The same whichever text comes first.
  /// O(clauses of a and b x clauses of the others x width).
  [[nodiscard]] WitnessMeasures operator()(const Article& a, const Article& b, std::span<const Article* const> others);

 private:
  /// Of each thing of a text, whether another text has it; and of each clause, its greatest cosine to it.
  struct Profile {
    std::vector<std::uint8_t> names;
    std::vector<std::uint8_t> words;
    std::vector<float> clauses;
  };
  void profile(const Article& of, const Article& in, Profile& out);

  Profile in_other_[2];
  Profile in_witness_;
  std::vector<std::uint8_t> common_;
  std::vector<float> cosines_;
};

}  // namespace unspin::verify
