#pragma once

// Stages 3 to 5: candidates, the shingle sets and ids of the documents involved, and the exact measure of every
// candidate.

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
  IdTable ids;                  // of those, by rank
  std::vector<NearPair> pairs;  // ascending by (a, b)
  lsh::BucketCounts buckets;
  std::uint64_t candidates = 0;

  [[nodiscard]] std::string_view id(std::uint32_t doc) const noexcept { return ids[named.rank(doc)]; }
};

/// `counts`: of the scan, for the exhaustive join. Adds a reject file to the scan. Io, Interrupted, CorruptFile.
[[nodiscard]] Result<Near> find_near(Context& context, Scan& scan, const Documents& docs, const NearOptions& options,
                                     const postings::ShingleCounts* counts);

}  // namespace unspin::detect
