#include "engine/cluster/union_find.h"

#include <algorithm>
#include <queue>
#include <random>

#include <gtest/gtest.h>

namespace unspin::cluster {
namespace {

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// The smallest node that can be reached from each node, by breadth-first search.
std::vector<std::uint32_t> smallest_reachable(std::uint32_t num_nodes, const Edges& edges) {
  std::vector<std::vector<std::uint32_t>> neighbours(num_nodes);
  for (const auto& [a, b] : edges) {
    neighbours[a].push_back(b);
    neighbours[b].push_back(a);
  }
  std::vector<std::uint32_t> smallest(num_nodes, num_nodes);
  for (std::uint32_t start = 0; start < num_nodes; ++start) {
    if (smallest[start] != num_nodes) continue;
    std::queue<std::uint32_t> waiting({start});
    smallest[start] = start;
    for (; !waiting.empty(); waiting.pop()) {
      for (const std::uint32_t next : neighbours[waiting.front()]) {
        if (smallest[next] != num_nodes) continue;
        smallest[next] = start;
        waiting.push(next);
      }
    }
  }
  return smallest;
}

TEST(UnionFind, RootsAreTheSmallestMembersOfComponentsInAnyOrderOfEdges) {
  std::mt19937_64 random(2);
  for (const std::uint32_t num_nodes : {1U, 2U, 10U, 300U}) {
    for (const std::size_t num_edges : {std::size_t{0}, std::size_t{num_nodes} / 2, std::size_t{num_nodes}}) {
      Edges edges;
      for (std::size_t i = 0; i < num_edges; ++i) {
        edges.emplace_back(random() % num_nodes, random() % num_nodes);
      }
      const auto expected = smallest_reachable(num_nodes, edges);
      for (int order = 0; order < 3; ++order) {
        UnionFind components(num_nodes);
        for (const auto& [a, b] : edges) components.join(a, b);
        for (std::uint32_t node = 0; node < num_nodes; ++node) EXPECT_EQ(components.root(node), expected[node]);
        std::shuffle(edges.begin(), edges.end(), random);
      }
    }
  }
}

TEST(UnionFind, LongChainsAreOneComponent) {
  constexpr std::uint32_t kNodes = 100'000;
  UnionFind components(kNodes);
  for (std::uint32_t i = kNodes - 1; i > 0; --i) components.join(i, i - 1);
  EXPECT_EQ(components.root(kNodes - 1), 0U);
}

}  // namespace
}  // namespace unspin::cluster
