#pragma once

// Work on rows of numbers, written once and compiled once per instruction set (rows.cpp, rows_avx2.cpp). Those files
// see nothing but this header: a std:: inline function compiled there could be the copy that the linker keeps for all.
// Sums and products are rounded one by one, in the order that is written: every kernel gives the same values.

#include <cstddef>

namespace unspin::verify {

/// Similarities of the units of two texts, beside one unit: what Similarities::compute() knows of the other units.
struct SimilarityRow {
  const float* cosine;
  const float* shared_stems;
  const float* shared_anchors;
  const float* stem_weight;
  const float* anchor_weight;
  float own_stem_weight;
  float own_anchor_weight;
};

struct RowKernels {
  const char* name;
  /// The greatest number of a row; at least -1, which is returned of nothing.
  float (*greatest)(const float* row, std::size_t count);
  /// … of (row[j] words[j] + row[j + 1] words[j + 1]) / norm[j], of every two neighbours.
  float (*greatest_of_neighbours)(const float* row, const float* words, const float* norm, std::size_t count);
  /// … of x row[j] + y next[j].
  float (*greatest_of_sums)(const float* row, const float* next, float x, float y, std::size_t count);
  /// out[j] = max(out[j], row[j]).
  void (*raise)(const float* row, std::size_t count, float* out);
  /// rank[j] += 1 if near[j] is above row[j], ½ if both are within `tie`; greatest[j] = max(greatest[j], row[j]).
  void (*rank)(const float* row, const float* near, float tie, std::size_t count, float* rank, float* greatest);
  /// next[j] = row[j] + the best of far, of s[j - 2 … j], and of s[j - 4 … j + 2] - half.
  void (*step)(const float* row, const float* s, float half, float far, std::size_t count, float* next);
  /// The similarities y.
  void (*similarity)(const SimilarityRow& of, std::size_t count, float* y);
};

/// y = kCosine cosine + kStemShare stems + kAnchorShare anchors; units that both lack anchors have kWithoutAnchors.
inline constexpr float kCosine = 0.5F;
inline constexpr float kStemShare = 0.25F;
inline constexpr float kAnchorShare = 0.25F;
inline constexpr float kWithoutAnchors = 0.3F;  // such units say nothing against each other

/// The kernels that this machine can run, the fastest first; `count` is set to their number. The last is portable.
[[nodiscard]] const RowKernels* available_row_kernels(std::size_t& count);

namespace avx2 {
RowKernels row_kernels();
}

}  // namespace unspin::verify
