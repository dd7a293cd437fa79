#include "engine/detect/matched_pairs.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/base/external_sort.h"
#include "engine/detect/common_source.h"
#include "engine/detect/model.h"

namespace unspin::detect {
namespace {

/// Groups of exact copies above this are not listed pair by pair: each copy is linked to the first one only, and the
/// pairs left out are counted.
constexpr std::size_t kMaxListedGroup = 1000;

/// A match to be written: ids as ranks in the order of all ids, so that sorting needs no strings.
struct Row {
  enum class Kind : std::uint8_t { Exact, Near, Found };
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
          if (auto ok = add(group[i], group[j], Row::Kind::Exact, 0); !ok) return ok;
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
          if (auto ok = add(side_a[i], side_b[j], Row::Kind::Near, p); !ok) return ok;
        }
      }
      if (!whole) summary_.pairs_not_listed += (side_a.size() - 1) * (side_b.size() - 1);
    }
    return {};
  }

  Result<void> add_findings(const std::vector<Finding>& findings) {
    for (std::uint32_t f = 0; f < findings.size(); ++f) {
      if (auto ok = add(findings[f].a, findings[f].b, Row::Kind::Found, f); !ok) return ok;
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
  if (row.kind == Row::Kind::Near) overlap = near.pairs[row.index].overlap;
  if (row.swapped) std::swap(overlap.size_a, overlap.size_b);
  match.verdict = row.kind == Row::Kind::Exact ? Verdict::Exact : Verdict::NearDuplicate;
  match.probability = 1;
  match.jaccard = overlap.jaccard();
  match.coverage_a = match.containment_a = overlap.containment_a();
  match.coverage_b = match.containment_b = overlap.containment_b();
  match.passages.push_back({{0, text_bytes[row.docs[0]]},
                            {0, text_bytes[row.docs[1]]},
                            row.kind == Row::Kind::Exact ? PassageKind::Identical : PassageKind::Edited,
                            match.jaccard});
  return match;
}

/// Rows → pairs with what is known of them.
class PairMaker {
 public:
  PairMaker(const MatchSearch& search, const Near& near, const Findings* findings,
            std::vector<std::uint32_t> text_bytes)
      : search_(search), near_(near), findings_(findings), text_bytes_(std::move(text_bytes)) {}

  Result<MatchedPair> pair(const Row& row) const {
    MatchedPair pair{search_.id(row.docs[0]), search_.id(row.docs[1]), row.docs[0], row.docs[1], {}, {}, {}};
    if (row.kind == Row::Kind::Found) {
      auto found = findings_->read(findings_->list[row.index]);
      if (!found) return pass_on(found);
      pair.match = std::move(found->match);
      pair.found_by = channel_names(found->channels);
      const std::uint32_t source = findings_->common_sources[row.index];
      if (source != kNoSource) pair.common_source = search_.id(source);
    } else {
      pair.match = counted_match(row, near_, text_bytes_);
      pair.found_by.push_back(row.kind == Row::Kind::Exact     ? "digest"
                              : search_.similarity.recall == 1 ? "join"
                                                               : "bands");
    }
    return pair;
  }

 private:
  static std::vector<std::string_view> channel_names(std::uint32_t channels) {
    std::vector<std::string_view> names;
    for (std::size_t c = 0; c < shingle::kChannels; ++c) {
      if ((channels >> c & 1) != 0) names.push_back(name_of(static_cast<shingle::Channel>(c)));
    }
    return names;
  }

  const MatchSearch& search_;
  const Near& near_;
  const Findings* findings_;
  std::vector<std::uint32_t> text_bytes_;
};

std::set<Verdict> wanted_verdicts(const Kinds& kinds) {
  std::set<Verdict> wanted;
  if (kinds.exact) wanted.insert(Verdict::Exact);
  if (kinds.near_duplicate) wanted.insert(Verdict::NearDuplicate);
  if (kinds.excerpt) wanted.insert(Verdict::Excerpt);
  if (kinds.rewrite)
    wanted.insert({Verdict::Rewrite, Verdict::PartialRewrite, Verdict::Updated, Verdict::Inconclusive});
  if (kinds.same_topic) wanted.insert({Verdict::SameTopic, Verdict::Unrelated});
  return wanted;
}

Result<Findings> judge(Pipeline& run, const MatchSearch& search, const Order& order) {
  const auto model = find_model(search.model);
  if (!model) return tl::unexpected(model.error());
  const JudgeOptions options{wanted_verdicts(search.kinds), search.similarity.threshold,
                             [&](std::uint32_t a, std::uint32_t b) { return order.of_representatives(a, b); }, **model};
  auto findings = judge_related(run.context, run.near, *run.related, *run.furniture, options);
  if (!findings) return findings;
  auto sources = find_common_sources(*findings, *run.related);
  if (!sources) return pass_on(sources);
  findings->common_sources = std::move(*sources);
  return findings;
}

}  // namespace

std::string names_of(const Kinds& kinds) {
  std::string names;
  const auto add = [&](bool wanted, std::string_view name) {
    if (wanted) names += fmt::format("{}{}", names.empty() ? "" : ",", name);
  };
  add(kinds.exact, "exact");
  add(kinds.near_duplicate, "near-duplicate");
  add(kinds.excerpt, "excerpt");
  add(kinds.rewrite, "rewrite");
  add(kinds.same_topic, "same-topic");
  return names;
}

bool wants_related(const Kinds& kinds) noexcept { return kinds.excerpt || kinds.rewrite || kinds.same_topic; }

Result<void> check(const Kinds& kinds) {
  if (!wanted_verdicts(kinds).empty()) return {};
  return failure(Error::Code::InvalidOptions, "no kinds to look for");
}

struct MatchedPairs::State {
  Pipeline& run;
  const MatchSearch& search;
  Order order;
  std::optional<Findings> findings;

  Result<void> add_rows(RowMaker& maker) const {
    if (search.kinds.exact) {
      if (auto ok = maker.add_exact(); !ok) return ok;
    }
    if (search.kinds.near_duplicate) {
      if (auto ok = maker.add_near(); !ok) return ok;
    }
    return findings ? maker.add_findings(findings->list) : Result<void>();
  }
};

MatchedPairs::MatchedPairs(std::unique_ptr<State> state) : state_(std::move(state)) {}
MatchedPairs::MatchedPairs(MatchedPairs&&) noexcept = default;
MatchedPairs::~MatchedPairs() = default;

Result<MatchedPairs> MatchedPairs::find(Pipeline& run, const MatchSearch& search) {
  auto state = std::make_unique<State>(run, search, Order(run.docs, run.near, run.only_across), std::nullopt);
  if (run.related) {
    auto findings = judge(run, search, state->order);
    if (!findings) return pass_on(findings);
    state->findings.emplace(std::move(*findings));
  }
  return MatchedPairs(std::move(state));
}

Result<void> MatchedPairs::for_each(Summary& summary, const std::function<Result<void>(MatchedPair&)>& visit) const {
  Pipeline& run = state_->run;
  base::ExternalSorter<Row> rows(run.context.scratch("rows"), run.context.memory_bytes() / 4);
  RowMaker maker(run.docs, run.near, state_->order, rows, summary);
  if (auto ok = state_->add_rows(maker); !ok) return ok;
  auto text_bytes = run.scan.column<std::uint32_t>(kTextBytes);
  if (!text_bytes) return pass_on(text_bytes);
  const PairMaker pairs(state_->search, run.near, state_->findings ? &*state_->findings : nullptr,
                        std::move(*text_bytes));
  return rows.drain([&](const Row& row) -> Result<void> {
    auto pair = pairs.pair(row);
    if (!pair) return pass_on(pair);
    ++summary.pairs[pair->match.verdict];
    return visit(*pair);
  });
}

}  // namespace unspin::detect
