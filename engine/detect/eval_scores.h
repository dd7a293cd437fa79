#pragma once

// Matches against truth. Each function counts one section of the report; none of them can fail.

#include <optional>
#include <vector>

#include <unspin/eval.h>

#include "engine/detect/eval_matches.h"
#include "engine/detect/eval_truth.h"

namespace unspin::detect {

/// By document: the component of what was reported. Covers every id, documents that were not reported alone.
[[nodiscard]] std::vector<cluster::Label> components_of(const Reported& reported, std::size_t num_ids);

[[nodiscard]] PairReport score_pairs(const Reported& reported, const Truth& truth);
[[nodiscard]] std::vector<VerdictGroup> score_verdicts(const Reported& reported, const Truth& truth);

[[nodiscard]] ClusterReport score_clusters(const std::vector<cluster::Label>& components, const Truth& truth);
[[nodiscard]] SetReport score_sets(const std::vector<cluster::Label>& components, const Truth& truth);

/// The threshold that lets `at_fpr` of the different pairs through, and what it finds; nothing without scores, or in a
/// truth that names no different pairs. O(truth · log matches).
[[nodiscard]] std::optional<RankingReport> rank_pairs(const Reported& reported, const Truth& truth, double at_fpr);

/// Pairs of the truth by its labels and kinds, in their order.
[[nodiscard]] std::vector<TruthGroup> score_kinds(const std::vector<cluster::Label>& components,
                                                  const Reported& reported, const Truth& truth,
                                                  const std::optional<RankingReport>& ranking);
/// Likewise by range of similarity, from below.
[[nodiscard]] std::vector<TruthGroup> score_bands(const std::vector<cluster::Label>& components,
                                                  const Reported& reported, const Truth& truth);

[[nodiscard]] RemovalReport score_removal(const Reported& reported, const Truth& truth, const IdTable& ids);

}  // namespace unspin::detect
