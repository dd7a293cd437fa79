#define UNSPIN_KERNEL avx2
#define UNSPIN_KERNEL_NAME "avx2"
#define UNSPIN_LANES 8
#include "engine/verify/rows_kernel.inc"
