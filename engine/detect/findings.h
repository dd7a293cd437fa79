#pragma once

// Stage 7: every pair of related documents is judged; what is worth a line goes to scratch.
// Pieces of pairs are stored as they are done: a killed run goes on behind the last.

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <unspin/compare.h>
#include <unspin/result.h>

#include "engine/base/file.h"
#include "engine/detect/context.h"
#include "engine/detect/match_bytes.h"
#include "engine/detect/near.h"
#include "engine/detect/pipeline.h"
#include "engine/verify/rewrite_model.h"

namespace unspin::detect {

/// Two documents, in the order in which they are written, and where their match is.
struct Finding {
  std::uint32_t a;
  std::uint32_t b;
  std::uint64_t offset;
  std::uint32_t bytes;
  Verdict verdict;
};

struct Findings {
  base::File matches;
  std::vector<Finding> list;
  /// Related documents that are copies, whole or in part, of whatever kind: which kinds are wanted changes nothing
  /// here.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> copies;
  std::vector<std::uint32_t> common_sources;  // beside the list: common_source.h

  /// Io, CorruptFile.
  [[nodiscard]] Result<PackedMatch> read(const Finding& finding) const;
};

/// Whether it says that one text was made from the other, in whole or in part.
[[nodiscard]] bool is_copy(Verdict verdict) noexcept;

struct JudgeOptions {
  std::set<Verdict> wanted;
  double threshold;  // of near-duplicates
  /// The order in which a pair is written.
  std::function<std::pair<std::uint32_t, std::uint32_t>(std::uint32_t, std::uint32_t)> in_order;
  const verify::RewriteModel& model;
};

/// Io, Interrupted, CorruptFile.
[[nodiscard]] Result<Findings> judge_related(Context& context, const Near& near, const Related& related,
                                             const HostFurniture& furniture, const JudgeOptions& options);

}  // namespace unspin::detect
