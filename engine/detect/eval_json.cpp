#include <cmath>

#include <nlohmann/json.hpp>

#include <unspin/eval.h>

namespace unspin {
namespace {

using Json = nlohmann::ordered_json;

/// Six digits are more than any truth supports, and keep reports comparable line by line.
Json number(std::optional<double> value) {
  if (!value) return nullptr;
  return std::round(*value * 1e6) / 1e6;
}

void add_score(Json& to, const Score& score, const DocumentRecall& documents) {
  to["judged"] = score.judged;
  to["right"] = score.right;
  to["precision"] = number(score.precision());
  to["recall"] = number(score.recall());
  to["f1"] = number(score.f1());
  to["doc_recall"] = number(Score::share(documents.linked, documents.with_partner));
}

Json truth_json(const TruthFacts& truth, const DocumentRecall& documents) {
  Json json{{"layout", truth.layout},       {"documents", truth.documents},
            {"pairs", truth.pairs},         {"copies", truth.copies},
            {"different", truth.different}, {"neither", truth.neither},
            {"clusters", truth.clusters},   {"docs_with_partner", documents.with_partner}};
  json["copies_from"] = number(truth.copies_from);
  json["unlisted_pairs"] = truth.unlisted_are_wrong ? "wrong" : "not judged";
  return json;
}

Json pairs_json(const PairReport& pairs) {
  Json json{{"reported", pairs.reported},
            {"unlisted", pairs.unlisted},
            {"different", pairs.different},
            {"neither", pairs.neither}};
  add_score(json, pairs.score, pairs.documents);
  return json;
}

Json clusters_json(const ClusterReport& clusters) {
  Json json{{"clusters", clusters.clusters}, {"largest", clusters.largest}, {"implied_pairs", clusters.implied_pairs}};
  add_score(json, clusters.score, clusters.documents);
  json["ari"] = number(clusters.adjusted_rand_index);
  json["ari_documents"] = clusters.adjusted_rand_documents;
  return json;
}

Json ranking_json(const RankingReport& ranking) {
  return {{"at_fpr", number(ranking.at_fpr)}, {"threshold", number(ranking.threshold)},
          {"negatives", ranking.negatives},   {"copies", ranking.copies},
          {"found", ranking.found},           {"recall", number(ranking.recall())}};
}

Json verdict_counts_json(const std::vector<VerdictCount>& counts) {
  Json json = Json::object();
  for (const VerdictCount& count : counts) json[count.verdict] = count.pairs;
  return json;
}

Json groups_json(const std::vector<TruthGroup>& groups, bool pairs_reported, bool ranked) {
  Json list = Json::array();
  for (const TruthGroup& group : groups) {
    Json entry{{"label", group.label}, {"kind", group.kind}, {"pairs", group.pairs}};
    if (pairs_reported) {
      entry["reported"] = group.reported;
      entry["share_reported"] = number(Score::share(group.reported, group.pairs));
    }
    entry["clustered"] = group.clustered;
    entry["share_clustered"] = number(Score::share(group.clustered, group.pairs));
    if (ranked) {
      entry["ranked"] = group.ranked;
      entry["share_ranked"] = number(Score::share(group.ranked, group.pairs));
    }
    if (!group.verdicts.empty()) entry["verdicts"] = verdict_counts_json(group.verdicts);
    list.push_back(std::move(entry));
  }
  return list;
}

Json verdicts_json(const std::vector<VerdictGroup>& verdicts) {
  Json list = Json::array();
  for (const VerdictGroup& group : verdicts) {
    list.push_back({{"verdict", group.verdict},
                    {"pairs", group.pairs},
                    {"judged", group.judged},
                    {"copies", group.copies},
                    {"share", number(Score::share(group.copies, group.judged))}});
  }
  return list;
}

Json sets_json(const SetReport& sets) {
  Json categories = Json::array();
  for (const SetReport::Category& category : sets.categories) {
    categories.push_back({{"category", category.name},
                          {"documents", category.documents},
                          {"exact", category.exact},
                          {"accuracy", number(Score::share(category.exact, category.documents))}});
  }
  return {{"documents", sets.documents},
          {"accuracy", number(sets.accuracy())},
          {"precision_duplicates", number(sets.duplicates_precision())},
          {"recall_duplicates", number(sets.duplicates_recall())},
          {"precision_non_duplicates", number(sets.others_precision())},
          {"recall_non_duplicates", number(sets.others_recall())},
          {"found", sets.found},
          {"wrong", sets.wrong},
          {"missed", sets.missed},
          {"alone", sets.alone},
          {"categories", std::move(categories)}};
}

Json passage_score_json(const PassageScore& score) {
  return {{"kind", score.kind},
          {"pairs", score.pairs},
          {"passages", score.passages},
          {"reported", score.reported},
          {"detected", score.detected},
          {"precision", number(score.precision())},
          {"recall", number(score.recall())},
          {"mean_precision", number(score.mean_precision())},
          {"mean_recall", number(score.mean_recall())},
          {"granularity", number(score.granularity())},
          {"plagdet", number(score.plagdet())}};
}

Json passages_json(const PassageReport& passages) {
  Json json{{"layout", passages.layout},
            {"offsets", passages.offsets},
            {"unjudged_pairs", passages.unjudged_pairs},
            {"all", passage_score_json(passages.all)}};
  if (passages.kinds.empty()) return json;
  json["kinds"] = Json::array();
  for (const PassageScore& score : passages.kinds) json["kinds"].push_back(passage_score_json(score));
  return json;
}

/// The sections about documents: all but passages.
void add_documents(Json& json, const EvalReport& report) {
  const bool pairs_reported = report.pairs.has_value();
  json["truth"] = truth_json(report.truth, report.clusters.documents);
  if (report.pairs) json["pairs"] = pairs_json(*report.pairs);
  if (report.ranking) json["ranking"] = ranking_json(*report.ranking);
  json["clusters"] = clusters_json(report.clusters);
  if (!report.bands.empty()) json["bands"] = groups_json(report.bands, pairs_reported, false);
  if (!report.kinds.empty()) json["kinds"] = groups_json(report.kinds, pairs_reported, report.ranking.has_value());
  if (!report.verdicts.empty()) json["verdicts"] = verdicts_json(report.verdicts);
  if (report.sets) json["sets"] = sets_json(*report.sets);
  if (report.removal) {
    json["removal"] = {{"removed", report.removal->removed},
                       {"wrong", report.removal->wrong},
                       {"wrong_no_partner", report.removal->wrong_no_partner},
                       {"left", report.removal->left}};
  }
}

}  // namespace

std::string to_json(const EvalReport& report) {
  Json json{{"matches", {{"layout", report.matches_layout}, {"documents", report.documents}}}};
  if (report.has_truth) {
    json["matches"]["unknown_documents"] = report.unknown_documents;
    add_documents(json, report);
  }
  if (report.passages) json["passages"] = passages_json(*report.passages);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace unspin
