#pragma once

// Stage 3: which pairs are worth measuring. From bands, whose keys the scan left on scratch, or from the exhaustive
// join, which reads the inputs once more. Candidates go to scratch, sorted, each once: a killed run finds them there.

#include <cstdint>
#include <vector>

#include <unspin/result.h>

#include "engine/base/buckets.h"
#include "engine/corpus/record_parser.h"
#include "engine/detect/context.h"
#include "engine/detect/exact.h"
#include "engine/detect/host_furniture.h"
#include "engine/detect/pair_file.h"
#include "engine/detect/scan.h"
#include "engine/lsh/candidates.h"
#include "engine/lsh/s_curve.h"
#include "engine/postings/prefix_join.h"

namespace unspin::detect {

using PairSorter = base::ExternalSorter<lsh::Pair>;

struct NearOptions {
  corpus::Fields fields;
  double threshold;
  lsh::Banding banding;  // no bands: the exhaustive join
  bool search;           // false: exact copies only, no near-duplicates are looked for
  bool only_across;      // pairs of the first collection with the second only
};

/// The stored candidates.
using CandidateFile = PairFile<lsh::Pair, lsh::BucketCounts>;

/// Pairs of documents that share a prefix entry and whose set sizes allow the threshold. No cap: nothing is missed.
/// `sizes`: of the sets, by document.
[[nodiscard]] Result<void> join_prefixes(const Context& context, std::uint64_t num_entries,
                                         const base::EntrySource& entries, const std::vector<std::uint32_t>& sizes,
                                         double threshold, PairSorter& pairs, lsh::BucketCounts& counts);

/// `furniture`: counts for nothing. `shingle_counts`: of the scan, for the exhaustive join; null: bands.
[[nodiscard]] Result<CandidateFile> find_candidates(Context& context, const Scan& scan, const Documents& docs,
                                                    const HostFurniture& furniture, const NearOptions& options,
                                                    const postings::ShingleCounts* shingle_counts);

}  // namespace unspin::detect
