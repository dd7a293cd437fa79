#pragma once

// How good are these matches? Reported pairs, clusters and removals against a truth that people or an exhaustive join
// have made. What each layout of MATCHES and of the truth looks like, and what each figure means:
// docs/formats/truth.md.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

namespace unspin {

struct EvalOptions {
  /// A file of `unspin match`, a folder of `unspin dedup` or one of its lists, or lines of `id_a id_b [score]`.
  std::filesystem::path matches;
  /// Mostly one. Several are read as one truth: an edge list and the articles it is about, say.
  std::vector<std::filesystem::path> truth;
  /// Where the truth gives similarities: from which one on a pair is a copy.
  double threshold = 0.8;
};

/// What is reported against what is true, counted in pairs or in documents. A share of nothing is undefined.
struct Score {
  std::uint64_t judged = 0;  // reported, and the truth says whether rightly
  std::uint64_t right = 0;
  std::uint64_t copies = 0;  // in the truth

  [[nodiscard]] std::optional<double> precision() const { return share(right, judged); }
  [[nodiscard]] std::optional<double> recall() const { return share(right, copies); }
  [[nodiscard]] std::optional<double> f1() const { return share(2 * right, judged + copies); }
  [[nodiscard]] static std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
  }
};

/// The documents that have a true partner, and those of them that are linked to one.
struct DocumentRecall {
  std::uint64_t with_partner = 0;
  std::uint64_t linked = 0;
};

/// Pairs as they were reported.
struct PairReport {
  std::uint64_t reported = 0;  // different pairs; a document with itself is none
  std::uint64_t unlisted = 0;  // of them, pairs that the truth does not name: wrong, or not judged (see TruthFacts)
  std::uint64_t neither = 0;   // of them, pairs that the truth calls neither copy nor different: not judged
  Score score;
  DocumentRecall documents;
};

/// All pairs within the connected components of what was reported.
struct ClusterReport {
  std::uint64_t clusters = 0;  // of two documents or more
  std::uint64_t largest = 0;
  std::uint64_t implied_pairs = 0;
  Score score;
  DocumentRecall documents;
  std::optional<double> adjusted_rand_index;  // none for labelled pairs: they are a sample, not a clustering
  std::uint64_t adjusted_rand_documents = 0;  // over so many
};

/// Pairs of the truth of one kind, or of one range of similarity, and how many of them were found.
struct TruthGroup {
  std::string label;  // as in the truth, or "jaccard"
  std::string kind;   // as in the truth, or "0.8-0.82": the upper end is open, but for 1
  std::uint64_t pairs = 0;
  std::uint64_t reported = 0;
  std::uint64_t clustered = 0;  // in the same component
};

/// Pairs that were reported with one verdict. Verdicts that claim no copy (same-topic, unrelated, inconclusive) are
/// shown here and count nowhere else.
struct VerdictGroup {
  std::string verdict;
  std::uint64_t pairs = 0;
  std::uint64_t judged = 0;
  std::uint64_t copies = 0;  // of those judged
};

/// Documents whose set of duplicates was found, as text-dedup scores the CORE data set. A document counts as found
/// when its whole labelled set is within its component, as missed when it stayed alone, else as wrong.
struct SetReport {
  struct Category {
    std::string name;
    std::uint64_t documents = 0;
    std::uint64_t exact = 0;
  };
  std::uint64_t documents = 0;
  std::uint64_t exact = 0;  // component and labelled set are equal
  std::uint64_t found = 0;
  std::uint64_t wrong = 0;
  std::uint64_t missed = 0;
  std::uint64_t alone = 0;  // rightly
  std::vector<Category> categories;

  [[nodiscard]] std::optional<double> accuracy() const { return Score::share(exact, documents); }
  [[nodiscard]] std::optional<double> duplicates_precision() const { return Score::share(found, found + wrong); }
  [[nodiscard]] std::optional<double> duplicates_recall() const { return Score::share(found, found + missed); }
  [[nodiscard]] std::optional<double> others_precision() const { return Score::share(alone, alone + missed); }
  [[nodiscard]] std::optional<double> others_recall() const { return Score::share(alone, alone + wrong); }
};

/// What `unspin dedup` took away.
struct RemovalReport {
  std::uint64_t removed = 0;
  std::uint64_t wrong = 0;             // no kept document is a true match
  std::uint64_t wrong_no_partner = 0;  // of them, those without a true match at all
  std::uint64_t left = 0;              // kept, although a kept document with a smaller id is a true match
};

struct TruthFacts {
  std::string layout;
  std::uint64_t documents = 0;  // named
  std::uint64_t pairs = 0;      // listed; 0 for a clustering
  std::uint64_t copies = 0;
  std::uint64_t different = 0;
  std::uint64_t neither = 0;
  std::uint64_t clusters = 0;         // of two documents or more; 0 when pairs are listed
  bool unlisted_are_wrong = false;    // a reported pair that the truth does not name is wrong; else not judged
  bool names_all_documents = false;   // singles too
  std::optional<double> copies_from;  // the threshold, where similarities are given
};

struct EvalReport {
  std::string matches_layout;
  std::uint64_t documents = 0;          // named in the matches
  std::uint64_t unknown_documents = 0;  // of them, not named in the truth
  TruthFacts truth;
  std::optional<PairReport> pairs;  // none for clusters.jsonl
  ClusterReport clusters;
  std::vector<TruthGroup> bands;
  std::vector<TruthGroup> kinds;
  std::vector<VerdictGroup> verdicts;
  std::optional<SetReport> sets;
  std::optional<RemovalReport> removal;
};

/// InvalidOptions: a file of no known layout, a line that does not fit its file, a truth that contradicts itself (the
/// message says file and line). Io: a file that cannot be read to its end.
[[nodiscard]] Result<EvalReport> evaluate(const EvalOptions& options);

/// The report as indented JSON, with precision, recall and F1 worked out.
[[nodiscard]] std::string to_json(const EvalReport& report);

/// A floor under one figure of a report, as in "precision<0.98": reached when the figure is below it.
struct FailOn {
  std::string figure;
  double floor = 0;

  /// precision, recall, f1, doc_recall: of the pairs, or of the clusters when no pairs were reported; ari;
  /// clusters.precision and so on. InvalidOptions for what is none.
  [[nodiscard]] static Result<FailOn> parse(std::string_view text);
  /// Nothing when the report has no such figure.
  [[nodiscard]] std::optional<double> value(const EvalReport& report) const;
  /// A figure that the report does not have is no reason to pass.
  [[nodiscard]] bool reached(const EvalReport& report) const { return !(value(report).value_or(-1) >= floor); }
};

}  // namespace unspin
