#pragma once

// Parts of texts, and what single files measure of them: what measures.h is made of.
//
// Sides: "d" is the text that is measured, "o" the other one. All ranges are half-open.

#include <cstdint>
#include <vector>

#include "engine/verify/alignment.h"
#include "engine/verify/article.h"

namespace unspin::verify {

/// Units [first, last).
struct Range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  [[nodiscard]] std::uint32_t size() const noexcept { return last - first; }
  friend bool operator==(const Range&, const Range&) = default;
};

/// Some sentences of a text, with their clauses.
struct Part {
  const Article* article;
  Range sentences;
  Range clauses;

  [[nodiscard]] static Part whole(const Article& article);
  [[nodiscard]] Part of(Range sentences) const;
};

/// Every unit of d against the other text; places are counted from the beginning of the part.
struct UnitMeasures {
  std::vector<std::uint32_t> partner;  // the best column of y
  std::vector<float> best;             // y there
  std::vector<float> related;   // weighted share of the stems that o has within one unit of the partner, plus half
                                // of the best cosine, alone or with a neighbour on either side
  std::vector<float> support;   // that best cosine
  std::vector<float> path_y;    // y along the best path
  std::vector<float> verbatim;  // sentences only: share of the words in 5-grams that o has, too
  Path path;
};

/// How far each text accounts for the other's names and numbers: the text that does so less (min) and more (max).
/// Definitions: anchor_measures.h.
struct AnchorMeasures {
  float contained_min = 0;
  float contained_max = 0;
  float jaccard = 0;
  float names_novel_min = 0;
  float names_novel_max = 0;
  float numbers_novel_min = 0;
  float numbers_novel_max = 0;
  float novel_clauses_min = 0;
  float novel_clauses_max = 0;
  float novel_by_clause_min = 0;
  float novel_by_clause_max = 0;
  float novel_weight_min = 0;
  float novel_weight_max = 0;
};

/// Does a text have a counterpart for each content word of the other, and at the aligned place? Definitions:
/// aside_measures.h.
struct AsideMeasures {
  float rank = 0;
  float synonyms = 0;
  float uncovered = 0;
  float plain = 0;
  float anywhere = 0;
};

/// What became of the quotations of both texts. Definitions: quotation_measures.h.
struct QuotationMeasures {
  float reworded_share = 0;
  float reworded = 0;
  float verbatim_share = 0;
  float new_max = 0;
};

}  // namespace unspin::verify
