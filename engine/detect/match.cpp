#include <unspin/match.h>

#include <fmt/format.h>

#include "engine/detect/matched_pairs.h"
#include "engine/detect/run_report.h"

namespace unspin {
namespace detect {
namespace {

/// What match writes: --out and two files beside it, all staged, run.json last.
struct Results {
  std::filesystem::path matches, rejects, run;

  explicit Results(const std::filesystem::path& out)
      : matches(out), rejects(out.string() + ".rejects.jsonl"), run(out.string() + ".run.json") {}
  std::vector<std::filesystem::path> all() const { return {matches, rejects, run}; }
};

/// Results of an earlier run would look like those of this one, should this one be interrupted.
Result<void> make_way(const Results& results) {
  std::error_code error;
  for (const auto& path : results.all()) {
    if (std::filesystem::is_directory(path)) {
      return failure(Error::Code::InvalidOptions, fmt::format("{} is a folder: name a file with --out", path.string()));
    }
    std::filesystem::remove(path, error);
    if (error) return tl::unexpected(base::io_error("remove", path, error.value()));
  }
  return base::make_directories(std::filesystem::absolute(results.matches).parent_path());
}

Result<Summary> write_results(const MatchOptions& options, Pipeline& run, const MatchedPairs& pairs,
                              const Results& results) {
  auto& [context, scan, docs, near, banding, furniture, related, only_across] = run;
  context.begin_stage("write");
  auto matches = base::StagedFile::create(results.matches);
  if (!matches) return pass_on(matches);
  auto rejects = base::StagedFile::create(results.rejects);
  if (!rejects) return pass_on(rejects);
  auto counted = summarise(scan, docs, [&](std::string_view lines) { return rejects->write(lines); });
  if (!counted) return pass_on(counted);
  Summary& summary = *counted;
  summary.capped_buckets = near.buckets.capped_buckets;
  summary.furniture = furniture->counts;
  auto written = pairs.for_each(summary, [&](const MatchedPair& pair) { return matches->write(to_json(pair) + '\n'); });
  if (!written) return pass_on(written);
  if (auto ok = matches->commit(); !ok) return pass_on(ok);
  if (!summary.refused.empty()) {
    if (auto ok = rejects->commit(); !ok) return pass_on(ok);
  }
  context.end_stage();
  summary.seconds = context.seconds();
  const RunFacts facts{
      "match", {{"kinds", names_of(options.kinds)}}, options.input, options.similarity, banding, scan, docs, near,
      summary, related ? &related->pairs : nullptr};
  if (auto ok = base::write_file(results.run, run_json(context, facts)); !ok) return pass_on(ok);
  return summary;
}

Result<Summary> run_match(const MatchOptions& options) {
  if (options.out.empty()) return failure(Error::Code::InvalidOptions, "no output file: name one with --out");
  if (auto ok = check(options.kinds); !ok) return pass_on(ok);
  const Results results(options.out);
  auto pipeline =
      Pipeline::run({options.input, options.similarity, options.run, options.out.string() + ".unspin-scratch",
                     fmt::format("match {} {}", names_of(options.kinds), options.model.string()), Preference::None, "",
                     options.kinds.near_duplicate, results.all(), [&](const Context&) { return make_way(results); },
                     wants_related(options.kinds)});
  if (!pipeline) return pass_on(pipeline);
  const MatchSearch search{options.kinds, options.similarity, options.model,
                           [&](std::uint32_t doc) { return pipeline->near.id(doc); }};
  const auto pairs = MatchedPairs::find(*pipeline, search);
  if (!pairs) return tl::unexpected(pairs.error());
  auto summary = write_results(options, *pipeline, *pairs, results);
  if (!summary) return summary;
  pipeline->context.clean_up();
  if (auto ok = check_refusals(*summary, options.run.max_bad, results.rejects); !ok) return pass_on(ok);
  return summary;
}

}  // namespace
}  // namespace detect

Result<Summary> match(const MatchOptions& options) { return detect::run_match(options); }

}  // namespace unspin
