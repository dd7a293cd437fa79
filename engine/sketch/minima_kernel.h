#pragma once

// The inner loop of MinHash, written once and compiled once per instruction set (minima_avx2.cpp, …). Those files see
// nothing but this header: a std:: inline function compiled there could be the copy that the linker keeps for all.

#include <cstddef>
#include <cstdint>

namespace unspin::sketch {

constexpr std::size_t kLaneBlock = 16;  // lanes are padded to a multiple of this

/// minima[i] = min(minima[i], multiplier[i] * h + addend[i] mod 2^32) over all h; lanes a multiple of kLaneBlock.
using MinimaKernel = void (*)(const std::uint32_t* hashes, std::size_t count, const std::uint32_t* multiplier,
                              const std::uint32_t* addend, std::uint32_t* minima, std::size_t lanes);

struct NamedKernel {
  const char* name;
  MinimaKernel kernel;
};

/// The kernels that this machine can run, the fastest first; `count` is set to their number. The last is portable.
[[nodiscard]] const NamedKernel* available_kernels(std::size_t& count);

namespace portable {
void minima(const std::uint32_t*, std::size_t, const std::uint32_t*, const std::uint32_t*, std::uint32_t*, std::size_t);
}
namespace avx2 {
void minima(const std::uint32_t*, std::size_t, const std::uint32_t*, const std::uint32_t*, std::uint32_t*, std::size_t);
}
namespace avx512 {
void minima(const std::uint32_t*, std::size_t, const std::uint32_t*, const std::uint32_t*, std::uint32_t*, std::size_t);
}

}  // namespace unspin::sketch
