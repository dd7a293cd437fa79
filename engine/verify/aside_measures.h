#pragma once

// Does a text have a counterpart for each content word of another one, at the place that the alignment says?
//
// A rewrite keeps even the asides in other words; independent texts share the facts. Similarity of two words: 1 with
// the same stem, otherwise the cosine of their vectors, in [0, 1]. The match of a word at a clause of the other text is
// the most similar word within two clauses of it.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/verify/alignment.h"
#include "engine/verify/article.h"
#include "engine/verify/parts.h"

namespace unspin::verify {

/// Keeps its buffers and, between prepare() and the last measure(), nothing of the articles but what it computed.
class AsideMeasurer {
 public:
  /// `stems`: from a to b. O(types of a x types of b x width).
  void prepare(const Article& a, const Article& b, const TermMap& stems);
  /// Words of d against o, whose clause beside each clause of d is `path`. `side` 0: d is (part of) a and o of b; 1:
  /// the other way round. All 0 if either has fewer than three types. O(types of d x clauses of o).
  ///
  ///  rank      words used once outside quotations: share of o's clauses that match worse than the aligned one, ties
  ///            counting half
  ///  synonyms  words whose stem o lacks: match at the aligned clause
  ///  uncovered words whose match there is under .35
  ///  plain     words of clauses without names, numbers and quotations: match there
  ///  anywhere  words used once: best match in o
  ///
  /// All are means weighted by IDF up to 6, words in quotations less.
  [[nodiscard]] AsideMeasures measure(int side, const Part& d, const Part& o, std::span<const std::uint32_t> path);

 private:
  /// Best match of each type of d (columns) in each clause of o (rows).
  struct Matches {
    std::vector<float> of_clause;
    std::vector<float> around;  // within two clauses
    std::size_t types = 0;
  };
  /// The occurrences of a part, and what follows from them.
  struct Occurrences {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::vector<std::uint16_t> count;  // of each type in the part, at most kMany
    std::uint32_t num_types = 0;       // with an occurrence
  };

  static void find_occurrences(const Part& part, Occurrences& out);
  static void match_clauses(const Article& o, const std::vector<float>& similarity, Matches& out);
  static void match_around(const Matches& matches, Range clauses, std::vector<float>& out);
  void rank_types(const float* around, std::size_t rows, std::size_t types);

  std::vector<std::uint32_t> same_[2];  // of each type of a (b): the type of b (a) with the same stem, or kNoTerm
  std::vector<float> similarity_;
  std::vector<float> turned_;
  Matches matches_[2];  // of a's types in b, of b's in a
  Occurrences of_d_;
  Occurrences of_o_;
  std::vector<float> part_around_;
  std::vector<float> near_;      // of each type of d: its match at the aligned clause, were it used once
  std::vector<float> anywhere_;  // of each type of d: its best match
  std::vector<float> rank_;
};

}  // namespace unspin::verify
