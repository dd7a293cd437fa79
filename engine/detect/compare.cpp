#include <unspin/compare.h>

#include "engine/detect/model.h"
#include "engine/shingle/shingles.h"
#include "engine/text/words.h"
#include "engine/verify/judge.h"

namespace unspin {
namespace {

std::vector<std::uint64_t> shingles_of(std::string_view text) {
  text::WordHasher words;
  std::vector<std::uint64_t> shingles;
  std::vector<std::uint64_t> scratch;
  shingle::shingles_of(words(text), shingles);
  shingle::make_set(shingles, scratch);
  return shingles;
}

}  // namespace

Result<Match> compare(const Document& a, const Document& b, const CompareOptions& options) {
  const auto model = detect::find_model(options.model);
  if (!model) return tl::unexpected(model.error());
  verify::ArticleReader reader = (*model)->reader();
  const verify::Article article_a = reader.read(a.text);
  const verify::Article article_b = reader.read(b.text);
  const auto shingles_a = shingles_of(a.text);
  const auto shingles_b = shingles_of(b.text);
  verify::Judge judge(**model, options.threshold);
  return judge({article_a, a, shingles_a}, {article_b, b, shingles_b}, verify::Evidence::Always);
}

}  // namespace unspin
