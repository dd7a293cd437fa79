#include <unspin/dedup.h>

#include <algorithm>

#include <fmt/format.h>

#include "engine/corpus/json_text.h"
#include "engine/corpus/kept_writer.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/reading.h"
#include "engine/detect/run_report.h"
#include "engine/detect/survivors.h"

namespace unspin {
namespace detect {
namespace {

constexpr char kScratch[] = ".unspin-scratch";

std::string duplicate_line(const Documents& docs, const Near& near, const Removal& removal, std::uint32_t doc) {
  const std::uint32_t kept = removal.kept_instead[doc];
  const std::uint32_t a = docs.representative[doc];
  const std::uint32_t b = docs.representative[kept];
  verify::Overlap overlap{1, 1, 1};  // an exact copy
  if (a != b) {
    const auto key = std::minmax(a, b);
    const auto pair = std::lower_bound(near.pairs.begin(), near.pairs.end(), key, [](const NearPair& p, const auto& k) {
      return std::pair(p.a, p.b) < std::pair(k.first, k.second);
    });
    overlap = pair->overlap;
    if (a > b) std::swap(overlap.size_a, overlap.size_b);
  }
  std::string line = "{\"id\":";
  corpus::append_json_string(line, near.id(doc));
  line += ",\"kept\":";
  corpus::append_json_string(line, near.id(kept));
  line += fmt::format(
      ",\"verdict\":\"{}\",\"jaccard\":{:.6g},\"containment\":{{\"id\":{:.6g},\"kept\":{:.6g}}},\"cluster\":",
      a == b ? "exact" : "near-duplicate", overlap.jaccard(), overlap.containment_a(), overlap.containment_b());
  corpus::append_json_string(line, near.id(removal.cluster[doc]));
  return line + "}\n";
}

/// Lines of clusters.jsonl: the components of two documents or more, in the order of their first document.
Result<std::uint64_t> write_clusters(const std::filesystem::path& path, const Documents& docs, const Near& near,
                                     const Removal& removal) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> members;  // cluster, document
  for (const std::uint32_t doc : near.named.members()) {
    if (!docs.refused(doc)) members.emplace_back(removal.cluster[doc], doc);
  }
  std::sort(members.begin(), members.end());
  auto file = base::StagedFile::create(path);
  if (!file) return pass_on(file);
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
      if (auto ok = file->write(line); !ok) return pass_on(ok);
      ++clusters;
    }
    i = end;
  }
  if (auto ok = file->commit(); !ok) return pass_on(ok);
  return clusters;
}

Result<void> write_duplicates(const std::filesystem::path& path, const Documents& docs, const Near& near,
                              const Removal& removal, Summary& summary) {
  auto file = base::StagedFile::create(path);
  if (!file) return pass_on(file);
  for (const std::uint32_t doc : near.named.members()) {
    if (removal.kept_instead[doc] == kStays) continue;
    const bool exact = docs.representative[doc] == docs.representative[removal.kept_instead[doc]];
    ++(exact ? summary.removed_exact : summary.removed_near);
    if (auto ok = file->write(duplicate_line(docs, near, removal, doc)); !ok) return ok;
  }
  return file->commit();
}

/// The records of a block that stay, as they came (or their ids), compressed like their file.
class KeptPicker {
 public:
  KeptPicker(const DedupOptions& options, const Documents& docs, const Removal& removal)
      : options_(options),
        docs_(docs),
        removal_(removal),
        parsers_([this] { return std::make_unique<corpus::RecordParser>(fields_of(options_.input)); }) {}

  std::string operator()(const corpus::Block& block) {
    std::string out;
    const bool first_of_csv = block.file->input.format == corpus::Format::Csv && block.first_of_file;
    if (first_of_csv && !options_.ids_only) out = block.file->header + "\n";
    for (std::size_t i = 0; i < block.records.size(); ++i) {
      const auto doc = static_cast<std::uint32_t>(block.first_record + i);
      if (docs_.refused(doc) || removal_.kept_instead[doc] != kStays) continue;
      if (options_.ids_only) {
        add_id(block, block.records[i], out);
      } else {
        out += block.raw(block.records[i]);
        if (block.file->input.format != corpus::Format::Text) out += '\n';
      }
    }
    if (out.empty() || options_.ids_only) return out;
    return corpus::compress(out, block.file->input.compression);
  }

 private:
  void add_id(const corpus::Block& block, const corpus::RawRecord& raw, std::string& out) {
    auto parser = parsers_.borrow();
    const auto record = parser->parse(block, raw);
    if (!record) return;
    out += "{\"id\":";
    corpus::append_json_string(out, record->id);
    out += "}\n";
  }

  const DedupOptions& options_;
  const Documents& docs_;
  const Removal& removal_;
  PerThread<corpus::RecordParser> parsers_;
};

Result<void> write_kept(Context& context, const DedupOptions& options, const Scan& scan, const Documents& docs,
                        const Removal& removal) {
  context.begin_stage("write");
  corpus::KeptWriter writer(options.out / "kept");
  std::optional<base::StagedFile> ids;
  if (options.ids_only) {
    if (auto ok = base::make_directories(options.out / "kept"); !ok) return ok;
    auto file = base::StagedFile::create(options.out / "kept" / "ids.jsonl");
    if (!file) return pass_on(file);
    ids.emplace(std::move(*file));
  }
  KeptPicker pick(options, docs, removal);
  auto digests = read_blocks<std::string>(
      context, "write", [&](const corpus::Block& block) { return pick(block); },
      [&](const corpus::Block& block, const std::string& bytes) {
        return ids ? ids->write(bytes) : writer.write(block, bytes);
      });
  if (!digests) return pass_on(digests);
  if (auto ok = check_unchanged(scan, *digests); !ok) return ok;
  context.end_stage(context.input_bytes());
  return ids ? ids->commit() : Result<void>();
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

/// Results of an earlier run would look like those of this one, should this one be interrupted.
Result<void> remove_old_results(const DedupOptions& options) {
  const std::filesystem::path kept = options.out / "kept";
  std::error_code error;
  for (const std::string& input : options.input.paths) {
    const std::string inside = std::filesystem::weakly_canonical(input, error)
                                   .lexically_relative(std::filesystem::weakly_canonical(kept, error))
                                   .string();
    if (!inside.empty() && !inside.starts_with("..")) {
      return failure(Error::Code::InvalidOptions,
                     fmt::format("{} is in the folder that is written: choose another --out", input));
    }
  }
  const bool ours = std::filesystem::exists(options.out / "run.json", error) ||
                    std::filesystem::exists(options.out / kScratch, error);
  if (!ours && !std::filesystem::is_empty(kept, error) && !error) {
    return failure(Error::Code::InvalidOptions,
                   fmt::format("{} exists and is not from an earlier run: choose another --out", kept.string()));
  }
  std::filesystem::remove_all(kept, error);
  for (const char* name : {"run.json", "duplicates.jsonl", "clusters.jsonl", "rejects.jsonl"}) {
    std::filesystem::remove(options.out / name, error);
  }
  if (error) return tl::unexpected(base::io_error("remove old results from", options.out, error.value()));
  return {};
}

Result<Summary> run_dedup(const DedupOptions& options) {
  if (options.out.empty()) return failure(Error::Code::InvalidOptions, "no output folder: name one with --out");
  if (auto ok = base::make_directories(options.out); !ok) return pass_on(ok);
  if (auto ok = remove_old_results(options); !ok) return pass_on(ok);
  auto pipeline = Pipeline::run({options.input, options.similarity, options.run, options.out / kScratch,
                                 "dedup " + name_of(options), preference_of(options.keep), options.score_field, true});
  if (!pipeline) return pass_on(pipeline);
  auto& [context, scan, docs, near, banding] = *pipeline;

  auto refused = write_rejects(options.out / "rejects.jsonl", scan, docs);
  if (!refused) return pass_on(refused);
  Summary& summary = *refused;
  const auto removal = choose_survivors(scan, docs, near, options.keep);
  if (!removal) return tl::unexpected(removal.error());

  if (auto ok = write_duplicates(options.out / "duplicates.jsonl", docs, near, *removal, summary); !ok)
    return pass_on(ok);
  const auto clusters = write_clusters(options.out / "clusters.jsonl", docs, near, *removal);
  if (!clusters) return tl::unexpected(clusters.error());
  summary.clusters = *clusters;
  summary.capped_buckets = near.buckets.capped_buckets;
  summary.kept = summary.documents - summary.removed_exact - summary.removed_near;
  if (auto ok = write_kept(context, options, scan, docs, *removal); !ok) return pass_on(ok);
  summary.seconds = context.seconds();
  const RunFacts facts{
      "dedup", {{"keep", name_of(options)}}, options.input, options.similarity, banding, scan, docs, near, summary};
  if (auto ok = base::write_file(options.out / "run.json", run_json(context, facts)); !ok) return pass_on(ok);
  context.clean_up();
  if (auto ok = check_refusals(summary, options.run.max_bad, options.out / "rejects.jsonl"); !ok) return pass_on(ok);
  return summary;
}

}  // namespace
}  // namespace detect

Result<Summary> dedup(const DedupOptions& options) { return detect::run_dedup(options); }

}  // namespace unspin
