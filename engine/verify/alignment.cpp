#include "engine/verify/alignment.h"

#include <algorithm>
#include <limits>

#include "engine/verify/cosines.h"

namespace unspin::verify {
namespace {

constexpr float kCosine = 0.5F;
constexpr float kStems = 0.25F;
constexpr float kAnchors = 0.25F;
constexpr float kBothWithoutAnchors = 0.3F;  // such units say nothing against each other
constexpr std::size_t kEdge = 4;             // the farthest step that is not of full cost

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
  constexpr std::size_t kBlock = 16;  // rows and columns that stay in the cache
  to.resize(n * m);
  for (std::size_t top = 0; top < n; top += kBlock) {
    const std::size_t bottom = std::min(n, top + kBlock);
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t i = top; i < bottom; ++i) to[j * n + i] = from[i * m + j];
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
  cosine_.assign(n_ * m_, 0);
  products(units_a.vectors, units_b.vectors, a.width, 1 / (kVectorScale * kVectorScale), cosine_);
  y_.resize(n_ * m_);
  for (std::size_t i = 0; i < n_; ++i) {
    shared_stems_.assign(m_, 0);
    shared_anchors_.assign(m_, 0);
    add_shared(units_a.stems[i], a.stems.weights, stems, units_b.with_stem, shared_stems_);
    add_shared(units_a.anchors[i], a.anchors.weights, anchors, units_b.with_anchor, shared_anchors_);
    const float stem_weight = units_a.stem_weight[i];
    const float anchor_weight = units_a.anchor_weight[i];
    const float* const cosine = &cosine_[i * m_];
    float* const y = &y_[i * m_];
    const float none = anchor_weight == 0 ? kBothWithoutAnchors : 0;
    for (std::size_t j = 0; j < m_; ++j) {
      constexpr float kTiny = 1e-9F;  // so that nothing over nothing is 0
      const float all_stems = stem_weight + units_b.stem_weight[j] - shared_stems_[j];
      const float all_anchors = anchor_weight + units_b.anchor_weight[j] - shared_anchors_[j];
      const float lexical = shared_stems_[j] / std::max(all_stems, kTiny);
      const float anchor = shared_anchors_[j] / std::max(all_anchors, kTiny);
      y[j] = kCosine * cosine[j] + kStems * lexical +
             kAnchors * (units_b.anchor_weight[j] == 0 ? std::max(anchor, none) : anchor);
    }
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
    const float* const s = &sums_[(i - 1) * stride + kEdge];
    float* const next = &sums_[i * stride + kEdge];
    const float far = s[best_[i - 1]] - kStepCost;
    const float* const row = y[i];
    for (std::size_t k = 0; k < m; ++k) {
      const float free = std::max(s[k], std::max(*(s + k - 1), *(s + k - 2)));
      const float back = std::max(s[k + 1], s[k + 2]);
      const float half = std::max(back, std::max(*(s + k - 3), *(s + k - 4))) - kStepCost / 2;
      next[k] = row[k] + std::max(free, std::max(half, far));
    }
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

std::size_t longest_increasing(std::span<const std::uint32_t> values) {
  std::vector<std::uint32_t> ends;  // ends[k]: the least value that a subsequence of k + 1 ends with
  for (const std::uint32_t value : values) {
    const auto at = std::lower_bound(ends.begin(), ends.end(), value);
    if (at == ends.end())
      ends.push_back(value);
    else
      *at = value;
  }
  return ends.size();
}

std::uint32_t argmax(std::span<const float> values) noexcept {
  std::size_t best = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] > values[best]) best = i;
  }
  return static_cast<std::uint32_t>(best);
}

}  // namespace unspin::verify
