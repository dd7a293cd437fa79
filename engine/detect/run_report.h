#pragma once

// run.json: what was asked, read, found, refused and capped, and what it cost. Format: docs/formats/run.md.

#include <functional>
#include <string>
#include <string_view>

#include <unspin/dedup.h>
#include <unspin/options.h>

#include "engine/detect/context.h"
#include "engine/detect/exact.h"
#include "engine/detect/near.h"
#include "engine/detect/related.h"
#include "engine/detect/scan.h"

namespace unspin::detect {

struct RunFacts {
  std::string command;
  std::vector<std::pair<std::string, std::string>> options;  // of the verb, besides the common ones
  const Input& input;
  const Similarity& similarity;
  lsh::Banding banding;
  const Scan& scan;
  const Documents& docs;
  const Near& near;
  const Summary& summary;
  const RelatedFile* related = nullptr;  // of the search for rewrites, if there was one
};

/// Whether a text looks like one of these.
[[nodiscard]] bool is_run_json(std::string_view text);

[[nodiscard]] std::string run_json(const Context& context, const RunFacts& facts);

/// Hands over the lines of rejects.jsonl, many at a time, and returns the part of a summary that every verb fills
/// alike.
[[nodiscard]] Result<Summary> summarise(const Scan& scan, const Documents& docs,
                                        const std::function<Result<void>(std::string_view)>& take_rejects);

/// TooManyBadRecords when more than max_bad of the records were refused.
[[nodiscard]] Result<void> check_refusals(const Summary& summary, double max_bad, const std::filesystem::path& rejects);

}  // namespace unspin::detect
