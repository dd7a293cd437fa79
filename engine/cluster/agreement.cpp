#include "engine/cluster/agreement.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace unspin::cluster {
namespace {

/// The sum of pairs_of(run) over runs of equal keys.
template <typename Key>
std::uint64_t pairs_within_runs(std::vector<Key> keys) {
  std::sort(keys.begin(), keys.end());
  std::uint64_t pairs = 0;
  for (auto run = keys.begin(); run != keys.end();) {
    const auto end = std::upper_bound(run, keys.end(), *run);
    pairs += pairs_of(static_cast<std::uint64_t>(end - run));
    run = end;
  }
  return pairs;
}

std::vector<std::pair<Label, Label>> cells_of(std::span<const Label> a, std::span<const Label> b) {
  std::vector<std::pair<Label, Label>> cells(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) cells[i] = {a[i], b[i]};
  return cells;
}

}  // namespace

double Agreement::adjusted_rand_index() const noexcept {
  if (both == in_a && both == in_b) return 1;  // also where the formula says 0 / 0
  const auto a = static_cast<double>(in_a);
  const auto b = static_cast<double>(in_b);
  const double expected = a * b / static_cast<double>(pairs_of(documents));
  return (static_cast<double>(both) - expected) / ((a + b) / 2 - expected);
}

Agreement agreement_of(std::span<const Label> a, std::span<const Label> b) {
  return {a.size(), pairs_within_runs(cells_of(a, b)), pairs_within_runs(std::vector<Label>(a.begin(), a.end())),
          pairs_within_runs(std::vector<Label>(b.begin(), b.end()))};
}

std::vector<bool> together_in_both(std::span<const Label> a, std::span<const Label> b) {
  const auto cells = cells_of(a, b);
  std::vector<std::uint32_t> order(cells.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) { return cells[x] < cells[y]; });
  std::vector<bool> together(cells.size(), false);
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (cells[order[i - 1]] == cells[order[i]]) together[order[i - 1]] = together[order[i]] = true;
  }
  return together;
}

}  // namespace unspin::cluster
