#pragma once

// Stage 6: the exact measure of every candidate for a near-duplicate.

#include <cstdint>
#include <string_view>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

#include "engine/base/doc_subset.h"
#include "engine/detect/candidates.h"
#include "engine/detect/gather.h"
#include "engine/verify/set_similarity.h"

namespace unspin::detect {

/// A verified near-duplicate pair of representatives, a < b.
struct NearPair {
  std::uint32_t a;
  std::uint32_t b;
  verify::Overlap overlap;
};

struct Near {
  base::DocSubset named{0};     // every document that a result can mention
  IdsByRank ids;                // of those, by rank
  std::vector<NearPair> pairs;  // ascending by (a, b)
  lsh::BucketCounts buckets;
  std::uint64_t candidates = 0;

  [[nodiscard]] std::string_view id(std::uint32_t doc) const noexcept { return ids[named.rank(doc)]; }
  /// The measure of a pair of near-duplicates, a < b; null when they are none. O(log n).
  [[nodiscard]] const NearPair* find(std::uint32_t a, std::uint32_t b) const noexcept;
};

/// The candidates that reach the threshold, in order. Io, Interrupted, InvalidOptions (more than memory holds).
[[nodiscard]] Result<std::vector<NearPair>> verify_all(Context& context, const CandidateFile& candidates,
                                                       const base::DocSubset& compared, const shingle::SetStore& sets,
                                                       double threshold);

}  // namespace unspin::detect
