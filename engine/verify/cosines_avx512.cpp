#include <immintrin.h>

#include "engine/verify/cosines_kernel.h"

namespace unspin::verify::avx512 {
namespace {

#include "engine/verify/cosines_avx512.inc"

inline Register multiply_add(Register sum, Register a, Register b) {
  return _mm512_add_epi32(sum, _mm512_madd_epi16(a, b));
}

}  // namespace
}  // namespace unspin::verify::avx512

#define UNSPIN_KERNEL avx512
#include "engine/verify/cosines_kernel.inc"
