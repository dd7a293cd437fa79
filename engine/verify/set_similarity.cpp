#include "engine/verify/set_similarity.h"

#include <algorithm>
#include <cmath>

namespace unspin::verify {
namespace {

// A pair at the threshold must not fall to rounding: 0.8 · 15 may come out as 12.000000000000002.
constexpr double kSlack = 1e-9;
constexpr std::size_t kStride = 32;  // merge steps between two looks at the budget of lone shingles

/// Shared elements, or nothing once more than `allowed_lone` elements are known to have no partner.
std::optional<std::uint32_t> count_shared(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b,
                                          std::size_t allowed_lone) {
  std::size_t i = 0;
  std::size_t j = 0;
  std::size_t shared = 0;
  while (i + kStride <= a.size() && j + kStride <= b.size()) {
    for (std::size_t step = 0; step < kStride; ++step) {  // branchless: which side is smaller cannot be predicted
      const std::uint64_t x = a[i];
      const std::uint64_t y = b[j];
      shared += x == y;
      i += x <= y;
      j += y <= x;
    }
    if (i + j - 2 * shared > allowed_lone) return std::nullopt;
  }
  while (i < a.size() && j < b.size()) {
    const std::uint64_t x = a[i];
    const std::uint64_t y = b[j];
    shared += x == y;
    i += x <= y;
    j += y <= x;
  }
  if (a.size() + b.size() - 2 * shared > allowed_lone) return std::nullopt;
  return static_cast<std::uint32_t>(shared);
}

}  // namespace

std::uint32_t least_shared(std::size_t size_a, std::size_t size_b, double threshold) noexcept {
  const double total = static_cast<double>(size_a) + static_cast<double>(size_b);
  return std::max(1U, static_cast<std::uint32_t>(std::ceil(threshold / (1 + threshold) * total - kSlack)));
}

std::optional<Overlap> overlap_at_least(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b,
                                        double threshold) noexcept {
  const std::size_t needed = least_shared(a.size(), b.size(), threshold);
  if (needed > std::min(a.size(), b.size())) return std::nullopt;
  const auto shared = count_shared(a, b, a.size() + b.size() - 2 * needed);
  if (!shared) return std::nullopt;
  return Overlap{*shared, static_cast<std::uint32_t>(a.size()), static_cast<std::uint32_t>(b.size())};
}

Overlap overlap(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) noexcept {
  return {*count_shared(a, b, a.size() + b.size()), static_cast<std::uint32_t>(a.size()),
          static_cast<std::uint32_t>(b.size())};
}

}  // namespace unspin::verify
