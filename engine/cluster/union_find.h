#pragma once

// Connected components by union-find with path halving [Tarjan 1984]. The root of a component is its smallest member,
// so components do not depend on the order of the edges.

#include <cstdint>
#include <numeric>
#include <vector>

namespace unspin::cluster {

class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }

  [[nodiscard]] std::uint32_t root(std::uint32_t x) noexcept {
    while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
    return x;
  }

  void join(std::uint32_t a, std::uint32_t b) noexcept {
    a = root(a);
    b = root(b);
    parent_[a > b ? a : b] = a > b ? b : a;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace unspin::cluster
