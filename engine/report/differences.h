#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace unspin::report {

/// For two sequences: which elements are not part of a longest common subsequence.
struct Differences {
  std::vector<bool> in_a;
  std::vector<bool> in_b;
};

/// Greedy search by number of edits [Myers 1986], after what begins and ends alike. O((n + m) d) for d edits. Sequences
/// with more than `most_edits` differ as a whole: nothing useful can be shown between them.
[[nodiscard]] Differences differences(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b,
                                      std::size_t most_edits = 2000);

}  // namespace unspin::report
