#include "engine/detect/pipeline.h"

#include <optional>

#include <fmt/format.h>

namespace unspin::detect {
namespace {

/// Bands for a recall below 1; none for the exhaustive join.
Result<lsh::Banding> banding_of(const Similarity& similarity) {
  if (similarity.recall != 1) return lsh::choose_bands(similarity.threshold, similarity.recall);
  if (similarity.threshold > 0 && similarity.threshold <= 1) return lsh::Banding{};
  return failure(Error::Code::InvalidOptions,
                 fmt::format("threshold is {}, must be above 0 and at most 1", similarity.threshold));
}

}  // namespace

corpus::Fields fields_of(const Input& input) { return {input.id_field, input.text_field, {}}; }

Result<Pipeline> Pipeline::run(const PipelineOptions& options) {
  const auto banding = banding_of(options.similarity);
  if (!banding) return tl::unexpected(banding.error());
  const std::string what = fmt::format("{} {} {} {}", options.verb_options, options.similarity.threshold,
                                       options.similarity.recall, options.search_near);
  auto context = Context::create(options.run, options.input, what, options.default_scratch, options.results);
  if (!context) return pass_on(context);
  if (auto ok = options.make_way(*context); !ok) return pass_on(ok);
  if (auto ok = context->prepare_scratch(); !ok) return pass_on(ok);

  const bool join = options.search_near && options.similarity.recall == 1;
  std::optional<postings::ShingleCounts> counts;
  if (join) counts.emplace(context->memory_bytes() / 8);
  postings::ShingleCounts* const counts_used = counts ? &*counts : nullptr;

  corpus::Fields fields = fields_of(options.input);
  const ScanOptions scan_options{{fields.id, fields.text, options.score_field},
                                 options.search_near ? *banding : lsh::Banding{},
                                 options.preference};
  auto scanned = detect::scan(*context, scan_options, counts_used);
  if (!scanned) return pass_on(scanned);
  auto docs = find_exact(*context, *scanned);
  if (!docs) return pass_on(docs);
  const NearOptions near_options{fields, options.similarity.threshold, *banding, options.search_near};
  auto near = find_near(*context, *scanned, *docs, near_options, counts_used);
  if (!near) return pass_on(near);
  return Pipeline{std::move(*context), std::move(*scanned), std::move(*docs), std::move(*near), *banding};
}

}  // namespace unspin::detect
