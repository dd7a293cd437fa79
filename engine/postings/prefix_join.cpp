#include "engine/postings/prefix_join.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace unspin::postings {
namespace {

constexpr double kSlack = 1e-9;  // as in verify: a pair at the threshold must not fall to rounding
constexpr int kFewestBits = 16;
constexpr int kMostBits = 26;  // 256 MiB: 64 million slots keep unrelated shingles apart up to about as many

}  // namespace

ShingleCounts::ShingleCounts(std::uint64_t memory_bytes)
    : shift_(64 - std::clamp(static_cast<int>(std::bit_width(memory_bytes / sizeof(std::uint32_t))) - 1, kFewestBits,
                             kMostBits)),
      slots_(std::size_t{1} << (64 - shift_)) {}

void ShingleCounts::add(std::span<const std::uint64_t> set) noexcept {
  for (const std::uint64_t shingle : set) slots_[shingle >> shift_].fetch_add(1, std::memory_order_relaxed);
}

void prefix_of(std::span<const std::uint64_t> set, double threshold, const ShingleCounts& counts,
               std::vector<std::pair<std::uint32_t, std::uint64_t>>& order, std::vector<std::uint64_t>& prefix) {
  prefix.clear();
  order.clear();
  if (set.empty()) return;
  const auto required = static_cast<std::size_t>(std::ceil(threshold * static_cast<double>(set.size()) - kSlack));
  std::size_t length = set.size() - std::max<std::size_t>(1, required) + 1;
  for (const std::uint64_t shingle : set) {
    const std::uint32_t count = counts.count(shingle);
    if (count > 1) order.emplace_back(count, shingle);
  }
  const std::size_t singles = set.size() - order.size();  // they come first in the order and need no entry
  if (singles >= length) return;
  length -= singles;
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(length);
  if (end != order.end()) std::nth_element(order.begin(), end, order.end());
  for (auto it = order.begin(); it != end; ++it) prefix.push_back(it->second);
}

}  // namespace unspin::postings
