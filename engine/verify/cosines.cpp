#include "engine/verify/cosines.h"

#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace unspin::verify {
namespace {

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

}  // namespace

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
  if (width == 0) return;
  const auto step = static_cast<std::size_t>(width);
  const std::size_t n = a.size() / step;
  const std::size_t m = b.size() / step;
  const auto set = [&](std::size_t i, std::size_t j, std::int32_t value) {
    out[i * m + j] = scale * static_cast<float>(value);
  };
  for (std::size_t i = 0; i < n; i += 2) {
    for (std::size_t j = 0; j < m; j += 2) {
      if (i + 2 <= n && j + 2 <= m) {
        std::int32_t block[2][2];
        block_of_2x2(&a[i * step], &b[j * step], width, block);
        for (std::size_t y = 0; y < 2; ++y) {
          for (std::size_t x = 0; x < 2; ++x) set(i + y, j + x, block[y][x]);
        }
        continue;
      }
      for (std::size_t y = i; y < n && y < i + 2; ++y) {
        for (std::size_t x = j; x < m && x < j + 2; ++x) set(y, x, product(&a[y * step], &b[x * step], width));
      }
    }
  }
}

}  // namespace unspin::verify
