#include <immintrin.h>

#include "engine/verify/cosines_kernel.h"

namespace unspin::verify::avx2 {
namespace {

using Register = __m256i;
constexpr int kLanes = 16;
constexpr int kColumns = 2;

inline Register zero() { return _mm256_setzero_si256(); }
inline Register load(const std::int16_t* at) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)); }
inline Register multiply_add(Register sum, Register a, Register b) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
}
inline void four_sums(const Register sums[4], std::int32_t out[4]) {
  const __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(sums[0], sums[1]), _mm256_hadd_epi32(sums[2], sums[3]));
  const __m128i both = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), both);
}

}  // namespace
}  // namespace unspin::verify::avx2

#define UNSPIN_KERNEL avx2
#include "engine/verify/cosines_kernel.inc"
