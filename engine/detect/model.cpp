#include "engine/detect/model.h"

namespace unspin::detect {
namespace {

using Shared = std::shared_ptr<const verify::RewriteModel>;

Result<Shared> share(Result<verify::RewriteModel> model) {
  if (!model) return pass_on(model);
  return std::make_shared<const verify::RewriteModel>(std::move(*model));
}

}  // namespace

Result<Shared> find_model(const std::filesystem::path& folder) {
  if (!folder.empty()) return share(verify::RewriteModel::load(folder));
  static const Result<Shared> built_in = share(verify::RewriteModel::built_in());
  return built_in;
}

}  // namespace unspin::detect
