#pragma once

// The stages that dedup and match share, in order: scan, exact copies, candidates, related documents, a second reading,
// the measure of near-duplicates.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <unspin/options.h>
#include <unspin/result.h>

#include "engine/detect/context.h"
#include "engine/detect/exact.h"
#include "engine/detect/host_furniture.h"
#include "engine/detect/near.h"
#include "engine/detect/related.h"
#include "engine/detect/scan.h"

namespace unspin::detect {

struct PipelineOptions {
  const Input& input;
  const Similarity& similarity;
  const Run& run;
  std::filesystem::path default_scratch;
  std::string verb_options;  // what else changes the contents of scratch
  Preference preference;
  std::string score_field;
  bool search_near;
  std::vector<std::filesystem::path> results;  // what the verb will write
  /// Called once options and inputs have been looked at, before anything is written: makes way for the results.
  std::function<Result<void>(const Context&)> make_way;
  bool search_related = false;                    // also pairs that may be rewrites or excerpts
  std::vector<corpus::InputFile> documents = {};  // in memory: not empty, they are read instead of `input`
};

/// What the search for rewrites and excerpts goes on with.
struct Related {
  RelatedFile pairs;
  std::unique_ptr<postings::DocumentFrequency> frequency;
  std::unique_ptr<Furniture> furniture;
  base::DocSubset read{0};  // the documents of those pairs
  corpus::PageStore pages;  // of those, by rank
};

struct Pipeline {
  Context context;
  Scan scan;
  Documents docs;
  Near near;
  lsh::Banding banding;
  std::unique_ptr<HostFurniture> furniture;
  std::optional<Related> related;
  bool only_across;  // pairs of the first collection with the second only

  [[nodiscard]] static Result<Pipeline> run(const PipelineOptions& options);
};

/// InvalidOptions: what cannot be a threshold or a recall.
[[nodiscard]] Result<void> check(const Similarity& similarity);

[[nodiscard]] corpus::Fields fields_of(const Input& input);

}  // namespace unspin::detect
