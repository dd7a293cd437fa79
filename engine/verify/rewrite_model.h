#pragma once

// All that is learned: vectors of word pieces, background frequencies, trees. One folder, or what is compiled in:
//
//     model.safetensors, tokenizer.json, config.json    engine/embed/static_model.h
//     background.bin                                    background.h
//     scorer.json                                       trees.h: {"document": {…}, "passage": {…}, "witnessed": {…}}

#include <filesystem>
#include <span>
#include <string_view>

#include <unspin/result.h>

#include "engine/embed/static_model.h"
#include "engine/verify/article.h"
#include "engine/verify/background.h"
#include "engine/verify/features.h"
#include "engine/verify/trees.h"

namespace unspin::verify {

/// Immutable, shared by all threads.
struct RewriteModel {
  embed::StaticModel vectors;
  Background background;
  Trees document;   // of features(): was one text made from the other, as a whole
  Trees passage;    // of passage_features(): was a passage
  Trees witnessed;  // of features() and witness_features(): as document, where there are witnesses

  /// Io, CorruptFile, UnsupportedVersion: which file of the folder, and what was expected.
  [[nodiscard]] static Result<RewriteModel> load(const std::filesystem::path& folder);
  /// data/models/english, compiled in.
  [[nodiscard]] static Result<RewriteModel> built_in();

  [[nodiscard]] ArticleReader reader() const { return {vectors, background}; }
};

/// How likely it is that one text was made from the other.
struct Judgement {
  double score;        // raw
  double probability;  // calibrated for equally frequent classes, in [0, 1]
};

/// Of Comparison::values.
[[nodiscard]] Judgement judge(const RewriteModel& model, std::span<const float> values) noexcept;
/// Of the same, followed by those of witness_features().
[[nodiscard]] Judgement judge_witnessed(const RewriteModel& model, std::span<const float> values) noexcept;
/// Of PassageComparison::values.
[[nodiscard]] Judgement judge_passage(const RewriteModel& model, std::span<const float> values) noexcept;

}  // namespace unspin::verify
