#include "engine/sketch/minhash.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "engine/base/hash.h"
#include "engine/sketch/minima_kernel.h"

namespace unspin::sketch {
namespace {

struct KernelList {
  std::array<NamedKernel, 3> kernels{};
  std::size_t count = 0;

  KernelList() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl")) {
      kernels[count++] = {"avx512", avx512::minima};
    }
    if (__builtin_cpu_supports("avx2")) kernels[count++] = {"avx2", avx2::minima};
#endif
    kernels[count++] = {"portable", portable::minima};
  }
};

const KernelList& kernel_list() {
  static const KernelList list;
  return list;
}

}  // namespace

const NamedKernel* available_kernels(std::size_t& count) {
  count = kernel_list().count;
  return kernel_list().kernels.data();
}

MinHasher::MinHasher(int num_minima, std::uint64_t seed) : num_minima_(static_cast<std::size_t>(num_minima)) {
  assert(num_minima >= 1);
  const std::size_t lanes = (num_minima_ + kLaneBlock - 1) / kLaneBlock * kLaneBlock;
  base::SplitMix64 random(seed);
  for (std::size_t i = 0; i < lanes; ++i) {
    const std::uint64_t bits = random.next();
    multiplier_.push_back(static_cast<std::uint32_t>(bits) | 1);
    addend_.push_back(static_cast<std::uint32_t>(bits >> 32));
  }
  minima_.resize(lanes);
}

std::span<const std::uint32_t> MinHasher::operator()(std::span<const std::uint64_t> shingles) {
  folded_.resize(shingles.size());
  for (std::size_t i = 0; i < shingles.size(); ++i) folded_[i] = static_cast<std::uint32_t>(shingles[i] >> 32);
  std::fill(minima_.begin(), minima_.end(), std::numeric_limits<std::uint32_t>::max());
  kernel_list().kernels[0].kernel(folded_.data(), folded_.size(), multiplier_.data(), addend_.data(), minima_.data(),
                                  minima_.size());
  return {minima_.data(), num_minima_};
}

double estimated_jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  assert(a.size() == b.size() && !a.empty());
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i];
  return static_cast<double>(equal) / static_cast<double>(a.size());
}

double jaccard_sigma(double jaccard, int num_minima) { return std::sqrt(jaccard * (1 - jaccard) / num_minima); }

}  // namespace unspin::sketch
