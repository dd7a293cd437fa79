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
#include "engine/verify/anchor_measures.h"
#include "engine/verify/article.h"
#include "engine/verify/aside_measures.h"
#include "engine/verify/parts.h"
#include "engine/verify/quotation_measures.h"

namespace unspin::verify {

/// Aggregates of one side's UnitMeasures.
struct LevelMeasures {
  float path = 0;
  float path_lost = 0;
  float path_breaks = 0;
  float related = 0;
};
struct SideMeasures {
  LevelMeasures sentences;
  LevelMeasures clauses;
  float once_beside = 0;
  float leaps = 0;
};

struct PairMeasures {
  float stem_max = 0;
  float mention_order = 0;
  float forward = 0;
  float verbatim_min = 0;
  float verbatim_max = 0;
  float function = 0;
  float centre = 0;
};

/// A passage of d against the whole of o.
struct PassageMeasures {
  float clause_path = 0;
  float leaps = 0;
  float path = 0;
  float anchors = 0;
  float names_novel = 0;
  float numbers_novel = 0;
  float novel_clauses = 0;
  float verbatim = 0;
  float function = 0;
  float once_beside = 0;
  AsideMeasures asides;
  float stems = 0;
  float spread = 0;
  float quotes_reworded = 0;
  float inside = 0;
  float outside = 0;
  float contrast = 0;
};

/// All of two parts.
struct Measures {
  PairMeasures pair;
  AnchorMeasures anchors;
  AsideMeasures high_asides;  // of the side whose clauses are better related to the other text; b's if both are alike
  AsideMeasures low_asides;
  SideMeasures high;  // the side that is better related to the other; b's if both are alike
  SideMeasures low;
};

/// Measures two articles, as a whole and in parts. Keeps its buffers and, between relate() and the last measure(),
/// pointers to the articles.
class Measurer {
 public:
  /// How the sentences of two articles, neither of them empty, are related: sentences_a() and sentences_b() with
  /// partner, best, related and support.
  void relate(const Article& a, const Article& b);
  /// The other tables of similarities of the articles that were related.
  void prepare();
  /// Measures parts of the articles that were prepared, first of all the whole of both. Neither may be empty.
  [[nodiscard]] Measures measure(const Part& a, const Part& b);
  /// Of the parts of the last measure().
  [[nodiscard]] QuotationMeasures measure_quotations(const Part& a, const Part& b);
  /// Measures a passage of one of the articles that were prepared against the other one as a whole. `side` 0: of a.
  /// `related`: relatedness of all sentences of the passage's text to the other one. As measure(), it is the last one.
  [[nodiscard]] PassageMeasures measure_passage(int side, const Part& passage, const Part& other,
                                                std::span<const float> related);
  /// The sentences of both sides in relate() or the last measure().
  [[nodiscard]] const UnitMeasures& sentences_a() const noexcept { return sentences_[0]; }
  [[nodiscard]] const UnitMeasures& sentences_b() const noexcept { return sentences_[1]; }

 private:
  /// One direction: d against o.
  struct Direction {
    Part d;
    Part o;
    const TermMap& stems;
    Matrix cosine;
    Matrix y;
    const Units& units;        // of d
    const Units& other_units;  // of o
    Range range;               // of d's units
    Range other_range;
  };

  /// Sentences and clauses of one direction. `side` 0: d is (part of) a.
  [[nodiscard]] Direction sentences(int side, const Part& d, const Part& o) const;
  [[nodiscard]] Direction clauses(int side, const Part& d, const Part& o) const;
  void measure_units(const Direction& at, UnitMeasures& out);
  void measure_relation(const Direction& at, UnitMeasures& out);
  void measure_path(const Direction& at, UnitMeasures& out);
  void measure_partners(const Direction& at, UnitMeasures& out) const;
  void measure_related(const Direction& at, UnitMeasures& out) const;
  void measure_verbatim(const Part& a, const Part& b);
  [[nodiscard]] float once_beside(const Direction& at, const Path& path) const;
  [[nodiscard]] PairMeasures measure_pair(const Part& a, const Part& b);
  void measure_order(PairMeasures& out);
  [[nodiscard]] float mention_order(const Part& a, const Part& b);
  void measure_passage_alone(int side, const Part& passage, const Part& other, PassageMeasures& out);
  [[nodiscard]] float reworded_quotations(int side, const Part& passage, const Part& other);

  const Article* articles_[2] = {nullptr, nullptr};
  bool fresh_ = false;  // sentences_ holds the relation of the whole texts
  Similarities sentence_similarities_;
  Similarities clause_similarities_;
  TermMap stems_[2];
  TermMap anchors_[2];
  UnitMeasures sentences_[2];
  UnitMeasures clauses_[2];
  std::vector<std::uint8_t> covered_[2];  // of each word of the texts
  std::vector<std::uint32_t> mutual_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> mentions_;
  PathFinder path_finder_;
  AnchorMatcher anchor_matcher_;
  AsideMeasurer aside_measurer_;
  QuotationMeasurer quotation_measurer_;
};

/// The sentences of 120 to 230 words, two or more, with the greatest sum of relatedness over kRelated, all if the text
/// is no longer than that or has no such passage. `related` is beside the sentences. O(n x sentences of 230 words).
[[nodiscard]] Range best_window(std::span<const float> related, std::span<const float> words);

/// How well a passage is related to the other text, and the rest of its text: where that is short, as the passage.
struct Contrast {
  float inside = 0;
  float outside = 0;
  float contrast = 0;  // of the passage over that
};
[[nodiscard]] Contrast measure_contrast(Range passage, std::span<const float> related, std::span<const float> words);

/// From this relatedness on a sentence has a counterpart: the midpoint between the medians of unrelated pairs and of
/// shuffled rewrites.
inline constexpr float kRelated = 0.478F;

/// The best run of related sentences [Kadane's algorithm; Bentley 1984], at least five; nothing when there is none or
/// it holds more than half of the words, when the text as a whole is as good. `related` is beside the sentences.
[[nodiscard]] std::optional<Range> best_passage(std::span<const float> related, std::span<const float> words);

}  // namespace unspin::verify
