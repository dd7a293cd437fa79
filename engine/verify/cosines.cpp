#include "engine/verify/cosines.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "engine/verify/cosines_kernel.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace unspin::verify {
namespace {

constexpr std::size_t kTileBytes = 16384;

#ifdef __SSE2__
constexpr int kLanes = 8;

__m128i load(const std::int16_t* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

std::int32_t sum(__m128i lanes) {
  lanes = _mm_add_epi32(lanes, _mm_shuffle_epi32(lanes, 0x4E));
  lanes = _mm_add_epi32(lanes, _mm_shuffle_epi32(lanes, 0xB1));
  return _mm_cvtsi128_si32(lanes);
}

/// Two rows of a with two of b: every load serves twice.
void block_of_2x2(const std::int16_t* a, const std::int16_t* b, int width, std::int32_t out[2][2]) {
  __m128i sums[2][2] = {{_mm_setzero_si128(), _mm_setzero_si128()}, {_mm_setzero_si128(), _mm_setzero_si128()}};
  int k = 0;
  for (; k + kLanes <= width; k += kLanes) {
    const __m128i a0 = load(a + k);
    const __m128i a1 = load(a + width + k);
    const __m128i b0 = load(b + k);
    const __m128i b1 = load(b + width + k);
    sums[0][0] = _mm_add_epi32(sums[0][0], _mm_madd_epi16(a0, b0));
    sums[0][1] = _mm_add_epi32(sums[0][1], _mm_madd_epi16(a0, b1));
    sums[1][0] = _mm_add_epi32(sums[1][0], _mm_madd_epi16(a1, b0));
    sums[1][1] = _mm_add_epi32(sums[1][1], _mm_madd_epi16(a1, b1));
  }
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      out[i][j] = sum(sums[i][j]);
      for (int rest = k; rest < width; ++rest) out[i][j] += a[i * width + rest] * b[j * width + rest];
    }
  }
}
#else
void block_of_2x2(const std::int16_t* a, const std::int16_t* b, int width, std::int32_t out[2][2]) {
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) out[i][j] = product(a + i * width, b + j * width, width);
  }
}
#endif

namespace portable {

/// SSE2 is on every x86-64.
void products_4x4(const std::int16_t* a, const std::int16_t* b, int width, std::int32_t out[kRowBlock][kRowBlock]) {
  for (int i = 0; i < static_cast<int>(kRowBlock); i += 2) {
    for (int j = 0; j < static_cast<int>(kRowBlock); j += 2) {
      std::int32_t block[2][2];
      block_of_2x2(a + i * width, b + j * width, width, block);
      for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < 2; ++x) out[i + y][j + x] = block[y][x];
      }
    }
  }
}

}  // namespace portable

struct KernelList {
  std::array<NamedProductKernel, 4> kernels{};
  std::size_t count = 0;

  KernelList() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
      if (__builtin_cpu_supports("avx512vnni")) kernels[count++] = {"avx512vnni", avx512vnni::products_4x4};
      kernels[count++] = {"avx512", avx512::products_4x4};
    }
    if (__builtin_cpu_supports("avx2")) kernels[count++] = {"avx2", avx2::products_4x4};
#endif
    kernels[count++] = {"portable", portable::products_4x4};
  }
};

const KernelList& kernel_list() {
  static const KernelList list;
  return list;
}

}  // namespace

const NamedProductKernel* available_product_kernels(std::size_t& count) {
  count = kernel_list().count;
  return kernel_list().kernels.data();
}

std::int32_t product(const std::int16_t* a, const std::int16_t* b, int width) noexcept {
  std::int32_t total = 0;
  int k = 0;
#ifdef __SSE2__
  __m128i lanes = _mm_setzero_si128();
  for (; k + kLanes <= width; k += kLanes) lanes = _mm_add_epi32(lanes, _mm_madd_epi16(load(a + k), load(b + k)));
  total = sum(lanes);
#endif
  for (; k < width; ++k) total += a[k] * b[k];
  return total;
}

void products(std::span<const std::int16_t> a, std::span<const std::int16_t> b, int width, float scale,
              std::span<float> out) noexcept {
  if (width == 0) {
    std::fill(out.begin(), out.end(), 0.0F);
    return;
  }
  const auto step = static_cast<std::size_t>(width);
  const std::size_t n = a.size() / step;
  const std::size_t m = b.size() / step;
  if (n < kRowBlock || m < kRowBlock) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < m; ++j)
        out[i * m + j] = scale * static_cast<float>(product(&a[i * step], &b[j * step], width));
    }
    return;
  }
  // The last block of a row or column of blocks begins again before the one before it ends.
  // Some rows of b at a time, so that they stay in the first cache while all of a passes.
  const std::size_t tile = std::max<std::size_t>(kRowBlock, kTileBytes / (2 * step) / kRowBlock * kRowBlock);
  const ProductKernel kernel = kernel_list().kernels[0].kernel;
  for (std::size_t first = 0; first < m; first += tile) {
    const std::size_t last = std::min(m, first + tile);
    for (std::size_t i = 0; i < n; i += kRowBlock) {
      const std::size_t top = std::min(i, n - kRowBlock);
      for (std::size_t j = first; j < last; j += kRowBlock) {
        const std::size_t left = std::min(j, m - kRowBlock);
        std::int32_t block[kRowBlock][kRowBlock];
        kernel(&a[top * step], &b[left * step], width, block);
        for (std::size_t y = 0; y < kRowBlock; ++y) {
          float* const row = &out[(top + y) * m + left];
          for (std::size_t x = 0; x < kRowBlock; ++x) row[x] = scale * static_cast<float>(block[y][x]);
        }
      }
    }
  }
}

}  // namespace unspin::verify
