#pragma once

// What is measured between two texts, or parts of them: unit by unit, by side, and of the pair. features.cpp makes
// named features of it; a new measure is a field here and its computation in measures.cpp.
//
// Sides: "d" is the text that is measured, "o" the other one. All ranges are half-open.

#include <cstdint>
#include <optional>
#include <span>
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
  std::vector<float> contained;        // weight of the anchors that o has anywhere, as a share of all; .8 without any
  std::vector<float> anchors;          // weight of all anchors, at most 30
  std::vector<float> related;   // weighted share of the stems that o has within one unit of the partner, plus half
                                // of the best cosine, alone or with a neighbour on either side
  std::vector<float> path_y;    // y along the best path
  std::vector<float> verbatim;  // sentences only: share of the words in 5-grams that o has, too
  Path path;
};

/// Aggregates of one side's UnitMeasures.
struct LevelMeasures {
  float path = 0;
  float path_lost = 0;
  float path_breaks = 0;
  float novel = 0;
  float novel_units = 0;
  float related = 0;
};
struct SideMeasures {
  LevelMeasures sentences;
  LevelMeasures clauses;
  float once_beside = 0;
};

struct PairMeasures {
  float anchor_min = 0;
  float anchor_max = 0;
  float anchor_jaccard = 0;
  float stem_max = 0;
  float mention_order = 0;
  float run = 0;
  float forward = 0;
  float verbatim_min = 0;
  float verbatim_max = 0;
  float function = 0;
  float centre = 0;
};

/// All of two parts.
struct Measures {
  PairMeasures pair;
  SideMeasures high;  // the side that is better related to the other; b's if both are alike
  SideMeasures low;
};

/// Measures two articles, as a whole and in parts. Keeps its buffers and, between prepare() and the last measure(),
/// pointers to the articles.
class Measurer {
 public:
  /// The tables of similarities of two articles that are not empty.
  void prepare(const Article& a, const Article& b);
  /// Measures parts of the articles that were prepared. Neither may be empty.
  [[nodiscard]] Measures measure(const Part& a, const Part& b);
  /// The sentences of both sides in the last measure().
  [[nodiscard]] const UnitMeasures& sentences_a() const noexcept { return sentences_[0]; }
  [[nodiscard]] const UnitMeasures& sentences_b() const noexcept { return sentences_[1]; }

 private:
  /// One direction: d against o.
  struct Direction {
    Part d;
    Part o;
    const TermMap& stems;
    const TermMap& anchors;
    Matrix cosine;
    Matrix y;
    const Units& units;        // of d
    const Units& other_units;  // of o
    Range range;               // of d's units
    Range other_range;
  };

  void measure_units(const Direction& at, UnitMeasures& out);
  void measure_partners(const Direction& at, UnitMeasures& out) const;
  void measure_anchors(const Direction& at, UnitMeasures& out);
  void measure_related(const Direction& at, UnitMeasures& out) const;
  void measure_verbatim(const Part& a, const Part& b);
  [[nodiscard]] float once_beside(const Direction& at, const Path& path) const;
  [[nodiscard]] PairMeasures measure_pair(const Part& a, const Part& b);
  void measure_order(const Matrix& y, PairMeasures& out);
  [[nodiscard]] float mention_order(const Part& a, const Part& b);

  Similarities sentence_similarities_;
  Similarities clause_similarities_;
  TermMap stems_[2];
  TermMap anchors_[2];
  UnitMeasures sentences_[2];
  UnitMeasures clauses_[2];
  std::vector<std::uint8_t> present_;     // of each anchor of d: does o have it?
  std::vector<std::uint8_t> covered_[2];  // of each word of the texts
  std::vector<std::uint32_t> partner_a_;
  std::vector<std::uint32_t> partner_b_;
  std::vector<std::uint32_t> mutual_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> mentions_;
  std::vector<float> best_of_columns_;
  PathFinder path_finder_;
};

/// From this relatedness on a sentence has a counterpart: the midpoint between the medians of unrelated pairs and of
/// shuffled rewrites.
inline constexpr float kRelated = 0.478F;

/// The best run of related sentences [Kadane's algorithm; Bentley 1984], at least five; nothing when there is none or
/// it holds more than half of the words, when the text as a whole is as good. `related` is beside the sentences.
[[nodiscard]] std::optional<Range> best_passage(std::span<const float> related, std::span<const float> words);

}  // namespace unspin::verify
