#include <immintrin.h>

#include "engine/verify/cosines_kernel.h"

namespace unspin::verify::avx512vnni {
namespace {

#include "engine/verify/cosines_avx512.inc"

inline Register multiply_add(Register sum, Register a, Register b) { return _mm512_dpwssd_epi32(sum, a, b); }

}  // namespace
}  // namespace unspin::verify::avx512vnni

#define UNSPIN_KERNEL avx512vnni
#include "engine/verify/cosines_kernel.inc"
