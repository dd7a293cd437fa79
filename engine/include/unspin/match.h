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
};

/// Finds the pairs that are copies: one JSON object a line, sorted by (a, b). Format: docs/formats/matches.md.
/// Errors as for dedup().
[[nodiscard]] Result<Summary> match(const MatchOptions& options);

}  // namespace unspin
