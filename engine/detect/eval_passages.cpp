// Passages against passages, as [Potthast, Stein, Barrón-Cedeño & Rosso 2010] define it for text alignment.

#include "engine/detect/eval_passages.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace unspin {

std::optional<double> PassageScore::plagdet() const {
  const auto p = mean_precision();
  const auto r = mean_recall();
  if (!r) return std::nullopt;
  if (!p || *p + *r == 0) return 0;
  return 2 * *p * *r / (*p + *r) / std::log2(1 + granularity().value_or(1));
}

namespace detect {
namespace {

using Spans = std::vector<Span>;

void add_overlap(Spans& to, Span x, Span y) {
  const Span both{std::max(x.begin, y.begin), std::min(x.end, y.end)};
  if (both.begin < both.end) to.push_back(both);
}

bool overlap(Span x, Span y) { return x.begin < y.end && y.begin < x.end; }

bool detects(const Passage& x, const Passage& y) { return overlap(x.a, y.a) && overlap(x.b, y.b); }

/// Bytes in one span or more.
std::uint64_t bytes_of_union(Spans spans) {
  std::sort(spans.begin(), spans.end());
  std::uint64_t bytes = 0;
  std::uint64_t end = 0;
  for (const Span& span : spans) {
    const std::uint64_t begin = std::max(span.begin, end);
    if (span.end > begin) bytes += span.end - begin;
    end = std::max(end, span.end);
  }
  return bytes;
}

/// What passages cover in both documents of a pair.
struct Cover {
  Spans a;
  Spans b;

  void add(const Passage& p) {
    a.push_back(p.a);
    b.push_back(p.b);
  }
  void add_overlaps(const Passage& x, const Passage& y) {
    add_overlap(a, x.a, y.a);
    add_overlap(b, x.b, y.b);
  }
  std::uint64_t bytes() const { return bytes_of_union(a) + bytes_of_union(b); }
};

/// The shares of `passages` that `others` detect, summed; `hits` counts detections, `hit` passages with one.
double sum_of_shares(const std::vector<Passage>& passages, const std::vector<Passage>& others, std::uint64_t& hit,
                     std::uint64_t& hits) {
  double sum = 0;
  for (const Passage& passage : passages) {
    Cover found;
    std::uint64_t by = 0;
    for (const Passage& other : others) {
      if (!detects(passage, other)) continue;
      found.add_overlaps(passage, other);
      ++by;
    }
    hit += by > 0;
    hits += by;
    sum += static_cast<double>(found.bytes()) / static_cast<double>(passage.a.size() + passage.b.size());
  }
  return sum;
}

void add_pair(PassageScore& score, const std::vector<Passage>& truth, const std::vector<Passage>& reported) {
  ++score.pairs;
  score.passages += truth.size();
  score.reported += reported.size();
  score.recall_sum += sum_of_shares(truth, reported, score.detected, score.detections);
  std::uint64_t ignored_hit = 0;  // the same detections, seen from the other side
  std::uint64_t ignored_hits = 0;
  score.precision_sum += sum_of_shares(reported, truth, ignored_hit, ignored_hits);
  Cover all;
  Cover claimed;
  Cover shared;
  for (const Passage& passage : truth) all.add(passage);
  for (const Passage& passage : reported) claimed.add(passage);
  for (const Passage& x : truth) {
    for (const Passage& y : reported) {
      if (detects(x, y)) shared.add_overlaps(x, y);
    }
  }
  score.true_bytes += all.bytes();
  score.reported_bytes += claimed.bytes();
  score.shared_bytes += shared.bytes();
}

class Scorer {
 public:
  void add(const std::string& kind, const std::vector<Passage>& truth, const std::vector<Passage>& reported) {
    add_pair(report_.all, truth, reported);
    PassageScore& score = kinds_[kind];
    score.kind = kind;
    add_pair(score, truth, reported);
  }
  void add_unjudged() { ++report_.unjudged_pairs; }

  PassageReport finish(const PassageTruth& truth) {
    report_.layout = truth.layout;
    report_.offsets = truth.offsets;
    report_.all.kind = "all";
    const auto named = [](const PassagePair& pair) { return !pair.kind.empty(); };
    if (std::any_of(truth.pairs.begin(), truth.pairs.end(), named)) {
      for (auto& [kind, score] : kinds_) report_.kinds.push_back(std::move(score));
    }
    return std::move(report_);
  }

 private:
  PassageReport report_;
  std::map<std::string, PassageScore> kinds_;
};

}  // namespace

void sort_passages(std::vector<Passage>& passages) {
  std::sort(passages.begin(), passages.end());
  passages.erase(std::unique(passages.begin(), passages.end()), passages.end());
}

bool PassageTruth::knows_all_of(DocPair docs) const {
  const auto is_complete = [&](DocNumber doc) { return doc < complete.size() && complete[doc]; };
  return is_complete(docs.first) || is_complete(docs.second);
}

PassageReport score_passages(const std::vector<PassagePair>& reported, const PassageTruth& truth) {
  Scorer scorer;
  auto next = reported.begin();
  const auto unlisted = [&](const PassagePair& pair) {
    if (pair.passages.empty()) return;
    if (truth.knows_all_of(pair.docs)) {
      scorer.add("", {}, pair.passages);
    } else {
      scorer.add_unjudged();
    }
  };
  for (const PassagePair& pair : truth.pairs) {
    while (next != reported.end() && next->docs < pair.docs) unlisted(*next++);
    const bool found = next != reported.end() && next->docs == pair.docs;
    scorer.add(pair.kind, pair.passages, found ? next->passages : std::vector<Passage>());
    if (found) ++next;
  }
  while (next != reported.end()) unlisted(*next++);
  return scorer.finish(truth);
}

}  // namespace detect
}  // namespace unspin
