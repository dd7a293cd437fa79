#pragma once

// Which documents stay: greedy leader clusters. In order of preference, a document stays unless one that stays is a
// verified match of it. So every removed document has a kept match, and no two kept documents match: a maximal
// independent set of the match graph [Luby 1986], the lexicographically first. Connected components promise neither: a
// chain of matches ends in documents that have nothing in common.

#include <cstdint>
#include <span>
#include <vector>

namespace unspin::cluster {

/// A verified match, a < b.
struct Edge {
  std::uint32_t a;
  std::uint32_t b;
  double similarity;  // in [0, 1]
};

constexpr std::uint32_t kNoLeader = 0xFFFFFFFF;

/// `order`: nodes 0 … n-1 by preference, the best first, each once. Returns for each node its leader: itself when it
/// stays, else the most similar neighbour that stays (ties: the one that is preferred). O(n + edges).
[[nodiscard]] std::vector<std::uint32_t> choose_leaders(std::span<const std::uint32_t> order,
                                                        std::span<const Edge> edges);

}  // namespace unspin::cluster
