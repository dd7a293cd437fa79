// Pair by pair: what was reported, by verdict; what should have been, by kind and by similarity.

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "engine/detect/eval_scores.h"

namespace unspin::detect {
namespace {

/// Where ranges of similarity begin. Narrow just over the usual threshold: that is where candidates are lost.
constexpr std::array kBandBegins{0.0F, 0.5F, 0.6F, 0.7F, 0.8F, 0.82F, 0.9F};

void add_verdict(std::vector<VerdictCount>& counts, const std::string& verdict) {
  const auto same = [&](const VerdictCount& count) { return count.verdict == verdict; };
  const auto found = std::find_if(counts.begin(), counts.end(), same);
  if (found == counts.end()) {
    counts.push_back({verdict, 1});
  } else {
    ++found->pairs;
  }
}

void count(TruthGroup& group, const TruthPair& pair, const std::vector<cluster::Label>& components,
           const Reported& reported) {
  ++group.pairs;
  const ReportedPair* found = reported.find(pair.docs);
  group.reported += found != nullptr && claims_copy(found->verdict);
  group.clustered += components[pair.docs.first] == components[pair.docs.second];
}

/// Documents with a true partner: all of them, and those in `linked`.
DocumentRecall documents_of(const Truth& truth, const std::vector<bool>& linked) {
  std::vector<bool> partnered(truth.labels.size(), false);
  if (truth.clustering) partnered = cluster::together_in_both(truth.labels, truth.labels);
  for (const TruthPair& pair : truth.pairs) {
    if (pair.judgement == Judgement::Copy) partnered[pair.docs.first] = partnered[pair.docs.second] = true;
  }
  return {static_cast<std::uint64_t>(std::count(partnered.begin(), partnered.end(), true)),
          static_cast<std::uint64_t>(std::count(linked.begin(), linked.end(), true))};
}

}  // namespace

PairReport score_pairs(const Reported& reported, const Truth& truth) {
  PairReport report;
  report.score.copies = truth.facts.copies;
  std::vector<bool> linked(truth.labels.size(), false);
  for (const ReportedPair& pair : reported.pairs) {
    if (!claims_copy(pair.verdict)) continue;
    ++report.reported;
    const Judgement judgement = truth.judge(pair.docs);
    report.unlisted += judgement == Judgement::Unlisted;
    report.different += judgement == Judgement::Different;
    report.neither += judgement == Judgement::Neither;
    if (judgement != Judgement::Copy) continue;
    ++report.score.right;
    linked[pair.docs.first] = linked[pair.docs.second] = true;
  }
  report.score.judged =
      report.reported - report.neither - (truth.facts.unlisted_are_wrong ? std::uint64_t{0} : report.unlisted);
  report.documents = documents_of(truth, linked);
  return report;
}

std::vector<VerdictGroup> score_verdicts(const Reported& reported, const Truth& truth) {
  std::map<std::string, VerdictGroup> groups;
  for (const ReportedPair& pair : reported.pairs) {
    if (pair.verdict.empty()) continue;
    VerdictGroup& group = groups[pair.verdict];
    const Judgement judgement = truth.judge(pair.docs);
    ++group.pairs;
    group.copies += judgement == Judgement::Copy;
    group.judged += judgement == Judgement::Copy || judgement == Judgement::Different ||
                    (judgement == Judgement::Unlisted && truth.facts.unlisted_are_wrong);
  }
  std::vector<VerdictGroup> list;
  for (auto& [verdict, group] : groups) {
    group.verdict = verdict;
    list.push_back(group);
  }
  return list;
}

std::vector<TruthGroup> score_kinds(const std::vector<cluster::Label>& components, const Reported& reported,
                                    const Truth& truth, const std::optional<RankingReport>& ranking) {
  if (!truth.has_kinds) return {};
  std::vector<TruthGroup> groups = truth.groups;
  for (const TruthPair& pair : truth.pairs) {
    TruthGroup& group = groups[pair.group];
    count(group, pair, components, reported);
    const ReportedPair* found = reported.find(pair.docs);
    if (ranking) group.ranked += found != nullptr && found->score > ranking->threshold;
    if (reported.has_verdicts) add_verdict(group.verdicts, found != nullptr ? found->verdict : "-");
  }
  for (TruthGroup& group : groups) {
    std::sort(group.verdicts.begin(), group.verdicts.end(), [](const VerdictCount& x, const VerdictCount& y) {
      return std::tie(y.pairs, x.verdict) < std::tie(x.pairs, y.verdict);
    });
  }
  std::sort(groups.begin(), groups.end(), [](const TruthGroup& x, const TruthGroup& y) {
    return std::tie(x.label, x.kind) < std::tie(y.label, y.kind);
  });
  return groups;
}

std::vector<TruthGroup> score_bands(const std::vector<cluster::Label>& components, const Reported& reported,
                                    const Truth& truth) {
  if (!truth.has_jaccard) return {};
  std::vector<TruthGroup> bands(kBandBegins.size());
  for (std::size_t i = 0; i < bands.size(); ++i) {
    bands[i].label = "jaccard";
    bands[i].kind = fmt::format("{:g}-{:g}", kBandBegins[i], i + 1 < bands.size() ? kBandBegins[i + 1] : 1.0F);
  }
  for (const TruthPair& pair : truth.pairs) {
    const auto after = std::upper_bound(kBandBegins.begin(), kBandBegins.end(), pair.jaccard);
    count(bands[static_cast<std::size_t>(after - kBandBegins.begin()) - 1], pair, components, reported);
  }
  std::erase_if(bands, [](const TruthGroup& band) { return band.pairs == 0; });
  return bands;
}

}  // namespace unspin::detect
