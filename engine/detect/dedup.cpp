#include <unspin/dedup.h>

#include <fmt/format.h>

#include "engine/corpus/json_text.h"
#include "engine/detect/kept.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/run_report.h"
#include "engine/detect/survivors.h"

namespace unspin {
namespace detect {
namespace {

constexpr char kScratch[] = ".unspin-scratch";

std::string duplicate_line(const Documents& docs, const Near& near, const Removal& removal, std::uint32_t doc) {
  const std::uint32_t kept = removal.kept_instead[doc];
  const verify::Overlap overlap = overlap_with_kept(docs, near, removal, doc);
  std::string line = "{\"id\":";
  corpus::append_json_string(line, near.id(doc));
  line += ",\"kept\":";
  corpus::append_json_string(line, near.id(kept));
  line += fmt::format(
      ",\"verdict\":\"{}\",\"jaccard\":{:.6g},\"containment\":{{\"id\":{:.6g},\"kept\":{:.6g}}},\"cluster\":",
      name_of(verdict_on(docs, removal, doc)), overlap.jaccard(), overlap.containment_a(), overlap.containment_b());
  corpus::append_json_string(line, near.id(removal.cluster[doc]));
  return line + "}\n";
}

/// Lines of clusters.jsonl: the components of two documents or more, in the order of their first document.
Result<std::uint64_t> write_clusters(base::StagedFile& file, const Documents& docs, const Near& near,
                                     const Removal& removal) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> members;  // cluster, document
  for (const std::uint32_t doc : near.named.members()) {
    if (!docs.refused(doc)) members.emplace_back(removal.cluster[doc], doc);
  }
  std::sort(members.begin(), members.end());
  std::uint64_t clusters = 0;
  for (std::size_t i = 0; i < members.size();) {
    std::size_t end = i;
    std::string kept;
    std::string removed;
    for (; end < members.size() && members[end].first == members[i].first; ++end) {
      std::string& list = removal.kept_instead[members[end].second] == kStays ? kept : removed;
      if (!list.empty()) list += ',';
      corpus::append_json_string(list, near.id(members[end].second));
    }
    if (end - i >= 2) {
      std::string line = "{\"cluster\":";
      corpus::append_json_string(line, near.id(members[i].first));
      line += fmt::format(",\"size\":{},\"kept\":[{}],\"removed\":[{}]}}\n", end - i, kept, removed);
      if (auto ok = file.write(line); !ok) return pass_on(ok);
      ++clusters;
    }
    i = end;
  }
  return clusters;
}

Result<void> write_duplicates(base::StagedFile& file, const Documents& docs, const Near& near, const Removal& removal,
                              Summary& summary) {
  for (const std::uint32_t doc : near.named.members()) {
    if (removal.kept_instead[doc] == kStays) continue;
    ++(verdict_on(docs, removal, doc) == Verdict::Exact ? summary.removed_exact : summary.removed_near);
    if (auto ok = file.write(duplicate_line(docs, near, removal, doc)); !ok) return ok;
  }
  return {};
}

std::string name_of(const DedupOptions& options) {
  switch (options.keep) {
    case Keep::Longest: return "longest";
    case Keep::Earliest: return "earliest";
    case Keep::First: return "first";
    case Keep::Score: break;
  }
  return "score:" + options.score_field;
}

/// What dedup writes under --out. Everything is staged and appears at the end, run.json last.
struct Results {
  std::filesystem::path kept, duplicates, clusters, rejects, run;

  explicit Results(const std::filesystem::path& out)
      : kept(out / "kept"),
        duplicates(out / "duplicates.jsonl"),
        clusters(out / "clusters.jsonl"),
        rejects(out / "rejects.jsonl"),
        run(out / "run.json") {}
  std::vector<std::filesystem::path> all() const { return {kept, duplicates, clusters, rejects, run}; }
};

/// Results of an earlier run would look like those of this one, should this one be interrupted.
Result<void> make_way(const Context& context, const std::filesystem::path& out, const Results& results) {
  if (auto ok = base::make_directories(out); !ok) return ok;
  std::error_code error;
  const auto run = base::read_file(results.run);
  const bool ours = (run && is_run_json(*run)) || context.has_scratch();
  for (const auto& path : results.all()) {
    if (ours || !std::filesystem::exists(path, error) || std::filesystem::is_empty(path, error)) continue;
    return failure(Error::Code::InvalidOptions,
                   fmt::format("{} exists and is not from an earlier run: choose another --out", path.string()));
  }
  for (const auto& path : results.all()) {
    std::filesystem::remove_all(path, error);
    if (error) return tl::unexpected(base::io_error("remove", path, error.value()));
  }
  return {};
}

/// Stages all results, then lets them appear.
Result<Summary> write_results(const DedupOptions& options, Pipeline& run, const Results& results) {
  auto& [context, scan, docs, near, banding, furniture, related, only_across] = run;
  auto kept = base::StagedFolder::create(results.kept);
  auto duplicates = base::StagedFile::create(results.duplicates);
  auto clusters = base::StagedFile::create(results.clusters);
  auto rejects = base::StagedFile::create(results.rejects);
  if (!kept) return pass_on(kept);
  for (auto* file : {&duplicates, &clusters, &rejects}) {
    if (!*file) return pass_on(*file);
  }
  auto counted = summarise(scan, docs, [&](std::string_view lines) { return rejects->write(lines); });
  if (!counted) return pass_on(counted);
  Summary& summary = *counted;
  const auto removal = choose_survivors(scan, docs, near, options.keep);
  if (!removal) return tl::unexpected(removal.error());
  if (auto ok = write_duplicates(*duplicates, docs, near, *removal, summary); !ok) return pass_on(ok);
  const auto num_clusters = write_clusters(*clusters, docs, near, *removal);
  if (!num_clusters) return tl::unexpected(num_clusters.error());
  summary.clusters = *num_clusters;
  summary.capped_buckets = near.buckets.capped_buckets;
  summary.furniture = furniture->counts;
  summary.without_preference = removal->without_preference;
  summary.kept = summary.documents - summary.removed_exact - summary.removed_near;
  if (auto ok = write_kept(context, options, scan, docs, *removal, *kept); !ok) return pass_on(ok);

  if (auto ok = kept->commit(); !ok) return pass_on(ok);
  for (auto* file : {&duplicates, &clusters, &rejects}) {
    if (file == &rejects && summary.refused.empty()) continue;
    if (auto ok = (*file)->commit(); !ok) return pass_on(ok);
  }
  summary.seconds = context.seconds();
  const RunFacts facts{
      "dedup", {{"keep", name_of(options)}}, options.input, options.similarity, banding, scan, docs, near, summary};
  if (auto ok = base::write_file(results.run, run_json(context, facts)); !ok) return pass_on(ok);
  return summary;
}

Result<Summary> run_dedup(const DedupOptions& options) {
  if (options.out.empty()) return failure(Error::Code::InvalidOptions, "no output folder: name one with --out");
  const Results results(options.out);
  auto pipeline =
      Pipeline::run({options.input, options.similarity, options.run, options.out / kScratch,
                     "dedup " + name_of(options), preference_of(options.keep), options.score_field, true, results.all(),
                     [&](const Context& context) { return make_way(context, options.out, results); }});
  if (!pipeline) return pass_on(pipeline);
  auto summary = write_results(options, *pipeline, results);
  if (!summary) return summary;
  pipeline->context.clean_up();
  if (auto ok = check_refusals(*summary, options.run.max_bad, results.rejects); !ok) return pass_on(ok);
  return summary;
}

}  // namespace
}  // namespace detect

Result<Summary> dedup(const DedupOptions& options) { return detect::run_dedup(options); }

}  // namespace unspin
