#pragma once

// What `unspin match` or `unspin dedup` has written → the pairs of a report.

#include <filesystem>
#include <vector>

#include <unspin/result.h>

#include "engine/detect/eval_ids.h"
#include "engine/report/report.h"

namespace unspin::detect {

struct Matches {
  IdTable ids;                        // numbers of documents
  std::vector<report::Pair> pairs;    // as they are listed
  std::vector<DocNumber> kept;        // by dedup
  std::vector<DocNumber> cluster_of;  // by dedup: the first document of each one's cluster; else kNone
  std::filesystem::path run;          // where run.json should be
  bool of_dedup = false;
};

/// InvalidOptions, with the line, for what is no match; Io.
[[nodiscard]] Result<Matches> read_matches(const std::filesystem::path& path);

}  // namespace unspin::detect
