#include "engine/detect/pipeline.h"

#include <algorithm>
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

/// Sets of every candidate for a near-duplicate, texts of related documents; ids of those, of exact copies, and of
/// repeated ids.
Result<GatherPlan> plan_gathering(const CandidateFile& candidates, const RelatedFile* related, const Documents& docs) {
  GatherPlan plan(docs.size());
  auto marked = candidates.for_each_piece([&](const std::vector<lsh::Pair>& pairs, std::uint64_t) -> Result<void> {
    for (const lsh::Pair pair : pairs) {
      for (const std::uint32_t doc : {lsh::first(pair), lsh::second(pair)}) {
        plan.compared.add(doc);
        plan.named.add(doc);
      }
    }
    return {};
  });
  if (!marked) return pass_on(marked);
  const auto copies = first_copies_across(docs);
  const auto add_text = [&](std::uint32_t doc) {
    plan.read.add(doc);
    plan.named.add(doc);
  };
  if (related != nullptr) {
    marked = related->for_each_piece([&](const std::vector<RelatedPair>& pairs, std::uint64_t) -> Result<void> {
      for (const RelatedPair& pair : pairs) {
        for (const std::uint32_t doc : {pair.a, pair.b}) {
          add_text(doc);
          if (docs.across(pair.a, pair.b)) continue;
          if (const auto it = copies.find(doc); it != copies.end()) add_text(it->second);  // it may stand for `doc`
        }
      }
      return {};
    });
    if (!marked) return pass_on(marked);
  }
  for (std::uint32_t doc = 0; doc < docs.size(); ++doc) {
    if (docs.representative[doc] == doc) continue;
    plan.named.add(doc);
    plan.named.add(docs.representative[doc]);
  }
  for (const std::uint32_t doc : docs.repeated_ids) {
    plan.named.add(doc);
    plan.repeated.add(doc);
  }
  plan.compared.index();
  plan.read.index();
  plan.named.index();
  return plan;
}

}  // namespace

Result<void> check(const Similarity& similarity) {
  auto banding = banding_of(similarity);
  if (!banding) return pass_on(banding);
  return {};
}

corpus::Fields fields_of(const Input& input) { return {input.id_field, input.text_field, {}}; }

Result<Pipeline> Pipeline::run(const PipelineOptions& options) {
  const auto banding = banding_of(options.similarity);
  if (!banding) return tl::unexpected(banding.error());
  const std::string what = fmt::format("{} {} {} {} {}", options.verb_options, options.similarity.threshold,
                                       options.similarity.recall, options.search_near, options.search_related);
  auto context = options.documents.empty()
                     ? Context::create(options.run, options.input, what, options.default_scratch, options.results)
                     : Context::create(options.run, options.documents, options.default_scratch);
  if (!context) return pass_on(context);
  if (options.make_way) {
    if (auto ok = options.make_way(*context); !ok) return pass_on(ok);
  }
  if (auto ok = context->prepare_scratch(); !ok) return pass_on(ok);

  const bool join = options.search_near && options.similarity.recall == 1;
  std::optional<postings::ShingleCounts> counts;
  if (join) counts.emplace(context->memory_bytes() / 8);
  postings::ShingleCounts* const counts_used = counts ? &*counts : nullptr;

  corpus::Fields fields = fields_of(options.input);
  const ScanOptions scan_options{{fields.id, fields.text, options.score_field},
                                 options.search_near ? *banding : lsh::Banding{},
                                 options.preference,
                                 options.search_near || options.search_related,
                                 options.search_related};
  auto scanned = detect::scan(*context, scan_options, counts_used);
  if (!scanned) return pass_on(scanned);
  auto docs = find_exact(*context, *scanned);
  if (!docs) return pass_on(docs);
  const bool only_across = std::any_of(context->inputs().begin(), context->inputs().end(),
                                       [](const corpus::InputFile& file) { return file.against; });
  auto furniture = find_host_furniture(*context, *scanned, *docs, scan_options.banding, counts_used);
  if (!furniture) return pass_on(furniture);
  const NearOptions near_options{fields, options.similarity.threshold, *banding, options.search_near, only_across};
  auto candidates = find_candidates(*context, *scanned, *docs, *furniture, near_options, counts_used);
  if (!candidates) return pass_on(candidates);
  std::optional<RelatedDocuments> found_related;
  if (options.search_related) {
    auto found = find_related(*context, *scanned, *docs, *furniture, {only_across, {}, {}});
    if (!found) return pass_on(found);
    found_related.emplace(std::move(*found));
  }
  auto plan = plan_gathering(*candidates, found_related ? &found_related->pairs : nullptr, *docs);
  if (!plan) return pass_on(plan);
  auto gathered = gather(*context, fields, *furniture, *scanned, *plan);
  if (!gathered) return pass_on(gathered);
  auto pairs = verify_all(*context, *candidates, plan->compared, gathered->sets, options.similarity.threshold);
  if (!pairs) return pass_on(pairs);

  Near near{std::move(plan->named), std::move(gathered->ids), std::move(*pairs), candidates->counts(),
            candidates->num_pairs()};
  std::optional<Related> related;
  if (found_related) {
    related.emplace(std::move(found_related->pairs), std::move(found_related->frequency),
                    std::move(found_related->furniture), std::move(plan->read), std::move(gathered->pages));
  }
  return Pipeline{std::move(*context),
                  std::move(*scanned),
                  std::move(*docs),
                  std::move(near),
                  *banding,
                  std::make_unique<HostFurniture>(std::move(*furniture)),
                  std::move(related),
                  only_across};
}

}  // namespace unspin::detect
