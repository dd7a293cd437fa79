#pragma once

// How good are these matches? Reported pairs, clusters and removals against a truth that people or an exhaustive join
// have made; passages against the passages that were really taken over. What each layout of MATCHES and of the truths
// looks like, and what each figure means: docs/formats/truth.md.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

namespace [[gnu::visibility("default")]] unspin {

struct EvalOptions {
  /// A file of `unspin match`, a folder of `unspin dedup` or one of its lists, or lines of `id_a id_b [score]`.
  std::filesystem::path matches;
  /// Mostly one. Several are read as one truth: an edge list and the articles it is about, say. May be left out when
  /// passages are given.
  std::vector<std::filesystem::path> truth{};
  /// Where the truth gives similarities: from which one on a pair is a copy.
  double threshold = 0.8;
  /// The share of the pairs that the truth calls different which the ranking lets through, in [0, 1).
  double at_fpr = 0.01;
  /// Truth about passages: JSON lines, PAN's XML files, or folders of these.
  std::vector<std::filesystem::path> passages{};
  /// The documents that PAN's XML is about: it counts characters, matches count bytes. Without them the two are taken
  /// to be the same, which they are in ASCII texts.
  Input corpus{};
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
  std::uint64_t reported = 0;   // different pairs; a document with itself is none
  std::uint64_t unlisted = 0;   // of them, pairs that the truth does not name: wrong, or not judged (see TruthFacts)
  std::uint64_t different = 0;  // of them, pairs that the truth names and calls different: wrong
  std::uint64_t neither = 0;    // of them, pairs that the truth calls neither copy nor different: not judged
  Score score;
  DocumentRecall documents;
};

/// Pairs in the order of their scores (the probability of a match), whatever their verdicts: how many copies stand
/// above the point where a given share of the different pairs does. Pairs that were not reported have the score 0.
struct RankingReport {
  double at_fpr = 0;
  double threshold = 0;         // scores have to be higher
  std::uint64_t negatives = 0;  // pairs that the truth names and calls different
  std::uint64_t copies = 0;
  std::uint64_t found = 0;  // of the copies, above the threshold

  [[nodiscard]] std::optional<double> recall() const { return Score::share(found, copies); }
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

struct VerdictCount {
  std::string verdict;  // "-": not reported
  std::uint64_t pairs = 0;
};

/// Pairs of the truth of one kind, or of one range of similarity, and how many of them were found.
struct TruthGroup {
  std::string label;  // as in the truth, or "jaccard"
  std::string kind;   // as in the truth, or "0.8-0.82": the upper end is open, but for 1
  std::uint64_t pairs = 0;
  std::uint64_t reported = 0;
  std::uint64_t clustered = 0;         // in the same component
  std::uint64_t ranked = 0;            // above the threshold of the ranking, if there is one
  std::vector<VerdictCount> verdicts;  // the most frequent one first; of kinds, where matches have verdicts
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

/// Passages of one kind of pairs, or of all, as [Potthast et al. 2010] score text alignment. A reported passage detects
/// a true one when they overlap in both documents. Bytes are counted in both documents of a pair.
struct PassageScore {
  std::string kind;
  std::uint64_t pairs = 0;     // in the truth, or not in it and wrong
  std::uint64_t passages = 0;  // in the truth
  std::uint64_t reported = 0;
  std::uint64_t detected = 0;    // passages of the truth, by one reported passage or more
  std::uint64_t detections = 0;  // pairs of a true passage and a reported one that detects it
  std::uint64_t true_bytes = 0;  // each byte of a pair once, however many passages it is in; likewise below
  std::uint64_t reported_bytes = 0;
  std::uint64_t shared_bytes = 0;  // of true passages, in reported passages that detect them
  double recall_sum = 0;           // over the passages of the truth: the share of their bytes that was detected
  double precision_sum = 0;        // likewise over the reported ones

  /// Over all bytes (micro-averaged).
  [[nodiscard]] std::optional<double> precision() const { return Score::share(shared_bytes, reported_bytes); }
  [[nodiscard]] std::optional<double> recall() const { return Score::share(shared_bytes, true_bytes); }
  /// Over passages, each counting the same (macro-averaged).
  [[nodiscard]] std::optional<double> mean_precision() const { return mean(precision_sum, reported); }
  [[nodiscard]] std::optional<double> mean_recall() const { return mean(recall_sum, passages); }
  /// How many reported passages a detected one was cut into; 1 is best.
  [[nodiscard]] std::optional<double> granularity() const { return Score::share(detections, detected); }
  /// F1 of the means over log2(1 + granularity), as PAN's own program has it; 0 when nothing was detected.
  [[nodiscard]] std::optional<double> plagdet() const;

 private:
  static std::optional<double> mean(double sum, std::uint64_t count) {
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
  }
};

/// What the matches say about the pairs of a truth of passages.
struct PassageReport {
  std::string layout;
  std::uint64_t unjudged_pairs = 0;  // reported with passages, but the truth says nothing about them
  std::string offsets;               // of the truth: "bytes", or how characters became bytes
  PassageScore all;
  std::vector<PassageScore> kinds;  // by name; none when the truth has no kinds
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
  bool has_truth = true;  // false: there are figures of passages alone
  std::string matches_layout;
  std::uint64_t documents = 0;          // named in the matches
  std::uint64_t unknown_documents = 0;  // of them, not named in the truth
  TruthFacts truth;
  std::optional<PairReport> pairs;       // none for clusters.jsonl
  std::optional<RankingReport> ranking;  // where matches have scores and the truth names copies and different pairs
  ClusterReport clusters;
  std::vector<TruthGroup> bands;
  std::vector<TruthGroup> kinds;
  std::vector<VerdictGroup> verdicts;
  std::optional<SetReport> sets;
  std::optional<RemovalReport> removal;
  std::optional<PassageReport> passages;
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
  /// clusters.precision and so on; ranking.recall; passages.precision, passages.recall and passages.plagdet.
  /// InvalidOptions for what is none.
  [[nodiscard]] static Result<FailOn> parse(std::string_view text);
  /// Nothing when the report has no such figure.
  [[nodiscard]] std::optional<double> value(const EvalReport& report) const;
  /// A figure that the report does not have is no reason to pass.
  [[nodiscard]] bool reached(const EvalReport& report) const { return !(value(report).value_or(-1) >= floor); }
};

}  // namespace unspin
