#include "engine/verify/alignment.h"

#include <algorithm>
#include <limits>

#include "engine/verify/cosines.h"
#include "engine/verify/rows.h"

namespace unspin::verify {
namespace {

constexpr std::size_t kEdge = 4;  // the farthest step that is not of full cost

constexpr std::size_t kTurned = 4;  // rows and columns of a block that is turned over in registers
using Four = float __attribute__((vector_size(4 * sizeof(float))));
using FourAnywhere = float __attribute__((vector_size(4 * sizeof(float)), aligned(sizeof(float)), may_alias));

void turn_block(const float* from, std::size_t from_stride, float* to, std::size_t to_stride) {
  const auto row = [&](std::size_t i) -> Four {
    return *reinterpret_cast<const FourAnywhere*>(from + i * from_stride);
  };
  const auto put = [&](std::size_t i, Four value) { *reinterpret_cast<FourAnywhere*>(to + i * to_stride) = value; };
  const Four low_even = __builtin_shufflevector(row(0), row(2), 0, 4, 1, 5);
  const Four high_even = __builtin_shufflevector(row(0), row(2), 2, 6, 3, 7);
  const Four low_odd = __builtin_shufflevector(row(1), row(3), 0, 4, 1, 5);
  const Four high_odd = __builtin_shufflevector(row(1), row(3), 2, 6, 3, 7);
  put(0, __builtin_shufflevector(low_even, low_odd, 0, 4, 1, 5));
  put(1, __builtin_shufflevector(low_even, low_odd, 2, 6, 3, 7));
  put(2, __builtin_shufflevector(high_even, high_odd, 0, 4, 1, 5));
  put(3, __builtin_shufflevector(high_even, high_odd, 2, 6, 3, 7));
}

/// Adds to `row` the weights of the terms that a unit shares with each unit of the other text.
void add_shared(std::span<const std::uint32_t> terms, const std::vector<float>& weights, const TermMap& there,
                const Lists& units_there, std::vector<float>& row) {
  for (const std::uint32_t term : terms) {
    if (there[term] == kNoTerm) continue;
    for (const std::uint32_t unit : units_there[there[term]]) row[unit] += weights[term];
  }
}

}  // namespace

void turn_over(const std::vector<float>& from, std::size_t n, std::size_t m, std::vector<float>& to) {
  to.resize(n * m);
  if (n < kTurned || m < kTurned) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < m; ++j) to[j * n + i] = from[i * m + j];
    }
    return;
  }
  // The last block of a row or column of blocks begins again before the one before it ends. Sixteen rows at a time, so
  // that they stay in the cache.
  constexpr std::size_t kRows = 16;
  for (std::size_t top = 0; top < n; top += kRows) {
    for (std::size_t j = 0; j < m; j += kTurned) {
      const std::size_t left = std::min(j, m - kTurned);
      for (std::size_t i = top; i < std::min(n, top + kRows); i += kTurned) {
        const std::size_t row = std::min(i, n - kTurned);
        turn_block(&from[row * m + left], m, &to[left * n + row], n);
      }
    }
  }
}

void map_terms(const Vocabulary& a, const Vocabulary& b, TermMap& a_to_b, TermMap& b_to_a) {
  a_to_b.assign(a.size(), kNoTerm);
  b_to_a.assign(b.size(), kNoTerm);
  std::uint32_t i = 0;
  std::uint32_t j = 0;
  while (i < a.size() && j < b.size()) {
    const std::uint64_t x = a.hashes[i];
    const std::uint64_t y = b.hashes[j];
    if (x == y) {
      a_to_b[i] = j;
      b_to_a[j] = i;
    }
    i += x <= y;
    j += y <= x;
  }
}

void Similarities::compute(const Article& a, const Units& units_a, const Units& units_b, const TermMap& stems,
                           const TermMap& anchors) {
  n_ = units_a.size();
  m_ = units_b.size();
  cosine_.resize(n_ * m_);
  products(units_a.vectors, units_b.vectors, a.width, 1 / (kVectorScale * kVectorScale), cosine_);
  y_.resize(n_ * m_);
  for (std::size_t i = 0; i < n_; ++i) {
    shared_stems_.assign(m_, 0);
    shared_anchors_.assign(m_, 0);
    add_shared(units_a.stems[i], a.stems.weights, stems, units_b.with_stem, shared_stems_);
    add_shared(units_a.anchors[i], a.anchors.weights, anchors, units_b.with_anchor, shared_anchors_);
    row_kernels().similarity(
        {&cosine_[i * m_], shared_stems_.data(), shared_anchors_.data(), units_b.stem_weight.data(),
         units_b.anchor_weight.data(), units_a.stem_weight[i], units_a.anchor_weight[i]},
        m_, &y_[i * m_]);
  }
  turn_over(cosine_, n_, m_, cosine_turned_);
  turn_over(y_, n_, m_, y_turned_);
}

void PathFinder::find(const Matrix& y, Path& path) {
  path.columns.assign(y.rows, 0);
  path.breaks.assign(y.rows, 0);
  if (y.rows == 0 || y.columns == 0) return;
  const std::size_t m = y.columns;
  const std::size_t stride = m + 2 * kEdge;
  sums_.assign(y.rows * stride, -std::numeric_limits<float>::infinity());
  best_.resize(y.rows);
  std::copy_n(y[0], m, &sums_[kEdge]);
  best_[0] = argmax({&sums_[kEdge], m});
  for (std::size_t i = 1; i < y.rows; ++i) {
    const float* const before = &sums_[(i - 1) * stride + kEdge];
    float* const next = &sums_[i * stride + kEdge];
    row_kernels().step(y[i], before, kStepCost / 2, before[best_[i - 1]] - kStepCost, m, next);
    best_[i] = argmax({next, m});
  }
  trace(y, path);
}

/// The column before `column`: the first of the best.
std::uint32_t PathFinder::before(std::span<const float> sums, std::uint32_t column) const {
  // `sums` has kEdge places of minus infinity on both sides.
  float best = -std::numeric_limits<float>::infinity();
  std::uint32_t best_column = 0;
  for (std::int64_t step = 4; step >= -2; --step) {
    const auto place = static_cast<std::size_t>(static_cast<std::int64_t>(column + kEdge) - step);
    const float sum = sums[place] - kStepCost * step_share(step);
    if (sum <= best) continue;
    best = sum;
    best_column = static_cast<std::uint32_t>(place - kEdge);
  }
  return best_column;
}

void PathFinder::trace(const Matrix& y, Path& path) const {
  const std::size_t stride = y.columns + 2 * kEdge;
  path.columns[y.rows - 1] = best_[y.rows - 1];
  for (std::size_t i = y.rows - 1; i > 0; --i) {
    const std::uint32_t column = path.columns[i];
    const std::span<const float> sums(&sums_[(i - 1) * stride], stride);
    std::uint32_t from = before(sums, column);
    const std::uint32_t far = best_[i - 1];
    const float near_sum = sums[from + kEdge] - kStepCost * step_share(std::int64_t{column} - from);
    const float far_sum = sums[far + kEdge] - kStepCost;
    if (far_sum > near_sum || (far_sum == near_sum && far < from)) from = far;
    path.columns[i - 1] = from;
    const float half = step_share(std::int64_t{column} - from) / 2;
    path.breaks[i] += half;
    path.breaks[i - 1] += half;
  }
}

std::uint32_t argmax(std::span<const float> values) noexcept {
  if (values.empty()) return 0;
  const float greatest = row_kernels().greatest(values.data(), values.size());
  auto at = std::find(values.begin(), values.end(), greatest);
  if (at == values.end()) at = std::max_element(values.begin(), values.end());  // all below -1
  return static_cast<std::uint32_t>(at - values.begin());
}

}  // namespace unspin::verify
