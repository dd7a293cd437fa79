#define UNSPIN_KERNEL portable
#define UNSPIN_LANES 16
#include "engine/sketch/minima_kernel.inc"
