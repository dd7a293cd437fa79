#pragma once

// Gradient-boosted regression trees [Friedman 2001] as a plain table, and the calibration of their sum [Platt 1999].
//
// JSON: one object a set of trees, by the set's name: {"features": [name, …], "bags": k, "trees": [[node, …], …],
// "calibration": [a, b], "cuts": {"0.05": z, …}}; a node is [feature, threshold, left, right] (left if value <=
// threshold; children lie behind their parent) or [leaf value]; the first node of a tree is its root. Raw score z = sum
// of leaves / bags; probability = 1 / (1 + exp(-(a z + b))).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unspin/result.h>

namespace unspin::verify {

/// Immutable, shared by all threads.
class Trees {
 public:
  /// The set of this name. `known`: names of the values that evaluation will be given, in order. CorruptFile says what
  /// is wrong in `where`, also when there is no such set or a feature is asked for that is not known.
  [[nodiscard]] static Result<Trees> parse(std::string_view json, std::string_view set,
                                           std::span<const std::string> known, std::string_view where);

  /// The raw score of values in the order of `known`. O(trees x depth).
  [[nodiscard]] double score(std::span<const float> values) const noexcept;
  /// Calibrated for equally frequent classes: in [0, 1].
  [[nodiscard]] double probability(double score) const noexcept;
  /// The raw score that lets this share of the hard negatives through, e.g. "0.05"; 0 if the file has no such cut.
  [[nodiscard]] double cut(std::string_view share) const noexcept;

 private:
  class Parser;
  struct Node {
    float threshold;       // of a leaf: its value
    std::int32_t feature;  // index into the values; -1: a leaf
    std::uint32_t left;    // index into nodes_
    std::uint32_t right;
  };
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> roots_;
  std::vector<std::pair<std::string, double>> cuts_;
  double bags_ = 1;
  double slope_ = 1;
  double offset_ = 0;
};

}  // namespace unspin::verify
