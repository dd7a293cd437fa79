#pragma once

// What is measured of a pair of texts to tell a rewrite from independent writing on the same subject, and the passages
// in which they agree.
//
// A feature is one row of a table in features.cpp: name, unit, meaning and how it follows from the measures. It is made
// for the texts as a whole and, with the prefix "x.", for the best passage of a longer page (the same numbers where no
// text is cut). Features of a side have the prefixes "hi_" and "lo_": the text that is better, less well, related to
// the other; "c." says that they are made on clauses. They are the same whichever text comes first.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/verify/article.h"
#include "engine/verify/witnesses.h"

namespace unspin::verify {

/// What a greater value may say of a pair: only that one text was made from the other, only that it was not, or either.
/// The trees are fitted under this constraint.
enum class Direction : std::int8_t { Against = -1, Either = 0, For = 1 };

struct Feature {
  std::string name;
  std::string_view unit;
  std::string_view meaning;
  Direction direction;
};

/// Of two texts, in the order of Comparison::values.
[[nodiscard]] const std::vector<Feature>& features();
[[nodiscard]] const std::vector<std::string>& feature_names();
/// Of a passage of one text against the other text as a whole, in the order of PassageComparison::values.
[[nodiscard]] const std::vector<Feature>& passage_features();
[[nodiscard]] const std::vector<std::string>& passage_feature_names();

/// Of two texts and the witnesses (witnesses.h), in the order of add_witness_values().
[[nodiscard]] const std::vector<Feature>& witness_features();
/// What the model of pairs with witnesses looks at: features(), then witness_features().
[[nodiscard]] const std::vector<std::string>& witnessed_feature_names();
void add_witness_values(const WitnessMeasures& measures, std::vector<float>& out);

/// The sentences of one text against the other text as a whole.
struct SentenceMatches {
  std::vector<std::uint32_t> nearest;  // the most similar sentence, wherever it is: what relatedness is measured on
  std::vector<float> relatedness;      // 0 … 1.5; from kRelated on there is a counterpart
};

/// The passage of one text that is best related to the other text, 120 to 230 words long, against the other text as a
/// whole. A text of up to 230 words is its own passage.
struct PassageComparison {
  std::uint32_t first = 0;  // sentences [first, last)
  std::uint32_t last = 0;
  std::vector<float> values;  // beside passage_features(); all 0 when a text is empty
};

/// What compare() returns; valid until its next call.
struct Comparison {
  std::vector<float> values;  // beside features()
  SentenceMatches a;
  SentenceMatches b;
  PassageComparison passage_a;  // after compare_passages(): of a against b …
  PassageComparison passage_b;  // … and of b against a; until then without values
};

/// Compares pairs. Keeps its buffers: make one a thread.
class Comparer {
 public:
  Comparer();
  Comparer(Comparer&&) noexcept;
  ~Comparer();
  /// Both articles must come from readers with the same model and background. All values are 0 when one is empty.
  /// O(n m) for n and m clauses, plus the texts' lengths.
  [[nodiscard]] const Comparison& compare(const Article& a, const Article& b);
  /// The first part of that: how the sentences of either text are related to the other one, and where. No values. A
  /// tenth of the work.
  [[nodiscard]] const Comparison& relate(const Article& a, const Article& b);
  /// The rest of it, for the texts that were related last. They must still be there, and unchanged.
  const Comparison& measure();
  /// How much better each text's best passage is related to the other text than the rest of its text, as the passages'
  /// "contrast". Of texts that were related or compared last. Little work.
  [[nodiscard]] std::pair<float, float> contrasts();
  /// Adds the passages of both texts to the comparison of the texts that were measured last. Both articles must still
  /// be there, and unchanged. About half as much work again.
  void compare_passages();

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// One pair's values, for callers with few: Comparer::compare without the passages.
[[nodiscard]] std::vector<float> features_of(const Article& a, const Article& b);

}  // namespace unspin::verify
