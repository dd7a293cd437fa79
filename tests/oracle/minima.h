#pragma once

// Signatures, the slow obvious way.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/base/hash.h"

namespace unspin::oracle {

/// minima[i] = the least of minima[i] and multiplier[i] · h + addend[i] mod 2^32 over all h.
inline void minima(const std::vector<std::uint32_t>& hashes, const std::vector<std::uint32_t>& multiplier,
                   const std::vector<std::uint32_t>& addend, std::vector<std::uint32_t>& minima) {
  for (std::size_t lane = 0; lane < minima.size(); ++lane) {
    for (const std::uint32_t h : hashes) {
      const std::uint64_t value = (std::uint64_t{multiplier[lane]} * h + addend[lane]) % (std::uint64_t{1} << 32);
      minima[lane] = std::min(minima[lane], static_cast<std::uint32_t>(value));
    }
  }
}

/// The signature of the shingles: coefficients from SplitMix64, the upper half of each hash.
inline std::vector<std::uint32_t> signature(const std::vector<std::uint64_t>& shingles, std::size_t num_minima,
                                            std::uint64_t seed) {
  std::vector<std::uint32_t> multiplier;
  std::vector<std::uint32_t> addend;
  base::SplitMix64 random(seed);
  for (std::size_t lane = 0; lane < num_minima; ++lane) {
    const std::uint64_t bits = random.next();
    multiplier.push_back(static_cast<std::uint32_t>(bits) | 1);
    addend.push_back(static_cast<std::uint32_t>(bits >> 32));
  }
  std::vector<std::uint32_t> hashes;
  for (const std::uint64_t shingle : shingles) hashes.push_back(static_cast<std::uint32_t>(shingle >> 32));
  std::vector<std::uint32_t> signature(num_minima, std::numeric_limits<std::uint32_t>::max());
  minima(hashes, multiplier, addend, signature);
  return signature;
}

}  // namespace unspin::oracle
