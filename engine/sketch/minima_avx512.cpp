#define UNSPIN_KERNEL avx512
#define UNSPIN_LANES 48
#include "engine/sketch/minima_kernel.inc"
