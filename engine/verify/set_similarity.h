#pragma once

// The exact measure: Jaccard similarity and containment of two shingle sets [Broder 1997]. Every pair that unspin
// reports went through here; nothing in this room knows a sketch.

#include <cstdint>
#include <optional>
#include <span>

namespace unspin::verify {

/// What two shingle sets have in common.
struct Overlap {
  std::uint32_t shared;
  std::uint32_t size_a;
  std::uint32_t size_b;

  [[nodiscard]] double jaccard() const noexcept {
    return shared == 0 ? 0 : static_cast<double>(shared) / (static_cast<double>(size_a) + size_b - shared);
  }
  /// The share of a's shingles that b has, and the reverse.
  [[nodiscard]] double containment_a() const noexcept { return shared == 0 ? 0 : static_cast<double>(shared) / size_a; }
  [[nodiscard]] double containment_b() const noexcept { return shared == 0 ? 0 : static_cast<double>(shared) / size_b; }
};

/// The fewest shared shingles that give sets of these sizes a Jaccard similarity of `threshold` or more; more than the
/// smaller set has when no number can. Threshold in (0, 1].
[[nodiscard]] std::uint32_t least_shared(std::size_t size_a, std::size_t size_b, double threshold) noexcept;

/// The overlap, or nothing when the similarity is below `threshold`. Cheapest test first: sizes alone, then a merge
/// that gives up once too many shingles have no partner. Sets are ascending and distinct. O(|a| + |b|).
[[nodiscard]] std::optional<Overlap> overlap_at_least(std::span<const std::uint64_t> a,
                                                      std::span<const std::uint64_t> b, double threshold) noexcept;

/// The overlap, whatever it is.
[[nodiscard]] Overlap overlap(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) noexcept;

}  // namespace unspin::verify
