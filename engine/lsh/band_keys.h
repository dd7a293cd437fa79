#pragma once

// A signature's bands as 64-bit keys: documents with an equal key in a band are candidates. At 10^9 documents, 64 bits
// leave 0.03 accidental equals a band, and verification refuses those.

#include <cstdint>
#include <span>

#include "engine/lsh/s_curve.h"

namespace unspin::lsh {

/// keys[b] = XXH3 of band b's minima, seeded with b. Requires |minima| = bands · rows and |keys| = bands.
void band_keys(Banding banding, std::span<const std::uint32_t> minima, std::span<std::uint64_t> keys);

}  // namespace unspin::lsh
