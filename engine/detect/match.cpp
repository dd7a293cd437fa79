#include <unspin/match.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/base/external_sort.h"
#include "engine/corpus/json_text.h"
#include "engine/detect/common_source.h"
#include "engine/detect/findings.h"
#include "engine/detect/match_json.h"
#include "engine/detect/model.h"
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
  enum Kind : std::uint8_t { Exact, Near, Found };
  std::uint32_t a;
  std::uint32_t b;
  std::uint32_t docs[2];  // a and b as documents
  std::uint32_t index;    // of the verified pair, or of the finding
  Kind kind;
  bool swapped;  // a is the second of the verified pair

  friend bool operator<(const Row& x, const Row& y) { return std::pair(x.a, x.b) < std::pair(y.a, y.b); }
};

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

/// The order of documents in results: by id, and of two collections the first collection's document first.
class Order {
 public:
  Order(const Documents& docs, const Near& near, bool only_across)
      : docs_(docs),
        near_(near),
        only_across_(only_across),
        copies_across_(only_across ? first_copies_across(docs) : decltype(copies_across_)()),
        rank_(near.ids.size()),
        by_rank_(near.ids.size()) {
    std::iota(by_rank_.begin(), by_rank_.end(), 0U);
    std::sort(by_rank_.begin(), by_rank_.end(),
              [&](std::uint32_t x, std::uint32_t y) { return std::pair(near.ids[x], x) < std::pair(near.ids[y], y); });
    for (std::uint32_t i = 0; i < by_rank_.size(); ++i) {
      // Equal ids (generated: the same record again) are one document, with the rank of its first record.
      const bool again = i > 0 && near.ids[by_rank_[i]] == near.ids[by_rank_[i - 1]];
      rank_[by_rank_[i]] = again ? rank_[by_rank_[i - 1]] : i;
    }
  }

  /// How two representatives are written, or copies of them where only pairs across are wanted.
  std::pair<std::uint32_t, std::uint32_t> of_representatives(std::uint32_t x, std::uint32_t y) const {
    if (only_across_ && !docs_.across(x, y)) {
      if (const auto copy = copies_across_.find(x); copy != copies_across_.end()) {
        x = copy->second;
      } else if (const auto other = copies_across_.find(y); other != copies_across_.end()) {
        y = other->second;
      }
    }
    return comes_first(x, y) ? std::pair(x, y) : std::pair(y, x);
  }

  bool wanted(std::uint32_t x, std::uint32_t y) const { return !only_across_ || docs_.across(x, y); }
  /// Whether two documents are one, by their ids.
  bool same(std::uint32_t x, std::uint32_t y) const { return !only_across_ && rank(x) == rank(y); }
  bool comes_first(std::uint32_t x, std::uint32_t y) const {
    if (only_across_ && docs_.across(x, y)) return (docs_.flags[x] & kAgainst) == 0;
    return rank(x) <= rank(y);
  }
  std::uint32_t rank(std::uint32_t doc) const { return rank_[near_.named.rank(doc)]; }
  std::string_view id(std::uint32_t rank) const { return near_.ids[by_rank_[rank]]; }

 private:
  const Documents& docs_;
  const Near& near_;
  bool only_across_;
  std::unordered_map<std::uint32_t, std::uint32_t> copies_across_;
  std::vector<std::uint32_t> rank_;     // of the k-th named document, among the sorted ids
  std::vector<std::uint32_t> by_rank_;  // the reverse
};

class RowMaker {
 public:
  RowMaker(const Documents& docs, const Near& near, const Order& order, base::ExternalSorter<Row>& rows,
           Summary& summary)
      : groups_(docs), near_(near), order_(order), rows_(rows), summary_(summary) {}

  Result<void> add_exact() {
    return groups_.for_each([&](const std::vector<std::uint32_t>& group) -> Result<void> {
      const std::size_t anchors = group.size() > kMaxListedGroup ? 1 : group.size();
      for (std::size_t i = 0; i < anchors; ++i) {
        for (std::size_t j = i + 1; j < group.size(); ++j) {
          if (auto ok = add(group[i], group[j], Row::Exact, 0); !ok) return ok;
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
          if (auto ok = add(side_a[i], side_b[j], Row::Near, p); !ok) return ok;
        }
      }
      if (!whole) summary_.pairs_not_listed += (side_a.size() - 1) * (side_b.size() - 1);
    }
    return {};
  }

  Result<void> add_findings(const std::vector<Finding>& findings) {
    for (std::uint32_t f = 0; f < findings.size(); ++f) {
      if (auto ok = add(findings[f].a, findings[f].b, Row::Found, f); !ok) return ok;
    }
    return {};
  }

 private:
  Result<void> add(std::uint32_t x, std::uint32_t y, Row::Kind kind, std::uint32_t index) {
    if (!order_.wanted(x, y)) return {};
    if (order_.same(x, y)) {
      ++summary_.pairs_not_listed;
      return {};
    }
    const bool swapped = !order_.comes_first(x, y);
    if (swapped) std::swap(x, y);
    return rows_.add({order_.rank(x), order_.rank(y), {x, y}, index, kind, swapped});
  }

  CopyGroups groups_;
  const Near& near_;
  const Order& order_;
  base::ExternalSorter<Row>& rows_;
  Summary& summary_;
};

/// A match that rests on counting words: all of one text goes with all of the other.
Match counted_match(const Row& row, const Near& near, const std::vector<std::uint32_t>& text_bytes) {
  Match match;
  verify::Overlap overlap{1, 1, 1};
  if (row.kind == Row::Near) overlap = near.pairs[row.index].overlap;
  if (row.swapped) std::swap(overlap.size_a, overlap.size_b);
  match.verdict = row.kind == Row::Exact ? Verdict::Exact : Verdict::NearDuplicate;
  match.probability = 1;
  match.jaccard = overlap.jaccard();
  match.coverage_a = match.containment_a = overlap.containment_a();
  match.coverage_b = match.containment_b = overlap.containment_b();
  match.passages.push_back({{0, text_bytes[row.docs[0]]},
                            {0, text_bytes[row.docs[1]]},
                            row.kind == Row::Exact ? PassageKind::Identical : PassageKind::Edited,
                            match.jaccard});
  return match;
}

/// Lines of the result file.
class LineMaker {
 public:
  LineMaker(const Order& order, const Near& near, const Findings* findings, std::vector<std::uint32_t> text_bytes,
            const char* method)
      : order_(order), near_(near), findings_(findings), text_bytes_(std::move(text_bytes)), method_(method) {}

  Result<std::string> line(const Row& row) const {
    std::string line = "{\"a\":";
    corpus::append_json_string(line, order_.id(row.a));
    line += ",\"b\":";
    corpus::append_json_string(line, order_.id(row.b));
    line += ',';
    if (row.kind == Row::Found) {
      const auto rest = findings_->line(findings_->list[row.index]);
      return rest ? Result<std::string>(line + *rest + common_source(row.index) + "}\n") : rest;
    }
    line += to_json_fields(counted_match(row, near_, text_bytes_));
    return line + fmt::format(",\"found_by\":[\"{}\"]}}\n", row.kind == Row::Exact ? "digest" : method_);
  }

 private:
  std::string common_source(std::uint32_t finding) const {
    const std::uint32_t source = findings_->common_sources[finding];
    if (source == kNoSource) return {};
    std::string field = ",\"common_source\":";
    corpus::append_json_string(field, near_.id(source));
    return field;
  }

  const Order& order_;
  const Near& near_;
  const Findings* findings_;
  std::vector<std::uint32_t> text_bytes_;
  const char* method_;
};

void count(const Row& row, const Findings* findings, Summary& summary) {
  const Verdict verdict = row.kind == Row::Exact  ? Verdict::Exact
                          : row.kind == Row::Near ? Verdict::NearDuplicate
                                                  : findings->list[row.index].verdict;
  ++summary.pairs[verdict];
}

Result<void> write_matches(Pipeline& run, const MatchOptions& options, const Order& order, const Findings* findings,
                           base::StagedFile& file, Summary& summary) {
  base::ExternalSorter<Row> rows(run.context.scratch("rows"), run.context.memory_bytes() / 4);
  RowMaker maker(run.docs, run.near, order, rows, summary);
  if (options.exact) {
    if (auto ok = maker.add_exact(); !ok) return ok;
  }
  if (options.near_duplicate) {
    if (auto ok = maker.add_near(); !ok) return ok;
  }
  if (findings != nullptr) {
    if (auto ok = maker.add_findings(findings->list); !ok) return ok;
  }
  auto text_bytes = run.scan.column<std::uint32_t>(kTextBytes);
  if (!text_bytes) return pass_on(text_bytes);
  const char* const method = options.similarity.recall == 1 ? "join" : "bands";
  const LineMaker lines(order, run.near, findings, std::move(*text_bytes), method);
  return rows.drain([&](const Row& row) -> Result<void> {
    count(row, findings, summary);
    auto line = lines.line(row);
    if (!line) return pass_on(line);
    return file.write(*line);
  });
}

std::set<Verdict> wanted_verdicts(const MatchOptions& options) {
  std::set<Verdict> wanted;
  if (options.exact) wanted.insert(Verdict::Exact);
  if (options.near_duplicate) wanted.insert(Verdict::NearDuplicate);
  if (options.excerpt) wanted.insert(Verdict::Excerpt);
  if (options.rewrite)
    wanted.insert({Verdict::Rewrite, Verdict::PartialRewrite, Verdict::Updated, Verdict::Inconclusive});
  if (options.same_topic) wanted.insert({Verdict::SameTopic, Verdict::Unrelated});
  return wanted;
}

bool wants_related(const MatchOptions& options) { return options.excerpt || options.rewrite || options.same_topic; }

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
  std::string kinds;
  const auto add = [&](bool wanted, std::string_view name) {
    if (wanted) kinds += fmt::format("{}{}", kinds.empty() ? "" : ",", name);
  };
  add(options.exact, "exact");
  add(options.near_duplicate, "near-duplicate");
  add(options.excerpt, "excerpt");
  add(options.rewrite, "rewrite");
  add(options.same_topic, "same-topic");
  return kinds;
}

Result<Summary> write_results(const MatchOptions& options, Pipeline& run, const Order& order, const Findings* findings,
                              const Results& results) {
  auto& [context, scan, docs, near, banding, furniture, related] = run;
  context.begin_stage("write");
  auto matches = base::StagedFile::create(results.matches);
  if (!matches) return pass_on(matches);
  auto rejects = base::StagedFile::create(results.rejects);
  if (!rejects) return pass_on(rejects);
  auto refused = write_rejects(*rejects, scan, docs);
  if (!refused) return pass_on(refused);
  Summary& summary = *refused;
  summary.capped_buckets = near.buckets.capped_buckets;
  summary.furniture = furniture->counts;
  if (auto ok = write_matches(run, options, order, findings, *matches, summary); !ok) return pass_on(ok);
  if (auto ok = matches->commit(); !ok) return pass_on(ok);
  if (!summary.refused.empty()) {
    if (auto ok = rejects->commit(); !ok) return pass_on(ok);
  }
  context.end_stage();
  summary.seconds = context.seconds();
  const RunFacts facts{
      "match", {{"kinds", kinds_of(options)}},     options.input, options.similarity, banding, scan, docs, near,
      summary, related ? &related->pairs : nullptr};
  if (auto ok = base::write_file(results.run, run_json(context, facts)); !ok) return pass_on(ok);
  return summary;
}

Result<Findings> find_rewrites(const MatchOptions& options, Pipeline& run, const Order& order) {
  const auto model = find_model(options.model);
  if (!model) return tl::unexpected(model.error());
  const JudgeOptions judge_options{wanted_verdicts(options), options.similarity.threshold,
                                   [&](std::uint32_t a, std::uint32_t b) { return order.of_representatives(a, b); },
                                   **model};
  return judge_related(run.context, run.near, *run.related, *run.furniture, judge_options);
}

Result<Summary> run_match(const MatchOptions& options) {
  if (options.out.empty()) return failure(Error::Code::InvalidOptions, "no output file: name one with --out");
  if (wanted_verdicts(options).empty()) return failure(Error::Code::InvalidOptions, "no kinds to look for");
  const Results results(options.out);
  auto pipeline =
      Pipeline::run({options.input, options.similarity, options.run, options.out.string() + ".unspin-scratch",
                     fmt::format("match {} {}", kinds_of(options), options.model.string()), Preference::None, "",
                     options.near_duplicate, results.all(), [&](const Context&) { return make_way(results); },
                     wants_related(options)});
  if (!pipeline) return pass_on(pipeline);
  const Order order(pipeline->docs, pipeline->near, !options.input.against.empty());
  std::optional<Findings> findings;
  if (pipeline->related) {
    auto found = find_rewrites(options, *pipeline, order);
    if (!found) return pass_on(found);
    auto sources = find_common_sources(*found, *pipeline->related);
    if (!sources) return pass_on(sources);
    found->common_sources = std::move(*sources);
    findings.emplace(std::move(*found));
  }
  auto summary = write_results(options, *pipeline, order, findings ? &*findings : nullptr, results);
  if (!summary) return summary;
  pipeline->context.clean_up();
  if (auto ok = check_refusals(*summary, options.run.max_bad, results.rejects); !ok) return pass_on(ok);
  return summary;
}

}  // namespace
}  // namespace detect

Result<Summary> match(const MatchOptions& options) { return detect::run_match(options); }

}  // namespace unspin
