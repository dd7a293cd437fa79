#include <unspin/eval.h>

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "engine/detect/eval_matches.h"
#include "engine/detect/eval_scores.h"
#include "engine/detect/eval_truth.h"

namespace unspin {
namespace {

constexpr std::string_view kFigures =
    "precision, recall, f1, doc_recall, ari, clusters.precision, clusters.recall, clusters.f1, clusters.doc_recall, "
    "ranking.recall, passages.precision, passages.recall, passages.plagdet";

std::optional<double> figure_of(std::string_view name, const Score& score, const DocumentRecall& documents) {
  if (name == "precision") return score.precision();
  if (name == "recall") return score.recall();
  if (name == "f1") return score.f1();
  return Score::share(documents.linked, documents.with_partner);
}

bool is_figure(std::string_view name) {
  if (name == "ari" || name == "ranking.recall") return true;
  if (name == "passages.precision" || name == "passages.recall" || name == "passages.plagdet") return true;
  if (name.starts_with("clusters.")) name.remove_prefix(std::string_view("clusters.").size());
  return name == "precision" || name == "recall" || name == "f1" || name == "doc_recall";
}

std::optional<double> passage_figure(std::string_view name, const std::optional<PassageReport>& report) {
  if (!report) return std::nullopt;
  if (name == "passages.precision") return report->all.precision();
  return name == "passages.recall" ? report->all.recall() : report->all.plagdet();
}

Result<void> check(const EvalOptions& options) {
  const auto refuse = [](std::string what) { return failure(Error::Code::InvalidOptions, std::move(what)); };
  if (!(options.threshold > 0 && options.threshold <= 1))
    return refuse(fmt::format("threshold is {}, must be over 0 and at most 1", options.threshold));
  if (!(options.at_fpr >= 0 && options.at_fpr < 1))
    return refuse(fmt::format("at-fpr is {}, must be at least 0 and below 1", options.at_fpr));
  if (options.truth.empty() && options.passages.empty())
    return refuse("no truth: name one with --truth, or with --passages");
  return {};
}

/// Everything but passages.
void score_documents(const detect::Reported& reported, const detect::Truth& truth, double at_fpr,
                     const detect::IdTable& ids, EvalReport& report) {
  using namespace detect;
  report.unknown_documents = static_cast<std::uint64_t>(std::count_if(
      reported.documents.begin(), reported.documents.end(), [&](DocNumber doc) { return !truth.named[doc]; }));
  report.truth = truth.facts;
  const auto components = components_of(reported, ids.size());
  if (reported.lists_pairs) report.pairs = score_pairs(reported, truth);
  report.ranking = rank_pairs(reported, truth, at_fpr);
  report.clusters = score_clusters(components, truth);
  report.bands = score_bands(components, reported, truth);
  report.kinds = score_kinds(components, reported, truth, report.ranking);
  report.verdicts = score_verdicts(reported, truth);
  if (!truth.sets.empty()) report.sets = score_sets(components, truth);
  // With labelled pairs only, nobody knows whether a removed document has a match that was not labelled.
  if (reported.lists_removed && truth.facts.unlisted_are_wrong) report.removal = score_removal(reported, truth, ids);
}

}  // namespace

Result<EvalReport> evaluate(const EvalOptions& options) {
  using namespace detect;
  if (auto ok = check(options); !ok) return pass_on(ok);
  IdTable ids;
  auto reported = read_reported(options.matches, !options.passages.empty(), ids);
  if (!reported) return pass_on(reported);
  EvalReport report;
  report.matches_layout = reported->layout;
  report.documents = reported->documents.size();
  report.has_truth = !options.truth.empty();
  if (report.has_truth) {
    auto truth = read_truth(options.truth, options.threshold, ids);
    if (!truth) return pass_on(truth);
    score_documents(*reported, *truth, options.at_fpr, ids, report);
  }
  if (!options.passages.empty()) {
    auto truth = read_passage_truth(options.passages, options.corpus, ids);
    if (!truth) return pass_on(truth);
    report.passages = score_passages(reported->passages, *truth);
  }
  return report;
}

Result<FailOn> FailOn::parse(std::string_view text) {
  const auto refuse = [&] {
    return failure(
        Error::Code::InvalidOptions,
        fmt::format("'{}' is no condition: write FIGURE<NUMBER, as in precision<0.98; figures are {}", text, kFigures));
  };
  const std::size_t sign = text.find('<');
  if (sign == std::string_view::npos) return refuse();
  const std::string_view number = text.substr(sign + 1);
  FailOn condition{std::string(text.substr(0, sign)), 0};
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), condition.floor);
  const bool whole = error == std::errc() && end == number.data() + number.size();
  if (!is_figure(condition.figure) || !whole || !(condition.floor >= -1 && condition.floor <= 1)) return refuse();
  return condition;
}

std::optional<double> FailOn::value(const EvalReport& report) const {
  if (figure.starts_with("passages.")) return passage_figure(figure, report.passages);
  if (!report.has_truth) return std::nullopt;
  if (figure == "ari") return report.clusters.adjusted_rand_index;
  if (figure == "ranking.recall") return report.ranking ? report.ranking->recall() : std::nullopt;
  const bool of_clusters = figure.starts_with("clusters.");
  const std::string_view name = of_clusters ? std::string_view(figure).substr(9) : std::string_view(figure);
  if (of_clusters || !report.pairs) return figure_of(name, report.clusters.score, report.clusters.documents);
  return figure_of(name, report.pairs->score, report.pairs->documents);
}

}  // namespace unspin
