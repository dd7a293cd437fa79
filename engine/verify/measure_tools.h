#pragma once

// What the files of measures share. Private to *_measures.cpp, measures.cpp and best_passage.cpp.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/verify/measures.h"

namespace unspin::verify::internal {

inline constexpr float kPrior = 12;      // weight of the prior in shares of anchors: two to three anchors
inline constexpr float kManyWords = 40;  // of a unit, for its weight

inline float share(float part, float all) {
  constexpr float kTiny = 1e-9F;  // nothing of nothing is 0
  return part / std::max(all, kTiny);
}

/// Does an ascending list hold a number from the range?
inline bool any_in(std::span<const std::uint32_t> ascending, std::uint32_t first, std::uint32_t last) {
  for (const std::uint32_t value : ascending) {
    if (value >= first) return value < last;
  }
  return false;
}

inline bool any_in(std::span<const std::uint32_t> ascending, Range range) {
  return any_in(ascending, range.first, range.last);
}

/// Of a unit in the mean along the path; `copied`: share of its words that are copied quotation.
inline float path_weight(float words, float copied) {
  return std::min(words, kManyWords) * (1 - 0.75F * std::min(1.0F, copied));
}

/// Weighted mean.
class Mean {
 public:
  void add(float value, float weight) {
    sum_ += value * weight;
    weight_ += weight;
  }
  [[nodiscard]] float value() const { return share(sum_, weight_); }

 private:
  float sum_ = 0;
  float weight_ = 0;
};

/// Steps of a path of clauses that lead to a sentence more than two away: what exchanged halves of sentences, and
/// sentences out of order within a paragraph, leave small. `clauses`: the other text's, that the path goes through.
inline float leaps(const Path& path, Range clauses, const Article& other) {
  constexpr std::int64_t kFar = 2;
  const auto sentence_of = [&](std::uint32_t clause) {
    return std::upper_bound(other.first_clause.begin(), other.first_clause.end(), clauses.first + clause) -
           other.first_clause.begin();
  };
  std::size_t count = 0;
  for (std::size_t i = 1; i < path.columns.size(); ++i) {
    const auto step = sentence_of(path.columns[i]) - sentence_of(path.columns[i - 1]);
    count += step > kFar || step < -kFar;
  }
  return static_cast<float>(count) / std::max(1.0F, static_cast<float>(path.columns.size()) - 1);
}

/// Five words in a row that both texts have: calls both(places in a, places in b).
template <typename Both>
void for_each_shared(const std::vector<Gram>& a, const std::vector<Gram>& b, Both both) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i].hash != b[j].hash) {
      const bool a_first = a[i].hash < b[j].hash;
      i += a_first;
      j += !a_first;
      continue;
    }
    const std::uint64_t hash = a[i].hash;
    const std::size_t i_begin = i;
    const std::size_t j_begin = j;
    while (i < a.size() && a[i].hash == hash) ++i;
    while (j < b.size() && b[j].hash == hash) ++j;
    both(std::span(&a[i_begin], i - i_begin), std::span(&b[j_begin], j - j_begin));
  }
}

inline bool any_in(std::span<const Gram> grams, std::uint32_t first, std::uint32_t last) {
  return std::any_of(grams.begin(), grams.end(), [&](const Gram& g) { return g.at >= first && g.at < last; });
}

/// Distinct grams whose place lies in a range.
inline std::size_t count_distinct(const std::vector<Gram>& grams, Range range) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < grams.size();) {
    const std::uint64_t hash = grams[i].hash;
    bool inside = false;
    for (; i < grams.size() && grams[i].hash == hash; ++i)
      inside |= grams[i].at >= range.first && grams[i].at < range.last;
    count += inside;
  }
  return count;
}

/// Copied words outside quotations: weighted mean over sentences.
inline float plain_verbatim(const Part& part, const std::vector<float>& verbatim) {
  Mean mean;
  for (std::uint32_t i = 0; i < part.sentences.size(); ++i) {
    const std::uint32_t s = part.sentences.first + i;
    if (part.article->sentences.quoted[s] <= 0.5F) mean.add(verbatim[i], part.article->sentences.words[s]);
  }
  return mean.value();
}

}  // namespace unspin::verify::internal
