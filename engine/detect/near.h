#pragma once

// Stages 3 to 5: candidates from bands or from the exhaustive join, the shingle sets and ids of the documents involved,
// and the exact measure of every candidate.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

#include "engine/base/doc_subset.h"
#include "engine/detect/context.h"
#include "engine/detect/exact.h"
#include "engine/detect/scan.h"
#include "engine/lsh/candidates.h"
#include "engine/lsh/s_curve.h"
#include "engine/postings/prefix_join.h"
#include "engine/verify/set_similarity.h"

namespace unspin::detect {

/// Strings of the documents of a subset, by rank.
class IdTable {
 public:
  void add(std::string_view id) {
    bytes_.append(id);
    ends_.push_back(bytes_.size());
  }
  [[nodiscard]] std::string_view operator[](std::uint32_t rank) const noexcept {
    const std::uint64_t begin = rank == 0 ? 0 : ends_[rank - 1];
    return std::string_view(bytes_).substr(begin, ends_[rank] - begin);
  }
  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(ends_.size()); }

 private:
  std::string bytes_;
  std::vector<std::uint64_t> ends_;
};

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

struct NearOptions {
  corpus::Fields fields;
  double threshold;
  lsh::Banding banding;  // no bands: the exhaustive join
  bool search;           // false: exact copies only, no near-duplicates are looked for
};

/// `counts`: of the scan, for the exhaustive join. Io, Interrupted, CorruptFile.
[[nodiscard]] Result<Near> find_near(Context& context, const Scan& scan, const Documents& docs,
                                     const NearOptions& options, const postings::ShingleCounts* counts);

}  // namespace unspin::detect
