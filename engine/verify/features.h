#pragma once

// What is measured of a pair of texts to tell a rewrite from independent writing on the same subject, and the passages
// in which they agree.
//
// A feature is one row of a table in features.cpp: name, unit, meaning and how it follows from the measures. It is made
// for the texts as a whole and, with the prefix "x.", for the best passage of a longer page (the same numbers where no
// text is cut). Features of a side have the prefixes "hi_" and "lo_": the text that is better, less well, related to
// the other; "c." says that they are made on clauses. They are the same whichever text comes first, but for `forward`
// and `run`, which go from a to b.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/verify/article.h"

namespace unspin::verify {

struct Feature {
  std::string name;
  std::string_view unit;
  std::string_view meaning;
};

/// In the order of the values.
[[nodiscard]] const std::vector<Feature>& features();
[[nodiscard]] const std::vector<std::string>& feature_names();

/// Sentences [first, last) of one text and the sentences of the other that they follow on the best path.
struct Run {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t partner_first;
  std::uint32_t partner_last;

  friend bool operator==(const Run&, const Run&) = default;
};

/// The sentences of one text against the other text as a whole.
struct SentenceMatches {
  std::vector<std::uint32_t> partner;  // on the best path
  std::vector<std::uint32_t> nearest;  // the most similar sentence, wherever it is: what relatedness is measured on
  std::vector<float> relatedness;      // 0 … 1.5; from kRelated on there is a counterpart
  std::vector<Run> runs;               // two or more related sentences in a row
};

/// What compare() returns; valid until its next call.
struct Comparison {
  std::vector<float> values;  // beside features()
  SentenceMatches a;
  SentenceMatches b;
};

/// A passage of both texts: what is shown as evidence. Spans are bytes of the texts.
struct Passage {
  text::Span a;
  text::Span b;
  float similarity;  // in [0, 1]

  friend bool operator==(const Passage&, const Passage&) = default;
};

/// The runs of both sides as passages, each broken where the other text goes on somewhere else; what a run of b repeats
/// is left out. By place in a, then in b.
[[nodiscard]] std::vector<Passage> passages(const Article& a, const Article& b, const Comparison& comparison);

/// Compares pairs. Keeps its buffers: make one a thread.
class Comparer {
 public:
  Comparer();
  Comparer(Comparer&&) noexcept;
  ~Comparer();
  /// Both articles must come from readers with the same model and background. All values are 0 when one is empty.
  /// O(n m) for n and m clauses, plus the texts' lengths.
  [[nodiscard]] const Comparison& compare(const Article& a, const Article& b);

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// One pair's values, for callers with few: Comparer::compare without the passages.
[[nodiscard]] std::vector<float> features_of(const Article& a, const Article& b);

}  // namespace unspin::verify
