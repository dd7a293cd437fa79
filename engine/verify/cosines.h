#pragma once

// Scalar products of all rows of one table with all rows of another, in whole numbers: exact, hence the same on every
// machine and in any order of addition.

#include <cstdint>
#include <span>

namespace unspin::verify {

/// Products of two rows of `width` numbers. Rows are shorter than 2^15, so that the product fits.
[[nodiscard]] std::int32_t product(const std::int16_t* a, const std::int16_t* b, int width) noexcept;

/// out[i * m + j] = scale * (row i of a · row j of b); a has n rows, b has m. O(n m width).
void products(std::span<const std::int16_t> a, std::span<const std::int16_t> b, int width, float scale,
              std::span<float> out) noexcept;

}  // namespace unspin::verify
