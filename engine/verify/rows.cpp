#include "engine/verify/rows.h"

#include <array>

namespace unspin::verify {
namespace portable {
RowKernels row_kernels();
}

namespace {

struct KernelList {
  std::array<RowKernels, 2> kernels{};
  std::size_t count = 0;

  KernelList() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) kernels[count++] = avx2::row_kernels();
#endif
    kernels[count++] = portable::row_kernels();
  }
};

const KernelList& kernel_list() {
  static const KernelList list;
  return list;
}

}  // namespace

const RowKernels* available_row_kernels(std::size_t& count) {
  count = kernel_list().count;
  return kernel_list().kernels.data();
}

const RowKernels& row_kernels() noexcept { return kernel_list().kernels[0]; }

}  // namespace unspin::verify

#define UNSPIN_KERNEL portable
#define UNSPIN_KERNEL_NAME "portable"
#define UNSPIN_LANES 4
#include "engine/verify/rows_kernel.inc"
