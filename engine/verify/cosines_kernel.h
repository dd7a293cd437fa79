#pragma once

// Scalar products of rows, written once and compiled once per instruction set (cosines_avx2.cpp, …). Those files see
// nothing but this header: a std:: inline function compiled there could be the copy that the linker keeps for all.

#include <cstddef>
#include <cstdint>

namespace unspin::verify {

constexpr std::size_t kRowBlock = 4;  // rows of either table that a kernel takes at once

/// out[i][j] = row i of a · row j of b, four rows of each, row by row without a gap.
using ProductKernel = void (*)(const std::int16_t* a, const std::int16_t* b, int width,
                               std::int32_t out[kRowBlock][kRowBlock]);

struct NamedProductKernel {
  const char* name;
  ProductKernel kernel;
};

/// The kernels that this machine can run, the fastest first; `count` is set to their number. The last is portable.
[[nodiscard]] const NamedProductKernel* available_product_kernels(std::size_t& count);

namespace avx2 {
void products_4x4(const std::int16_t* a, const std::int16_t* b, int width, std::int32_t out[kRowBlock][kRowBlock]);
}
namespace avx512vnni {
void products_4x4(const std::int16_t* a, const std::int16_t* b, int width, std::int32_t out[kRowBlock][kRowBlock]);
}
namespace avx512 {
void products_4x4(const std::int16_t* a, const std::int16_t* b, int width, std::int32_t out[kRowBlock][kRowBlock]);
}

}  // namespace unspin::verify
