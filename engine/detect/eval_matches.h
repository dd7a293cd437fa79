#pragma once

// What is to be judged: the pairs, clusters and removals that a run has reported.

#include <filesystem>
#include <string>
#include <vector>

#include <unspin/result.h>

#include "engine/detect/eval_ids.h"
#include "engine/detect/eval_passages.h"

namespace unspin::detect {

struct ReportedPair {
  DocPair docs;
  std::string verdict;  // empty where the file has none
  double score = 0;     // the probability; 0 where the file has none
};

struct Reported {
  std::string layout;
  bool lists_pairs = true;  // false: clusters.jsonl alone
  bool lists_removed = false;
  bool has_scores = false;
  bool has_verdicts = false;
  std::vector<ReportedPair> pairs;    // sorted, each once, no document with itself
  std::vector<DocPair> links;         // documents of one cluster that no pair may join
  std::vector<DocNumber> removed;     // sorted
  std::vector<DocNumber> documents;   // named, sorted
  std::vector<PassagePair> passages;  // of pairs that are claimed to be copies; sorted, each pair once

  /// Nothing when the pair was not reported.
  [[nodiscard]] const ReportedPair* find(DocPair docs) const;
};

/// Whether a verdict says that a pair is a copy. An empty one does: a list of pairs claims what it lists.
[[nodiscard]] bool claims_copy(std::string_view verdict);

/// Reads what `unspin match` or `unspin dedup` has written, or a TSV of pairs: docs/formats/truth.md. Passages only if
/// they are wanted: there are many of them.
[[nodiscard]] Result<Reported> read_reported(const std::filesystem::path& path, bool want_passages, IdTable& ids);

}  // namespace unspin::detect
