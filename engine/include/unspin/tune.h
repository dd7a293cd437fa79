#pragma once

#include <cstdint>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

struct TuneOptions {
  Input input;
  Similarity similarity;  // recall below 1
  Run run;
};

/// One row of the S-curve: pairs with a similarity in [from, to).
struct CurveBand {
  double from;
  double to;
  std::uint64_t pairs;  // of the sample, measured exactly
  double expected;      // mean chance that such a pair becomes a candidate: 1 - (1 - J^rows)^bands over the pairs
  double measured;      // share that does, mean over independent families of hash functions
  double sigma;  // standard deviation of the share between families; pairs that share documents are not independent
};

struct TuneReport {
  int bands = 0;
  int rows = 0;
  double probability_at_threshold = 0;
  std::uint64_t documents_sampled = 0;
  std::uint64_t documents = 0;
  int families = 0;  // of hash functions
  std::vector<CurveBand> curve;
  double band_key_bytes = 0;              // a document, on scratch
  double candidates_below_threshold = 0;  // expected for each pair found at or above it, in the sample
};

/// What the bands for this threshold and recall do on this input: all pairs of a sample of its documents with a
/// similarity of 0.5 or more (and many below) are measured exactly, and sketched with several families of hash
/// functions. The sample is every document up to 100,000, else those with the smallest digests of their ids.
/// InvalidOptions, Io, Interrupted.
[[nodiscard]] Result<TuneReport> tune(const TuneOptions& options);

}  // namespace unspin
