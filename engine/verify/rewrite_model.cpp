#include "engine/verify/rewrite_model.h"

#include <utility>

#include "engine/base/file.h"
#include "engine/verify/built_in.h"

namespace unspin::verify {
namespace {

Result<RewriteModel> bundle(Result<embed::StaticModel> vectors, Result<Background> background, Result<Trees> trees) {
  if (!vectors) return pass_on(vectors);
  if (!background) return pass_on(background);
  if (!trees) return pass_on(trees);
  return RewriteModel{std::move(*vectors), std::move(*background), std::move(*trees)};
}

Result<Trees> load_trees(const std::filesystem::path& file) {
  auto json = base::read_file(file);
  if (!json) return pass_on(json);
  return Trees::parse(*json, feature_names(), file.string());
}

}  // namespace

Result<RewriteModel> RewriteModel::load(const std::filesystem::path& folder) {
  return bundle(embed::StaticModel::load(folder), Background::load(folder / "background.bin"),
                load_trees(folder / "scorer.json"));
}

Result<RewriteModel> RewriteModel::built_in() {
  return bundle(embed::StaticModel::built_in(), Background::built_in(),
                Trees::parse(built_in_scorer(), feature_names(), "built-in scorer"));
}

Judgement judge(const RewriteModel& model, std::span<const float> values) noexcept {
  const double score = model.trees.score(values);
  return {score, model.trees.probability(score)};
}

}  // namespace unspin::verify
