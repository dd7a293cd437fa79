#pragma once

// MinHash signatures of sets whose members come one by one, for unspin.MinHash: the smallest value of every function of
// a family. Pickled signatures are compared across machines and versions, so that the functions never change.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace unspin::python {

class Minima {
 public:
  /// `functions` values, of the family that `seed` names.
  Minima(std::size_t functions, std::uint64_t seed) : seeds_(functions), values_(functions, ~std::uint64_t{0}) {
    for (std::uint64_t& function : seeds_) function = mix(seed += 0x9e3779b97f4a7c15);
  }

  /// Adds members, given by their hashes. O(functions) each.
  void update(const std::vector<std::uint64_t>& hashes) {
    for (const std::uint64_t hash : hashes) {
      for (std::size_t i = 0; i < values_.size(); ++i) values_[i] = std::min(values_[i], mix(hash ^ seeds_[i]));
    }
  }
  /// Makes this the signature of the union. Both have as many functions; so below.
  void merge(const Minima& other) {
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i] = std::min(values_[i], other.values_[i]);
  }
  [[nodiscard]] std::size_t num_equal(const Minima& other) const {
    std::size_t equal = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) equal += values_[i] == other.values_[i] ? 1 : 0;
    return equal;
  }
  [[nodiscard]] const std::vector<std::uint64_t>& values() const noexcept { return values_; }
  void set_values(std::vector<std::uint64_t> values) {
    if (values.size() != values_.size()) throw std::invalid_argument("a signature of another length");
    values_ = std::move(values);
  }

 private:
  /// A bijection of 64 bits in which every bit depends on every other: the last steps of SplitMix64.
  static std::uint64_t mix(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }

  std::vector<std::uint64_t> seeds_;
  std::vector<std::uint64_t> values_;
};

}  // namespace unspin::python
