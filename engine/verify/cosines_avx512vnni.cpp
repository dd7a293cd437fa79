#include <immintrin.h>

#include "engine/verify/cosines_kernel.h"

namespace unspin::verify::avx512vnni {
namespace {

using Register = __m512i;
constexpr int kLanes = 32;
constexpr int kColumns = 4;

inline Register zero() { return _mm512_setzero_si512(); }
inline Register load(const std::int16_t* at) { return _mm512_loadu_si512(at); }
inline Register multiply_add(Register sum, Register a, Register b) { return _mm512_dpwssd_epi32(sum, a, b); }
// Shuffles of the compiler's: its own intrinsic for this makes GCC 12 warn of what it does inside.
inline __m256i halves(Register sum) {
  return _mm256_add_epi32(__builtin_shufflevector(sum, sum, 0, 1, 2, 3), __builtin_shufflevector(sum, sum, 4, 5, 6, 7));
}
inline void four_sums(const Register sums[4], std::int32_t out[4]) {
  const __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(halves(sums[0]), halves(sums[1])),
                                          _mm256_hadd_epi32(halves(sums[2]), halves(sums[3])));
  const __m128i both = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), both);
}

}  // namespace
}  // namespace unspin::verify::avx512vnni

#define UNSPIN_KERNEL avx512vnni
#include "engine/verify/cosines_kernel.inc"
