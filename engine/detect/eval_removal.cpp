// What dedup took away: was there always a true match that stays, and did copies of each other stay?

#include <algorithm>
#include <tuple>

#include "engine/detect/eval_scores.h"

namespace unspin::detect {
namespace {

/// By document, what its true matches are like.
struct Partners {
  explicit Partners(std::size_t num_ids) : any(num_ids), kept(num_ids), kept_before(num_ids) {}
  std::vector<bool> any;
  std::vector<bool> kept;         // at least one stays
  std::vector<bool> kept_before;  // at least one with a smaller id stays
};

class PartnerFinder {
 public:
  PartnerFinder(const Truth& truth, const std::vector<bool>& removed, const IdTable& ids)
      : truth_(truth), removed_(removed), ids_(ids), partners_(removed.size()) {}

  Partners by_pairs() {
    for (const TruthPair& pair : truth_.pairs) {
      if (pair.judgement != Judgement::Copy) continue;
      const auto [a, b] = pair.docs;
      note(a, b);
      note(b, a);
    }
    return std::move(partners_);
  }

  /// Without listing pairs: in each cluster, the kept member with the smallest id stands for the others.
  Partners by_clusters() {
    std::vector<DocNumber> order(removed_.size());
    for (DocNumber doc = 0; doc < order.size(); ++doc) order[doc] = doc;
    std::sort(order.begin(), order.end(), [&](DocNumber x, DocNumber y) {
      return std::tuple(truth_.labels[x], bool{removed_[x]}, ids_.id(x)) <
             std::tuple(truth_.labels[y], bool{removed_[y]}, ids_.id(y));
    });
    for (std::size_t begin = 0; begin < order.size();) {
      std::size_t end = begin + 1;  // the first of a cluster is kept if any member is, and has the smallest id
      while (end < order.size() && truth_.labels[order[end]] == truth_.labels[order[begin]]) ++end;
      for (std::size_t i = begin + 1; i < end; ++i) {
        note(order[begin], order[i]);
        note(order[i], order[begin]);
      }
      begin = end;
    }
    return std::move(partners_);
  }

 private:
  void note(DocNumber doc, DocNumber partner) {
    partners_.any[doc] = true;
    if (removed_[partner]) return;
    partners_.kept[doc] = true;
    if (ids_.id(partner) < ids_.id(doc)) partners_.kept_before[doc] = true;
  }

  const Truth& truth_;
  const std::vector<bool>& removed_;
  const IdTable& ids_;
  Partners partners_;
};

}  // namespace

RemovalReport score_removal(const Reported& reported, const Truth& truth, const IdTable& ids) {
  std::vector<bool> removed(ids.size(), false);
  for (const DocNumber doc : reported.removed) removed[doc] = true;
  PartnerFinder finder(truth, removed, ids);
  const Partners partners = truth.clustering ? finder.by_clusters() : finder.by_pairs();
  RemovalReport report;
  report.removed = reported.removed.size();
  for (DocNumber doc = 0; doc < ids.size(); ++doc) {
    report.wrong += removed[doc] && !partners.kept[doc];
    report.wrong_no_partner += removed[doc] && !partners.any[doc];
    report.left += !removed[doc] && partners.kept_before[doc];
  }
  return report;
}

}  // namespace unspin::detect
