#pragma once

// Stage 3: which pairs are worth measuring. From bands, whose keys the scan left on scratch, or from the exhaustive
// join, which reads the inputs once more. Candidates go to scratch, sorted, each once: a killed run finds them there.

#include <algorithm>
#include <cstdint>
#include <vector>

#include <unspin/result.h>

#include "engine/base/buckets.h"
#include "engine/base/file.h"
#include "engine/corpus/record_parser.h"
#include "engine/detect/context.h"
#include "engine/detect/exact.h"
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

/// The stored candidates, read in pieces.
class CandidateFile {
 public:
  /// CorruptFile when it is not whole, was changed, or belongs to another run. Reads it once, for its checksum.
  [[nodiscard]] static Result<CandidateFile> open(const std::filesystem::path& path, std::uint64_t run);

  [[nodiscard]] Result<std::vector<lsh::Pair>> read(std::uint64_t from, std::uint64_t count) const {
    std::vector<lsh::Pair> pairs(std::min(count, num_pairs_ - from));
    auto ok = file_.read_at(pairs.data(), pairs.size() * sizeof(lsh::Pair), from * sizeof(lsh::Pair));
    if (!ok) return pass_on(ok);
    return pairs;
  }

  /// Calls visit(pairs) with pieces of up to `piece` pairs.
  template <typename Visit>
  [[nodiscard]] Result<void> for_each_piece(std::uint64_t piece, Visit visit) const {
    for (std::uint64_t at = 0; at < num_pairs_; at += piece) {
      const auto pairs = read(at, piece);
      if (!pairs) return tl::unexpected(pairs.error());
      if (auto ok = visit(*pairs, at); !ok) return ok;
    }
    return {};
  }

  [[nodiscard]] std::uint64_t num_pairs() const noexcept { return num_pairs_; }
  [[nodiscard]] const lsh::BucketCounts& counts() const noexcept { return counts_; }

 private:
  base::File file_;
  std::uint64_t num_pairs_ = 0;
  lsh::BucketCounts counts_{};
};

/// Pairs of documents that share a prefix entry and whose set sizes allow the threshold. No cap: nothing is missed.
/// `sizes`: of the sets, by document.
[[nodiscard]] Result<void> join_prefixes(const Context& context, std::uint64_t num_entries,
                                         const base::EntrySource& entries, const std::vector<std::uint32_t>& sizes,
                                         double threshold, PairSorter& pairs, lsh::BucketCounts& counts);

/// `shingle_counts`: of the scan, for the exhaustive join; null: bands.
[[nodiscard]] Result<CandidateFile> find_candidates(Context& context, const Scan& scan, const Documents& docs,
                                                    const NearOptions& options,
                                                    const postings::ShingleCounts* shingle_counts);

}  // namespace unspin::detect
