#pragma once

#include <filesystem>

#include <unspin/dedup.h>

namespace [[gnu::visibility("default")]] unspin {

/// The kinds of copies to look for. A kind that is not wanted costs nothing.
struct Kinds {
  bool exact = true;
  bool near_duplicate = true;
  bool excerpt = true;
  bool rewrite = true;      // whole and partial ones, updates, and what stays inconclusive
  bool same_topic = false;  // also pairs that were compared and are no copies
};

struct MatchOptions {
  Input input;
  Similarity similarity;
  Run run;
  std::filesystem::path out;  // a JSON Lines file; OUT.run.json and OUT.rejects.jsonl are written beside it
  Kinds kinds;
  std::filesystem::path model;  // a folder; empty: the model that is built in
};

/// Finds the pairs that are copies: one JSON object a line, sorted by (a, b). Format: docs/formats/results.md.
/// Errors as for dedup().
[[nodiscard]] Result<Summary> match(const MatchOptions& options);

}  // namespace unspin
