#pragma once

// Which sentence of one text goes with which of the other: similarities of all pairs, and the best path through them.
//
// y = .5 cosine + .25 shared stems + .25 shared anchors, the latter two as Jaccard similarities weighted by IDF. Oracle
// of the sparse sums and of the path: tests/verify/alignment_test.cpp.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/verify/article.h"

namespace unspin::verify {

/// A table of n rows and m columns, or a part of one.
struct Matrix {
  const float* values;
  std::size_t rows;
  std::size_t columns;
  std::size_t stride;  // from one row to the next

  [[nodiscard]] const float* operator[](std::size_t row) const noexcept { return values + row * stride; }
  [[nodiscard]] Matrix part(std::size_t row, std::size_t column, std::size_t num_rows,
                            std::size_t num_columns) const noexcept {
    return {values + row * stride + column, num_rows, num_columns, stride};
  }
};

/// Of each id of one vocabulary the id of the same term in the other, or kNoTerm.
inline constexpr std::uint32_t kNoTerm = ~std::uint32_t{0};
using TermMap = std::vector<std::uint32_t>;

/// Both directions of it. O(|a| + |b|).
void map_terms(const Vocabulary& a, const Vocabulary& b, TermMap& a_to_b, TermMap& b_to_a);

/// A table of n rows and m columns → one of m rows and n columns.
void turn_over(const std::vector<float>& from, std::size_t n, std::size_t m, std::vector<float>& to);

/// Similarities of all units of a (rows) with all of b, and the same turned over. Keeps its buffers.
class Similarities {
 public:
  /// `stems`, `anchors`: from a to b. O(n m width) for the cosines; the rest is O(n m) and the terms in common.
  void compute(const Article& a, const Units& units_a, const Units& units_b, const TermMap& stems,
               const TermMap& anchors);

  [[nodiscard]] Matrix cosine() const noexcept { return {cosine_.data(), n_, m_, m_}; }
  [[nodiscard]] Matrix cosine_turned() const noexcept { return {cosine_turned_.data(), m_, n_, n_}; }
  [[nodiscard]] Matrix y() const noexcept { return {y_.data(), n_, m_, m_}; }
  [[nodiscard]] Matrix y_turned() const noexcept { return {y_turned_.data(), m_, n_, n_}; }

 private:
  std::size_t n_ = 0;
  std::size_t m_ = 0;
  std::vector<float> cosine_;
  std::vector<float> cosine_turned_;
  std::vector<float> y_;
  std::vector<float> y_turned_;
  std::vector<float> shared_stems_;    // one row
  std::vector<float> shared_anchors_;  // one row
};

/// The cheapest way through the rows of y: a column for each.
struct Path {
  std::vector<std::uint32_t> columns;
  std::vector<float> breaks;  // how far the steps beside each row break order: 0 … 1
};

/// The greatest sum of y less the costs of steps [Viterbi 1967]. A step of 0 to +2 columns is free, one of -2 to +4
/// costs half of kStepCost, any other all of it. Ties go to the first column. O(n m): the costs have three classes, so
/// that the best column before is among seven neighbours and the best of all.
class PathFinder {
 public:
  void find(const Matrix& y, Path& path);

 private:
  [[nodiscard]] std::uint32_t before(std::span<const float> sums, std::uint32_t column) const;
  void trace(const Matrix& y, Path& path) const;

  std::vector<float> sums_;          // a row of each row of y, with room for steps over the edges
  std::vector<std::uint32_t> best_;  // the best column of each row
};

inline constexpr float kStepCost = 0.15F;

/// The cost of a step over so many columns, as a share of kStepCost.
[[nodiscard]] constexpr float step_share(std::int64_t columns) noexcept {
  if (columns >= 0 && columns <= 2) return 0;
  return columns >= -2 && columns <= 4 ? 0.5F : 1.0F;
}

/// The greatest element's place, the first of them; 0 of nothing.
[[nodiscard]] std::uint32_t argmax(std::span<const float> values) noexcept;

}  // namespace unspin::verify
