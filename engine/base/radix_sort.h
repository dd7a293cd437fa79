#pragma once

// Groups 64-bit keys: stable LSD radix sort [Knuth 1998, 5.2.5] on the top 33 bits, three passes of 11, then a repair
// of the few runs whose top bits agree and whose rest does not. Keys are hashes, so the top bits separate almost all;
// a full sort would cost six passes.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace unspin::base {

/// 12 bytes, not 16: the sort is bound by memory traffic.
#pragma pack(push, 4)
struct KeyedDoc {
  std::uint64_t key;
  std::uint32_t doc;
};
#pragma pack(pop)

/// Sorts by (key, position before): with documents added in ascending order, equal keys keep that order.
/// `scratch` must be as long as `entries`. O(n).
inline void radix_sort(std::span<KeyedDoc> entries, std::span<KeyedDoc> scratch) {
  constexpr int kBits = 11;
  constexpr std::size_t kBuckets = std::size_t{1} << kBits;
  constexpr int kShifts[] = {31, 42, 53};
  KeyedDoc* from = entries.data();
  KeyedDoc* to = scratch.data();
  const std::size_t n = entries.size();
  for (const int shift : kShifts) {
    std::array<std::size_t, kBuckets> position{};
    for (std::size_t i = 0; i < n; ++i) ++position[(from[i].key >> shift) & (kBuckets - 1)];
    std::size_t sum = 0;
    for (std::size_t& p : position) sum += std::exchange(p, sum);
    for (std::size_t i = 0; i < n; ++i) to[position[(from[i].key >> shift) & (kBuckets - 1)]++] = from[i];
    std::swap(from, to);
  }
  std::copy(from, from + n, entries.data());  // three passes end in scratch
  for (std::size_t i = 0; i < n;) {
    std::size_t end = i + 1;
    bool mixed = false;
    while (end < n && (entries[end].key >> 31) == (entries[i].key >> 31)) mixed |= entries[end++].key != entries[i].key;
    if (mixed) {
      std::stable_sort(entries.begin() + static_cast<std::ptrdiff_t>(i),
                       entries.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const KeyedDoc& a, const KeyedDoc& b) { return a.key < b.key; });
    }
    i = end;
  }
}

}  // namespace unspin::base
