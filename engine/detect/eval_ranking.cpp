// Pairs by score: which threshold lets a given share of the different pairs through, and what it finds.

#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/detect/eval_scores.h"

namespace unspin::detect {
namespace {

/// Scores of the pairs of the truth with one judgement.
std::vector<double> scores_of(const Reported& reported, const Truth& truth, Judgement judgement) {
  std::vector<double> scores;
  for (const TruthPair& pair : truth.pairs) {
    if (pair.judgement != judgement) continue;
    const ReportedPair* found = reported.find(pair.docs);
    scores.push_back(found == nullptr ? 0 : found->score);
  }
  return scores;
}

}  // namespace

std::optional<RankingReport> rank_pairs(const Reported& reported, const Truth& truth, double at_fpr) {
  // A list of similarities calls different what is just below its threshold: no sample of wrong matches.
  if (!reported.has_scores || truth.clustering || truth.has_jaccard || truth.facts.different == 0) return std::nullopt;
  std::vector<double> negatives = scores_of(reported, truth, Judgement::Different);
  std::sort(negatives.begin(), negatives.end(), std::greater<>());
  const std::vector<double> copies = scores_of(reported, truth, Judgement::Copy);
  RankingReport report;
  report.at_fpr = at_fpr;
  report.negatives = negatives.size();
  report.copies = copies.size();
  report.threshold = negatives[static_cast<std::size_t>(at_fpr * static_cast<double>(negatives.size()))];
  report.found = static_cast<std::uint64_t>(
      std::count_if(copies.begin(), copies.end(), [&](double score) { return score > report.threshold; }));
  return report;
}

}  // namespace unspin::detect
