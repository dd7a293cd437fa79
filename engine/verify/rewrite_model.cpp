#include "engine/verify/rewrite_model.h"

#include <string>
#include <utility>

#include "engine/base/file.h"
#include "engine/verify/built_in.h"

namespace unspin::verify {
namespace {

Result<RewriteModel> bundle(Result<embed::StaticModel> vectors, Result<Background> background,
                            const Result<std::string>& scorer, std::string_view where) {
  if (!vectors) return pass_on(vectors);
  if (!background) return pass_on(background);
  if (!scorer) return tl::unexpected(scorer.error());
  auto document = Trees::parse(*scorer, "document", feature_names(), where);
  if (!document) return pass_on(document);
  auto passage = Trees::parse(*scorer, "passage", passage_feature_names(), where);
  if (!passage) return pass_on(passage);
  auto witnessed = Trees::parse(*scorer, "witnessed", witnessed_feature_names(), where);
  if (!witnessed) return pass_on(witnessed);
  return RewriteModel{std::move(*vectors), std::move(*background), std::move(*document), std::move(*passage),
                      std::move(*witnessed)};
}

Judgement judge(const Trees& trees, std::span<const float> values) noexcept {
  const double score = trees.score(values);
  return {score, trees.probability(score)};
}

}  // namespace

Result<RewriteModel> RewriteModel::load(const std::filesystem::path& folder) {
  const std::filesystem::path scorer = folder / "scorer.json";
  return bundle(embed::StaticModel::load(folder), Background::load(folder / "background.bin"), base::read_file(scorer),
                scorer.string());
}

Result<RewriteModel> RewriteModel::built_in() {
  return bundle(embed::StaticModel::built_in(), Background::built_in(), std::string(built_in_scorer()),
                "built-in scorer");
}

Judgement judge(const RewriteModel& model, std::span<const float> values) noexcept {
  return judge(model.document, values);
}

Judgement judge_witnessed(const RewriteModel& model, std::span<const float> values) noexcept {
  return judge(model.witnessed, values);
}

Judgement judge_passage(const RewriteModel& model, std::span<const float> values) noexcept {
  return judge(model.passage, values);
}

}  // namespace unspin::verify
