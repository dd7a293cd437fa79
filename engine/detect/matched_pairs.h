#pragma once

// From a finished pipeline to the pairs that match() lists, in the order in which it lists them: exact copies and
// near-duplicates with all their copies, and what the judge found among related documents.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <unspin/detector.h>
#include <unspin/match.h>
#include <unspin/result.h>

#include "engine/detect/findings.h"
#include "engine/detect/pipeline.h"

namespace unspin::detect {

/// What is looked for, wherever the documents come from.
struct MatchSearch {
  const Kinds& kinds;
  const Similarity& similarity;
  const std::filesystem::path& model;
  std::function<std::string_view(std::uint32_t)> id;  // of a record, for the pairs
};

/// "exact,near-duplicate", …
[[nodiscard]] std::string names_of(const Kinds& kinds);
/// Whether pairs have to be judged, not only counted.
[[nodiscard]] bool wants_related(const Kinds& kinds) noexcept;
/// InvalidOptions: none is wanted.
[[nodiscard]] Result<void> check(const Kinds& kinds);

class MatchedPairs {
 public:
  /// Judges the related documents. Both arguments outlive it. Errors of loading the model; Io, Interrupted.
  [[nodiscard]] static Result<MatchedPairs> find(Pipeline& run, const MatchSearch& search);
  MatchedPairs(MatchedPairs&&) noexcept;
  ~MatchedPairs();

  /// Calls visit(pair) in ascending order of (a, b); positions are record numbers. Adds to the summary what was listed
  /// and what was not. Io, and what `visit` returns.
  [[nodiscard]] Result<void> for_each(Summary& summary, const std::function<Result<void>(MatchedPair&)>& visit) const;

 private:
  struct State;
  explicit MatchedPairs(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace unspin::detect
