#include "engine/cluster/leaders.h"

namespace unspin::cluster {
namespace {

struct Neighbour {
  std::uint32_t node;
  double similarity;
};

/// Neighbours of node i are list[start[i]] … list[start[i + 1] - 1].
struct Adjacency {
  std::vector<std::uint64_t> start;
  std::vector<Neighbour> list;
};

Adjacency adjacency_of(std::size_t num_nodes, std::span<const Edge> edges) {
  Adjacency graph{std::vector<std::uint64_t>(num_nodes + 1, 0), std::vector<Neighbour>(2 * edges.size())};
  for (const Edge& e : edges) {
    ++graph.start[e.a + 1];
    ++graph.start[e.b + 1];
  }
  for (std::size_t i = 0; i < num_nodes; ++i) graph.start[i + 1] += graph.start[i];
  std::vector<std::uint64_t> next(graph.start.begin(), graph.start.end() - 1);
  for (const Edge& e : edges) {
    graph.list[next[e.a]++] = {e.b, e.similarity};
    graph.list[next[e.b]++] = {e.a, e.similarity};
  }
  return graph;
}

}  // namespace

std::vector<std::uint32_t> choose_leaders(std::span<const std::uint32_t> order, std::span<const Edge> edges) {
  const Adjacency graph = adjacency_of(order.size(), edges);
  std::vector<std::uint32_t> rank(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;

  std::vector<std::uint32_t> leader(order.size(), kNoLeader);
  for (const std::uint32_t node : order) {
    Neighbour best{node, -1};
    for (std::uint64_t i = graph.start[node]; i < graph.start[node + 1]; ++i) {
      const Neighbour& other = graph.list[i];
      if (leader[other.node] != other.node) continue;
      const bool better = other.similarity > best.similarity ||
                          (other.similarity == best.similarity && rank[other.node] < rank[best.node]);
      if (better) best = other;
    }
    leader[node] = best.node;
  }
  return leader;
}

}  // namespace unspin::cluster
