#pragma once

#include <filesystem>

#include <unspin/dedup.h>

namespace unspin {

struct MatchOptions {
  Input input;
  Similarity similarity;
  Run run;
  std::filesystem::path out;  // a JSON Lines file; OUT.run.json and OUT.rejects.jsonl are written beside it
  bool exact = true;          // the kinds to look for
  bool near_duplicate = true;
  bool excerpt = true;
  bool rewrite = true;          // whole and partial ones, updates, and what stays inconclusive
  bool same_topic = false;      // also pairs that were compared and are no copies
  std::filesystem::path model;  // a folder; empty: the model that is built in
};

/// Finds the pairs that are copies: one JSON object a line, sorted by (a, b). Format: docs/formats/results.md.
/// Errors as for dedup().
[[nodiscard]] Result<Summary> match(const MatchOptions& options);

}  // namespace unspin
