#include "engine/lsh/band_keys.h"

#include <cassert>

#include "engine/base/hash.h"

namespace unspin::lsh {

void band_keys(Banding banding, std::span<const std::uint32_t> minima, std::span<std::uint64_t> keys) {
  assert(minima.size() == static_cast<std::size_t>(banding.num_minima()));
  const auto rows = static_cast<std::size_t>(banding.rows);
  for (std::size_t band = 0; band < keys.size(); ++band) {
    keys[band] = base::hash64(minima.data() + band * rows, rows * sizeof(std::uint32_t), band);
  }
}

}  // namespace unspin::lsh
