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
    "precision, recall, f1, doc_recall, ari, clusters.precision, clusters.recall, clusters.f1, clusters.doc_recall";

std::optional<double> figure_of(std::string_view name, const Score& score, const DocumentRecall& documents) {
  if (name == "precision") return score.precision();
  if (name == "recall") return score.recall();
  if (name == "f1") return score.f1();
  return Score::share(documents.linked, documents.with_partner);
}

bool is_figure(std::string_view name) {
  if (name == "ari") return true;
  if (name.starts_with("clusters.")) name.remove_prefix(std::string_view("clusters.").size());
  return name == "precision" || name == "recall" || name == "f1" || name == "doc_recall";
}

}  // namespace

Result<EvalReport> evaluate(const EvalOptions& options) {
  using namespace detect;
  if (!(options.threshold > 0 && options.threshold <= 1)) {
    return failure(Error::Code::InvalidOptions,
                   fmt::format("threshold is {}, must be over 0 and at most 1", options.threshold));
  }
  IdTable ids;
  auto reported = read_reported(options.matches, ids);
  if (!reported) return pass_on(reported);
  auto truth = read_truth(options.truth, options.threshold, ids);
  if (!truth) return pass_on(truth);

  EvalReport report;
  report.matches_layout = reported->layout;
  report.documents = reported->documents.size();
  report.unknown_documents = static_cast<std::uint64_t>(std::count_if(
      reported->documents.begin(), reported->documents.end(), [&](DocNumber doc) { return !truth->named[doc]; }));
  report.truth = truth->facts;
  const auto components = components_of(*reported, ids.size());
  if (reported->lists_pairs) report.pairs = score_pairs(*reported, *truth);
  report.clusters = score_clusters(components, *truth);
  report.bands = score_bands(components, *reported, *truth);
  report.kinds = score_kinds(components, *reported, *truth);
  report.verdicts = score_verdicts(*reported, *truth);
  if (!truth->sets.empty()) report.sets = score_sets(components, *truth);
  // With labelled pairs only, nobody knows whether a removed document has a match that was not labelled.
  if (reported->lists_removed && truth->facts.unlisted_are_wrong)
    report.removal = score_removal(*reported, *truth, ids);
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
  if (figure == "ari") return report.clusters.adjusted_rand_index;
  const bool of_clusters = figure.starts_with("clusters.");
  const std::string_view name = of_clusters ? std::string_view(figure).substr(9) : std::string_view(figure);
  if (of_clusters || !report.pairs) return figure_of(name, report.clusters.score, report.clusters.documents);
  return figure_of(name, report.pairs->score, report.pairs->documents);
}

}  // namespace unspin
