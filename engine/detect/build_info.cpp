#include <unspin/version.h>

#include <cstddef>

#include <fmt/format.h>

#include "engine/sketch/minima_kernel.h"

namespace unspin {

std::string build_info() {
  std::size_t count = 0;
  const sketch::NamedKernel* kernels = sketch::available_kernels(count);
  std::string names;
  for (std::size_t i = 0; i < count; ++i) names += fmt::format("{}{}", i == 0 ? "" : ", ", kernels[i].name);
#ifdef UNSPIN_STD_THREADS
  constexpr char kThreads[] = "std::jthread";
#else
  constexpr char kThreads[] = "oneTBB";
#endif
  return fmt::format("compiler: {}\nkernels: {} (the first is used)\nthreads: {}\nmodel: {}, built in", UNSPIN_COMPILER,
                     names, kThreads, UNSPIN_MODEL_NAME);
}

}  // namespace unspin
