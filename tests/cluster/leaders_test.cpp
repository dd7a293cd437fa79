#include "engine/cluster/leaders.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace unspin::cluster {
namespace {

using Nodes = std::vector<std::uint32_t>;

/// The rule, word for word, on a table of all pairs.
Nodes oracle(const Nodes& order, const std::vector<Edge>& edges) {
  const std::size_t n = order.size();
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> similarity;
  for (const Edge& e : edges) similarity[{e.a, e.b}] = similarity[{e.b, e.a}] = e.similarity;
  Nodes leader(n, kNoLeader);
  for (std::size_t i = 0; i < n; ++i) {
    leader[order[i]] = order[i];
    double best = -1;
    for (std::size_t j = 0; j < i; ++j) {  // from the most preferred on: of equals, the first stays
      const auto found = similarity.find({order[i], order[j]});
      if (found == similarity.end() || leader[order[j]] != order[j] || found->second <= best) continue;
      best = found->second;
      leader[order[i]] = order[j];
    }
  }
  return leader;
}

std::vector<Edge> random_edges(std::uint32_t num_nodes, std::size_t count, std::mt19937_64& random) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> distinct;
  for (std::size_t i = 0; i < count; ++i) {
    const auto a = static_cast<std::uint32_t>(random() % num_nodes);
    const auto b = static_cast<std::uint32_t>(random() % num_nodes);
    if (a != b) distinct[{std::min(a, b), std::max(a, b)}] = 0.8 + 0.05 * static_cast<double>(random() % 4);
  }
  std::vector<Edge> edges;
  for (const auto& [pair, similarity] : distinct) edges.push_back({pair.first, pair.second, similarity});
  std::shuffle(edges.begin(), edges.end(), random);
  return edges;
}

TEST(Leaders, AgreeWithTheRuleAndKeepItsPromises) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 300; ++round) {
    const auto n = static_cast<std::uint32_t>(1 + random() % 60);
    Nodes order(n);
    std::iota(order.begin(), order.end(), 0U);
    std::shuffle(order.begin(), order.end(), random);
    const std::vector<Edge> edges = random_edges(n, random() % (3 * n), random);
    const Nodes leader = choose_leaders(order, edges);
    ASSERT_EQ(leader, oracle(order, edges)) << "round " << round;

    std::vector<bool> has_leader(n, false);
    for (const Edge& e : edges) {
      ASSERT_FALSE(leader[e.a] == e.a && leader[e.b] == e.b) << "two that stay match: " << e.a << " and " << e.b;
      if (leader[e.a] == e.b) has_leader[e.a] = true;
      if (leader[e.b] == e.a) has_leader[e.b] = true;
    }
    for (std::uint32_t node = 0; node < n; ++node) {
      ASSERT_TRUE(leader[node] == node || has_leader[node]) << node << " is removed for one that it does not match";
      ASSERT_EQ(leader[leader[node]], leader[node]) << "the leader of " << node << " is removed itself";
    }
  }
}

TEST(Leaders, TheEndsOfAChainBothStay) {
  const std::vector<Edge> chain = {{0, 1, 0.9}, {1, 2, 0.9}};
  EXPECT_EQ(choose_leaders(Nodes{0, 1, 2}, chain), (Nodes{0, 0, 2}));
  EXPECT_EQ(choose_leaders(Nodes{1, 0, 2}, chain), (Nodes{1, 1, 1}));
  EXPECT_EQ(choose_leaders(Nodes{2, 1, 0}, chain), (Nodes{0, 2, 2}));
}

TEST(Leaders, TheMostSimilarLeaderIsChosenAndThePreferredOneAmongEquals) {
  const std::vector<Edge> edges = {{0, 2, 0.85}, {1, 2, 0.95}};
  EXPECT_EQ(choose_leaders(Nodes{0, 1, 2}, edges), (Nodes{0, 1, 1}));
  const std::vector<Edge> equal = {{0, 2, 0.9}, {1, 2, 0.9}};
  EXPECT_EQ(choose_leaders(Nodes{0, 1, 2}, equal), (Nodes{0, 1, 0}));
  EXPECT_EQ(choose_leaders(Nodes{1, 0, 2}, equal), (Nodes{0, 1, 1}));
}

TEST(Leaders, WithoutMatchesEveryoneStays) {
  EXPECT_EQ(choose_leaders(Nodes{2, 0, 1}, {}), (Nodes{0, 1, 2}));
  EXPECT_EQ(choose_leaders(Nodes{}, {}), Nodes{});
}

}  // namespace
}  // namespace unspin::cluster
