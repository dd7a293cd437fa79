#define UNSPIN_KERNEL avx2
#define UNSPIN_LANES 32
#include "engine/sketch/minima_kernel.inc"
