#include "tools/eval_table.h"

#include <algorithm>

#include <fmt/format.h>

namespace unspin::tools {
namespace {

std::string share(std::optional<double> value) { return value ? fmt::format("{:.4f}", *value) : "-"; }

std::string share(std::uint64_t part, std::uint64_t whole) { return share(Score::share(part, whole)); }

/// Rows under a head; the first `texts` columns flush left, numbers right.
class Table {
 public:
  Table(std::size_t texts, std::vector<std::string> head) : texts_(texts) { add(std::move(head)); }

  void add(std::vector<std::string> row) {
    widths_.resize(std::max(widths_.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], row[i].size());
    rows_.push_back(std::move(row));
  }

  void last_is_text() { last_is_text_ = true; }

  std::string text() const {
    if (rows_.size() < 2) return {};
    std::string out = "\n";
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) line += "  ";
        const bool left = i < texts_ || (last_is_text_ && i + 1 == widths_.size());
        line += left ? fmt::format("{:<{}}", row[i], widths_[i]) : fmt::format("{:>{}}", row[i], widths_[i]);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + '\n';
    }
    return out;
  }

 private:
  std::size_t texts_;
  bool last_is_text_ = false;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

std::string heading(const EvalReport& report) {
  if (!report.has_truth) return fmt::format("matches  {}: {} documents\n", report.matches_layout, report.documents);
  const TruthFacts& truth = report.truth;
  std::string listed = truth.clusters > 0 ? fmt::format("{} clusters, ", truth.clusters) : "";
  if (truth.pairs > 0) listed = fmt::format("{} pairs, ", truth.pairs);
  listed += fmt::format("{} pairs are copies", truth.copies);
  if (truth.copies_from) listed += fmt::format(" (jaccard >= {:g})", *truth.copies_from);
  if (truth.different > 0) listed += fmt::format(", {} are not", truth.different);
  if (truth.neither > 0) listed += fmt::format(", {} count as neither", truth.neither);
  return fmt::format(
      "matches  {}: {} documents, {} of them not in the truth\n"
      "truth    {}: {} documents, {}; pairs that it does not name are {}\n",
      report.matches_layout, report.documents, report.unknown_documents, truth.layout, truth.documents, listed,
      truth.unlisted_are_wrong ? "wrong" : "not judged");
}

void add_score(Table& table, const char* name, std::uint64_t reported, const Score& score,
               const DocumentRecall& documents, const std::string& ari) {
  table.add({name, fmt::to_string(reported), fmt::to_string(score.judged), fmt::to_string(score.right),
             share(score.precision()), share(score.recall()), share(score.f1()),
             share(documents.linked, documents.with_partner), ari});
}

std::string scores(const EvalReport& report) {
  const ClusterReport& clusters = report.clusters;
  Table table(1, {"", "pairs", "judged", "right", "precision", "recall", "F1", "doc recall", "ARI"});
  if (report.pairs) add_score(table, "pairs", report.pairs->reported, report.pairs->score, report.pairs->documents, "");
  add_score(table, "clusters", clusters.implied_pairs, clusters.score, clusters.documents,
            share(clusters.adjusted_rand_index));
  std::string text = table.text();
  if (report.pairs && report.truth.different > 0)
    text += fmt::format("{} of the {} pairs that are no copies are reported\n", report.pairs->different,
                        report.truth.different);
  if (report.pairs && report.pairs->unlisted > 0)
    text += fmt::format("{} of the pairs reported are not in the truth\n", report.pairs->unlisted);
  text += fmt::format("{} clusters, the largest of {}", clusters.clusters, clusters.largest);
  if (clusters.adjusted_rand_index) text += fmt::format("; ARI over {} documents", clusters.adjusted_rand_documents);
  return text + "\n";
}

std::string ranking(const RankingReport& ranking) {
  return fmt::format(
      "ranking: with {:g} % of the {} pairs that are no copies let through (score > {:.4g}), {} of {} copies are found "
      "({})\n",
      100 * ranking.at_fpr, ranking.negatives, ranking.threshold, ranking.found, ranking.copies,
      share(ranking.recall()));
}

std::string verdict_counts(const std::vector<VerdictCount>& counts) {
  std::string text;
  for (const VerdictCount& count : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count.verdict, count.pairs);
  return text;
}

/// Without pairs reported (clusters.jsonl), only components can have found anything.
std::string groups(const std::vector<TruthGroup>& groups, bool pairs_reported, bool ranked) {
  const bool verdicts = !groups.empty() && !groups.front().verdicts.empty();
  std::vector<std::string> head{"truth", "kind", "pairs", "reported", "share", "in one cluster"};
  if (ranked) head.emplace_back("ranked");
  if (verdicts) head.emplace_back("verdicts");
  Table table(2, std::move(head));
  if (verdicts) table.last_is_text();
  for (const TruthGroup& group : groups) {
    std::vector<std::string> row{group.label,
                                 group.kind,
                                 fmt::to_string(group.pairs),
                                 pairs_reported ? fmt::to_string(group.reported) : "-",
                                 pairs_reported ? share(group.reported, group.pairs) : "-",
                                 share(group.clustered, group.pairs)};
    if (ranked) row.push_back(share(group.ranked, group.pairs));
    if (verdicts) row.push_back(verdict_counts(group.verdicts));
    table.add(std::move(row));
  }
  return table.text();
}

std::string verdicts(const std::vector<VerdictGroup>& verdicts) {
  Table table(1, {"verdict", "pairs", "judged", "copies", "share"});
  for (const VerdictGroup& group : verdicts) {
    table.add({group.verdict, fmt::to_string(group.pairs), fmt::to_string(group.judged), fmt::to_string(group.copies),
               share(group.copies, group.judged)});
  }
  return table.text();
}

std::string sets(const SetReport& sets) {
  Table classes(1, {"documents", "precision", "recall"});
  classes.add({"with duplicates", share(sets.duplicates_precision()), share(sets.duplicates_recall())});
  classes.add({"without", share(sets.others_precision()), share(sets.others_recall())});
  Table exact(1, {"category", "documents", "exact sets", "share"});
  for (const SetReport::Category& category : sets.categories) {
    exact.add({category.name, fmt::to_string(category.documents), fmt::to_string(category.exact),
               share(category.exact, category.documents)});
  }
  exact.add({"all", fmt::to_string(sets.documents), fmt::to_string(sets.exact), share(sets.accuracy())});
  return classes.text() + exact.text();
}

std::string removal(const RemovalReport& removal) {
  return fmt::format(
      "\nremoved {}: {} wrongly (no true match of them was kept; {} have none at all)\n"
      "left {}: kept, although a true match with a smaller id was kept too\n",
      removal.removed, removal.wrong, removal.wrong_no_partner, removal.left);
}

void add_passage_score(Table& table, const PassageScore& score) {
  table.add({score.kind.empty() ? "(none)" : score.kind, fmt::to_string(score.pairs), fmt::to_string(score.passages),
             fmt::to_string(score.reported), fmt::to_string(score.detected), share(score.precision()),
             share(score.recall()), share(score.mean_precision()), share(score.mean_recall()),
             share(score.granularity()), share(score.plagdet())});
}

std::string passages(const PassageReport& passages) {
  Table table(1, {"passages", "pairs", "true", "reported", "detected", "precision", "recall", "mean prec.",
                  "mean recall", "granularity", "plagdet"});
  for (const PassageScore& score : passages.kinds) add_passage_score(table, score);
  add_passage_score(table, passages.all);
  std::string text =
      table.text() + fmt::format("truth of passages: {}, offsets in {}", passages.layout, passages.offsets);
  if (passages.unjudged_pairs > 0)
    text += fmt::format("; {} pairs with passages are not in it, and not judged", passages.unjudged_pairs);
  return text + "\n";
}

std::string documents(const EvalReport& report) {
  const bool pairs_reported = report.pairs.has_value();
  std::string text = scores(report);
  if (report.ranking) text += ranking(*report.ranking);
  text += groups(report.bands, pairs_reported, false) +
          groups(report.kinds, pairs_reported, report.ranking.has_value()) + verdicts(report.verdicts);
  if (report.sets) text += sets(*report.sets);
  if (report.removal) text += removal(*report.removal);
  return text;
}

}  // namespace

std::string eval_table(const EvalReport& report) {
  std::string text = heading(report);
  if (report.has_truth) text += documents(report);
  if (report.passages) text += passages(*report.passages);
  return text;
}

}  // namespace unspin::tools
