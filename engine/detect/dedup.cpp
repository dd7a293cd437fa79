#include <unspin/dedup.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "engine/cluster/leaders.h"
#include "engine/cluster/union_find.h"
#include "engine/corpus/json_text.h"
#include "engine/corpus/kept_writer.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/reading.h"
#include "engine/detect/run_report.h"

namespace unspin {
namespace detect {
namespace {

constexpr std::uint32_t kStays = 0xFFFFFFFF;

/// Which document each removed one gives way to, and how alike they are.
struct Removal {
  std::vector<std::uint32_t> kept_instead;     // by document; kStays for those that stay
  std::vector<std::uint32_t> cluster;          // by representative: the component's first document
  std::vector<std::uint32_t> group_of_copies;  // copies that are not representatives, sorted by representative
};

class SurvivorChooser {
 public:
  SurvivorChooser(const Documents& docs, const Near& near, Keep keep, std::vector<double> preference,
                  std::vector<std::uint32_t> bytes)
      : docs_(docs), near_(near), keep_(keep), preference_(std::move(preference)), bytes_(std::move(bytes)) {}

  Removal choose() {
    Removal removal{std::vector<std::uint32_t>(docs_.size(), kStays), std::vector<std::uint32_t>(), copies()};
    std::vector<std::uint32_t> best(docs_.size());  // by representative: the copy that stays if any does
    std::iota(best.begin(), best.end(), 0U);
    for (const std::uint32_t copy : removal.group_of_copies) {
      std::uint32_t& leader = best[docs_.representative[copy]];
      if (before(copy, leader)) leader = copy;
    }
    const std::vector<std::uint32_t> leader = leaders(best);
    const auto settle = [&](std::uint32_t doc, std::uint32_t representative) {
      const std::uint32_t stays = best[leader[representative]];
      if (stays != doc) removal.kept_instead[doc] = stays;
    };
    for (std::uint32_t doc = 0; doc < docs_.size(); ++doc) settle(doc, docs_.representative[doc]);
    cluster::UnionFind components(docs_.size());
    for (const NearPair& pair : near_.pairs) components.join(pair.a, pair.b);
    removal.cluster.resize(docs_.size());
    for (std::uint32_t doc = 0; doc < docs_.size(); ++doc)
      removal.cluster[doc] = components.root(docs_.representative[doc]);
    return removal;
  }

 private:
  std::vector<std::uint32_t> copies() const {
    std::vector<std::uint32_t> list;
    for (std::uint32_t doc = 0; doc < docs_.size(); ++doc) {
      if (docs_.representative[doc] != doc) list.push_back(doc);
    }
    return list;
  }

  /// The measure by which a document is preferred: higher first, unknown last.
  double worth(std::uint32_t doc) const {
    const double value = preference_.empty() ? 0 : preference_[doc];
    switch (keep_) {
      case Keep::Longest: return bytes_[doc];
      case Keep::First: return -static_cast<double>(doc);
      case Keep::Earliest: return std::isnan(value) ? -INFINITY : -value;
      case Keep::Score: return std::isnan(value) ? -INFINITY : value;
    }
    return 0;
  }

  bool before(std::uint32_t a, std::uint32_t b) const {
    if (worth(a) != worth(b)) return worth(a) > worth(b);
    if (near_.id(a) != near_.id(b)) return near_.id(a) < near_.id(b);
    return a < b;
  }

  /// For each representative, the representative whose group keeps a document for it.
  std::vector<std::uint32_t> leaders(const std::vector<std::uint32_t>& best) const {
    base::DocSubset matched(docs_.size());
    for (const NearPair& pair : near_.pairs) {
      matched.add(pair.a);
      matched.add(pair.b);
    }
    matched.index();
    const std::vector<std::uint32_t> nodes = matched.members();
    std::vector<cluster::Edge> edges;
    edges.reserve(near_.pairs.size());
    for (const NearPair& pair : near_.pairs)
      edges.push_back({matched.rank(pair.a), matched.rank(pair.b), pair.overlap.jaccard()});
    std::vector<std::uint32_t> order(nodes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t x, std::uint32_t y) { return before(best[nodes[x]], best[nodes[y]]); });
    const std::vector<std::uint32_t> chosen = cluster::choose_leaders(order, edges);
    std::vector<std::uint32_t> leader(docs_.size());
    std::iota(leader.begin(), leader.end(), 0U);
    for (std::size_t i = 0; i < nodes.size(); ++i) leader[nodes[i]] = nodes[chosen[i]];
    return leader;
  }

  const Documents& docs_;
  const Near& near_;
  Keep keep_;
  std::vector<double> preference_;
  std::vector<std::uint32_t> bytes_;
};

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
  if (*digests != scan.input_digests) return failure(Error::Code::Io, "an input changed while it was read; run again");
  context.end_stage(context.input_bytes());
  return ids ? ids->commit() : Result<void>();
}

Preference preference_of(Keep keep) {
  if (keep == Keep::Earliest) return Preference::Date;
  return keep == Keep::Score ? Preference::Score : Preference::None;
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

Result<Summary> run_dedup(const DedupOptions& options) {
  if (options.out.empty()) return failure(Error::Code::InvalidOptions, "no output folder: name one with --out");
  if (auto ok = base::make_directories(options.out); !ok) return pass_on(ok);
  auto pipeline = Pipeline::run({options.input, options.similarity, options.run, options.out / ".unspin-scratch",
                                 "dedup " + name_of(options), preference_of(options.keep), options.score_field, true});
  if (!pipeline) return pass_on(pipeline);
  auto& [context, scan, docs, near, banding] = *pipeline;

  auto bytes = scan.column<std::uint32_t>(kTextBytes);
  if (!bytes) return pass_on(bytes);
  Refusals refusals = count_refusals(scan, docs, near);
  Summary& summary = refusals.summary;
  summary.text_bytes = std::accumulate(bytes->begin(), bytes->end(), std::uint64_t{0});
  std::vector<double> preference;
  if (preference_of(options.keep) != Preference::None) {
    auto column = scan.column<double>(kPreference);
    if (!column) return pass_on(column);
    preference = std::move(*column);
  }
  const Removal removal = SurvivorChooser(docs, near, options.keep, std::move(preference), std::move(*bytes)).choose();

  if (auto ok = write_duplicates(options.out / "duplicates.jsonl", docs, near, removal, summary); !ok)
    return pass_on(ok);
  const auto clusters = write_clusters(options.out / "clusters.jsonl", docs, near, removal);
  if (!clusters) return tl::unexpected(clusters.error());
  summary.clusters = *clusters;
  summary.capped_buckets = near.buckets.capped_buckets;
  summary.kept = summary.documents - summary.removed_exact - summary.removed_near;
  if (auto ok = write_rejects(options.out / "rejects.jsonl", refusals.lines); !ok) return pass_on(ok);
  if (auto ok = write_kept(context, options, scan, docs, removal); !ok) return pass_on(ok);
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
