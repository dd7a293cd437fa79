#pragma once

// Shingles and sets of them, the slow obvious way.

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

namespace unspin::oracle {

inline std::uint64_t rotated_left(std::uint64_t value, unsigned places) {
  for (unsigned i = 0; i < places; ++i) value = value << 1 | value >> 63;
  return value;
}

/// Each window of up to five words: the word `k` places before its last is rotated by 13 k, all are added without
/// carry.
inline std::vector<std::uint64_t> shingles(const std::vector<std::uint64_t>& words) {
  std::vector<std::uint64_t> list;
  if (words.empty()) return list;
  const std::size_t window = std::min<std::size_t>(5, words.size());
  for (std::size_t begin = 0; begin + window <= words.size(); ++begin) {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < window; ++i) {
      hash ^= rotated_left(words[begin + i], static_cast<unsigned>(13 * (window - 1 - i)));
    }
    list.push_back(hash);
  }
  return list;
}

inline std::vector<std::uint64_t> distinct(const std::vector<std::uint64_t>& values) {
  const std::set<std::uint64_t> set(values.begin(), values.end());
  return {set.begin(), set.end()};
}

}  // namespace unspin::oracle
