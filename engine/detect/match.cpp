#include <unspin/match.h>

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "engine/base/external_sort.h"
#include "engine/corpus/json_text.h"
#include "engine/detect/pipeline.h"
#include "engine/detect/run_report.h"

namespace unspin {
namespace detect {
namespace {

/// Groups of exact copies above this are not listed pair by pair: each copy is linked to the first one only, and the
/// pairs left out are counted.
constexpr std::size_t kMaxListedGroup = 1000;

/// A match to be written: ids as ranks in the order of all ids, so that sorting needs no strings.
struct Row {
  std::uint32_t a;
  std::uint32_t b;
  std::uint32_t pair;  // index of the verified pair; kExact for copies to the letter
  bool swapped;        // a is the second of the verified pair

  friend bool operator<(const Row& x, const Row& y) { return std::pair(x.a, x.b) < std::pair(y.a, y.b); }
};
constexpr std::uint32_t kExact = 0xFFFFFFFF;

/// Exact copies by representative: those of representative r, itself first, are list[start(r)] …
class CopyGroups {
 public:
  explicit CopyGroups(const Documents& docs) {
    for (std::uint32_t doc = 0; doc < docs.size(); ++doc) {
      if (docs.representative[doc] != doc) copies_.emplace_back(docs.representative[doc], doc);
    }
    std::sort(copies_.begin(), copies_.end());
  }

  std::vector<std::uint32_t> group(std::uint32_t representative) const {
    std::vector<std::uint32_t> members{representative};
    auto it = std::lower_bound(copies_.begin(), copies_.end(), std::pair(representative, 0U));
    for (; it != copies_.end() && it->first == representative; ++it) members.push_back(it->second);
    return members;
  }

  /// Calls visit(group) for every group of two or more.
  template <typename Visit>
  Result<void> for_each(Visit visit) const {
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      if (i > 0 && copies_[i].first == copies_[i - 1].first) continue;
      if (auto ok = visit(group(copies_[i].first)); !ok) return ok;
    }
    return {};
  }

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> copies_;  // representative, copy
};

class RowMaker {
 public:
  RowMaker(const Documents& docs, const Near& near, base::ExternalSorter<Row>& rows, Summary& summary)
      : groups_(docs), near_(near), rows_(rows), summary_(summary), rank_(near.ids.size()), by_rank_(near.ids.size()) {
    std::iota(by_rank_.begin(), by_rank_.end(), 0U);
    std::sort(by_rank_.begin(), by_rank_.end(),
              [&](std::uint32_t x, std::uint32_t y) { return std::pair(near.ids[x], x) < std::pair(near.ids[y], y); });
    for (std::uint32_t i = 0; i < by_rank_.size(); ++i) {
      // Equal ids (generated: the same record again) are one document, with the rank of its first record.
      const bool again = i > 0 && near.ids[by_rank_[i]] == near.ids[by_rank_[i - 1]];
      rank_[by_rank_[i]] = again ? rank_[by_rank_[i - 1]] : i;
    }
  }

  Result<void> add_exact() {
    return groups_.for_each([&](const std::vector<std::uint32_t>& group) -> Result<void> {
      const std::size_t anchors = group.size() > kMaxListedGroup ? 1 : group.size();
      for (std::size_t i = 0; i < anchors; ++i) {
        for (std::size_t j = i + 1; j < group.size(); ++j) {
          if (auto ok = add(group[i], group[j], kExact); !ok) return ok;
        }
      }
      if (anchors == 1) summary_.pairs_not_listed += (group.size() - 1) * (group.size() - 2) / 2;
      return {};
    });
  }

  Result<void> add_near() {
    for (std::uint32_t p = 0; p < near_.pairs.size(); ++p) {
      const auto side_a = groups_.group(near_.pairs[p].a);
      const auto side_b = groups_.group(near_.pairs[p].b);
      const bool whole = std::max(side_a.size(), side_b.size()) <= kMaxListedGroup;
      for (std::size_t i = 0; i < side_a.size(); ++i) {
        for (std::size_t j = 0; j < side_b.size(); ++j) {
          if (!whole && i > 0 && j > 0) break;  // too large: each copy with the other side's first
          if (auto ok = add(side_a[i], side_b[j], p); !ok) return ok;
        }
      }
      if (!whole) summary_.pairs_not_listed += (side_a.size() - 1) * (side_b.size() - 1);
    }
    return {};
  }

  std::string_view id(std::uint32_t rank) const { return near_.ids[by_rank_[rank]]; }

 private:
  Result<void> add(std::uint32_t x, std::uint32_t y, std::uint32_t pair) {
    const std::uint32_t a = rank_[near_.named.rank(x)];
    const std::uint32_t b = rank_[near_.named.rank(y)];
    if (a == b) {
      ++summary_.pairs_not_listed;
      return {};
    }
    return rows_.add(a < b ? Row{a, b, pair, false} : Row{b, a, pair, true});
  }

  CopyGroups groups_;
  const Near& near_;
  base::ExternalSorter<Row>& rows_;
  Summary& summary_;
  std::vector<std::uint32_t> rank_;     // of the k-th named document, among the sorted ids
  std::vector<std::uint32_t> by_rank_;  // the reverse
};

std::string match_line(const RowMaker& maker, const Near& near, const Row& row, const char* method) {
  verify::Overlap overlap{1, 1, 1};
  if (row.pair != kExact) overlap = near.pairs[row.pair].overlap;
  if (row.swapped) std::swap(overlap.size_a, overlap.size_b);
  std::string line = "{\"a\":";
  corpus::append_json_string(line, maker.id(row.a));
  line += ",\"b\":";
  corpus::append_json_string(line, maker.id(row.b));
  return line + fmt::format(
                    ",\"verdict\":\"{}\",\"jaccard\":{:.6g},\"containment\":{{\"a\":{:.6g},\"b\":{:.6g}}},\"found_by\":"
                    "[\"{}\"]}}\n",
                    row.pair == kExact ? "exact" : "near-duplicate", overlap.jaccard(), overlap.containment_a(),
                    overlap.containment_b(), row.pair == kExact ? "digest" : method);
}

Result<void> write_matches(const Context& context, const MatchOptions& options, const Documents& docs, const Near& near,
                           base::StagedFile& file, Summary& summary) {
  base::ExternalSorter<Row> rows(context.scratch("rows"), context.memory_bytes() / 4);
  RowMaker maker(docs, near, rows, summary);
  if (options.exact) {
    if (auto ok = maker.add_exact(); !ok) return ok;
  }
  if (options.near_duplicate) {
    if (auto ok = maker.add_near(); !ok) return ok;
  }
  const char* const method = options.similarity.recall == 1 ? "join" : "bands";
  return rows.drain([&](const Row& row) -> Result<void> {
    ++(row.pair == kExact ? summary.exact_pairs : summary.near_pairs);
    return file.write(match_line(maker, near, row, method));
  });
}

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

std::string kinds_of(const MatchOptions& options) {
  if (options.exact && options.near_duplicate) return "exact,near-duplicate";
  return options.exact ? "exact" : "near-duplicate";
}

Result<Summary> write_results(const MatchOptions& options, Pipeline& run, const Results& results) {
  auto& [context, scan, docs, near, banding] = run;
  context.begin_stage("write");
  auto matches = base::StagedFile::create(results.matches);
  if (!matches) return pass_on(matches);
  auto rejects = base::StagedFile::create(results.rejects);
  if (!rejects) return pass_on(rejects);
  auto refused = write_rejects(*rejects, scan, docs);
  if (!refused) return pass_on(refused);
  Summary& summary = *refused;
  summary.capped_buckets = near.buckets.capped_buckets;
  if (auto ok = write_matches(context, options, docs, near, *matches, summary); !ok) return pass_on(ok);
  if (auto ok = matches->commit(); !ok) return pass_on(ok);
  if (!summary.refused.empty()) {
    if (auto ok = rejects->commit(); !ok) return pass_on(ok);
  }
  context.end_stage();
  summary.seconds = context.seconds();
  const RunFacts facts{
      "match", {{"kinds", kinds_of(options)}}, options.input, options.similarity, banding, scan, docs, near, summary};
  if (auto ok = base::write_file(results.run, run_json(context, facts)); !ok) return pass_on(ok);
  return summary;
}

Result<Summary> run_match(const MatchOptions& options) {
  if (options.out.empty()) return failure(Error::Code::InvalidOptions, "no output file: name one with --out");
  if (!options.exact && !options.near_duplicate) return failure(Error::Code::InvalidOptions, "no kinds to look for");
  const Results results(options.out);
  auto pipeline = Pipeline::run(
      {options.input, options.similarity, options.run, options.out.string() + ".unspin-scratch", "match",
       Preference::None, "", options.near_duplicate, results.all(), [&](const Context&) { return make_way(results); }});
  if (!pipeline) return pass_on(pipeline);
  auto summary = write_results(options, *pipeline, results);
  if (!summary) return summary;
  pipeline->context.clean_up();
  if (auto ok = check_refusals(*summary, options.run.max_bad, results.rejects); !ok) return pass_on(ok);
  return summary;
}

}  // namespace
}  // namespace detect

Result<Summary> match(const MatchOptions& options) { return detect::run_match(options); }

}  // namespace unspin
