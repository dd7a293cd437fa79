#pragma once

// One text made ready for comparison with many others: its prose; the stems and anchors of every sentence and clause as
// small numbers, with their weights; a vector of each; its word 5-grams.
//
// Everything that does not depend on the other text is done here, once a text. About 300 KiB an article of 800 words.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/embed/static_model.h"
#include "engine/text/prose.h"
#include "engine/verify/background.h"

namespace unspin::verify {

/// Lists of small numbers, one after the other.
struct Lists {
  std::vector<std::uint32_t> begin = {0};  // number of lists + 1
  std::vector<std::uint32_t> items;

  [[nodiscard]] std::size_t size() const noexcept { return begin.size() - 1; }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t i) const noexcept {
    return {items.data() + begin[i], items.data() + begin[i + 1]};
  }
};

/// The distinct stems (or anchors) of a text. Their ids are their places here.
struct Vocabulary {
  std::vector<std::uint64_t> hashes;  // ascending
  std::vector<float> weights;
  std::vector<std::uint8_t> number;  // 1: a number

  [[nodiscard]] std::size_t size() const noexcept { return hashes.size(); }
};

/// The sentences or the clauses of a text, n of them.
struct Units {
  std::vector<text::Unit> units;
  std::vector<float> words;        // number of words, at least 1
  std::vector<float> quoted;       // share of them inside quotations
  Lists stems;                     // of each unit: ids of Article::stems, ascending; numbers are stems, too
  Lists anchors;                   // of each unit: ids of Article::anchors, ascending
  Lists with_stem;                 // of each stem: the units that have it, ascending
  Lists with_anchor;               // of each anchor, likewise
  std::vector<float> stem_weight;  // of each unit: sum over its stems
  std::vector<float> anchor_weight;
  std::vector<float> pair_norm;  // of each unit but the last: length of the sum of its vector and the next one's, each
                                 // times its words
  std::vector<std::int16_t> vectors;  // n rows of Article::width numbers: unit vectors times kVectorScale

  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(units.size()); }
};

/// Components of vectors are kept as integers of this scale: products are exact, hence the same on every machine, and
/// twice as fast as floats at the instruction set that every machine has. Their rounding is 1e-5 of a cosine.
inline constexpr float kVectorScale = 32766;

/// The words of a text that are not in digits, by form: what may account for a name or a number of another text.
struct WordForms {
  std::vector<std::uint64_t> names;       // of each form: the anchor that it would be, were it a name
  std::vector<std::uint64_t> canonical;   // hash of its canonical name (places.h)
  std::vector<std::uint64_t> beginnings;  // hash of the first four letters of that, if it has five; otherwise 0
  std::vector<std::string> spelling;      // the canonical name
  std::vector<double> quantities;         // what it amounts to (quantities.h), or kNoValue
  Lists sentences;                        // that have it, ascending

  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(names.size()); }
};

/// What is known of the names and numbers of a text beyond Article::anchors, beside it.
struct AnchorFacts {
  std::vector<float> weights;         // as there; of a name less if its word mostly has no capital elsewhere
  std::vector<double> values;         // of numbers; otherwise kNoValue
  std::vector<std::uint8_t> is_time;  // may be a time of day: written with a point or a colon
  Lists forms;                        // of a name: the forms that it has, as ids of Article::forms
};

inline constexpr double kNoValue = -1;

/// Content words that are neither names nor numbers: types (stems) in the order of their first occurrence, and all
/// occurrences in the order of reading.
struct ContentWords {
  std::vector<std::uint32_t> stems;    // of each type: its id in Article::stems
  std::vector<std::int16_t> vectors;   // of each type: as Units::vectors, of the form that comes first
  std::vector<std::uint32_t> types;    // of each occurrence
  std::vector<std::uint32_t> clauses;  // of each occurrence, ascending
  std::vector<std::uint8_t> quoted;    // of each occurrence: inside a quotation?

  [[nodiscard]] std::uint32_t num_types() const noexcept { return static_cast<std::uint32_t>(stems.size()); }
};

/// A longer text's further content words are no types: comparing them takes time and memory by the product.
inline constexpr std::uint32_t kMostTypes = 2048;

/// Five words in a row, and where.
struct Gram {
  std::uint64_t hash;
  std::uint32_t at;

  friend auto operator<=>(const Gram&, const Gram&) = default;
};

/// A longer text is cut behind so many clauses, some 20,000 words: comparing takes time and memory by the product.
inline constexpr std::uint32_t kMostClauses = 2048;

struct Article {
  text::Prose prose;
  Vocabulary stems;
  Vocabulary anchors;
  Units sentences;
  Units clauses;
  WordForms forms;
  AnchorFacts anchor_facts;
  ContentWords content;
  std::vector<std::uint32_t> first_clause;  // of each sentence, and the number of clauses at the end
  std::vector<std::uint8_t> aside;  // beside sentences.stems.items: 1 if it may be an aside, i.e. it is no number,
                                    // and in its sentence neither (part of) a name nor quoted
  std::vector<std::uint32_t> first_word;  // of each sentence, and the number of words at the end
  std::vector<Gram> grams;                // of words inside sentences, at = its first word; ascending
  std::vector<Gram> function_grams;       // of function words inside sentences, at = its sentence; ascending
  int width = 0;                          // numbers in a vector
  bool cut = false;                       // at kMostClauses
  std::vector<text::Span> left_out;       // sentences that take no part, in order

  /// Without a word there is nothing to compare.
  [[nodiscard]] bool empty() const noexcept { return sentences.size() == 0; }
};

/// Beside the sentences of a text: whether each takes part.
using OwnSentences = std::function<std::vector<bool>(const text::Prose&)>;

/// Texts → articles. Keeps its buffers and caches: make one a thread. The model and the background must outlive it.
class ArticleReader {
 public:
  ArticleReader(const embed::StaticModel& vectors, const Background& background);
  ArticleReader(ArticleReader&&) noexcept;
  ~ArticleReader();

  /// Any bytes are accepted. O(n).
  [[nodiscard]] Article read(std::string_view utf8);
  /// The same into `article`, whose buffers are used again. With `own`, the other sentences are left out; places are
  /// those of the whole text all the same.
  void read(std::string_view utf8, Article& article, const OwnSentences& own = {});

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace unspin::verify
