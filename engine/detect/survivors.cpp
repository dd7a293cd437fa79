#include "engine/detect/survivors.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/cluster/leaders.h"
#include "engine/cluster/union_find.h"

namespace unspin::detect {
namespace {

class SurvivorChooser {
 public:
  SurvivorChooser(const Documents& docs, const Near& near, Keep keep, std::vector<double> preference,
                  std::vector<std::uint32_t> bytes)
      : docs_(docs), near_(near), keep_(keep), preference_(std::move(preference)), bytes_(std::move(bytes)) {}

  Removal choose() const {
    Removal removal{std::vector<std::uint32_t>(docs_.size(), kStays), std::vector<std::uint32_t>(docs_.size()), 0};
    std::vector<std::uint32_t> best(docs_.size());  // by representative: the copy that stays if any does
    std::iota(best.begin(), best.end(), 0U);
    for (std::uint32_t copy = 0; copy < docs_.size(); ++copy) {
      if (docs_.representative[copy] == copy) continue;
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
    for (std::uint32_t doc = 0; doc < docs_.size(); ++doc)
      removal.cluster[doc] = components.root(docs_.representative[doc]);
    return removal;
  }

 private:
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

}  // namespace

Verdict verdict_on(const Documents& docs, const Removal& removal, std::uint32_t doc) {
  const bool exact = docs.representative[doc] == docs.representative[removal.kept_instead[doc]];
  return exact ? Verdict::Exact : Verdict::NearDuplicate;
}

verify::Overlap overlap_with_kept(const Documents& docs, const Near& near, const Removal& removal, std::uint32_t doc) {
  const std::uint32_t a = docs.representative[doc];
  const std::uint32_t b = docs.representative[removal.kept_instead[doc]];
  if (a == b) return {1, 1, 1};
  verify::Overlap overlap = near.find(std::min(a, b), std::max(a, b))->overlap;
  if (a > b) std::swap(overlap.size_a, overlap.size_b);
  return overlap;
}

Preference preference_of(Keep keep) {
  if (keep == Keep::Earliest) return Preference::Date;
  return keep == Keep::Score ? Preference::Score : Preference::None;
}

Result<Removal> choose_survivors(const Scan& scan, const Documents& docs, const Near& near, Keep keep) {
  auto bytes = scan.column<std::uint32_t>(kTextBytes);
  if (!bytes) return pass_on(bytes);
  Result<std::vector<double>> preference;
  if (preference_of(keep) != Preference::None) preference = scan.column<double>(kPreference);
  if (!preference) return pass_on(preference);
  std::uint64_t without = 0;
  for (std::uint32_t doc = 0; doc < preference->size(); ++doc) {
    without += !docs.refused(doc) && std::isnan((*preference)[doc]) ? 1 : 0;
  }
  Removal removal = SurvivorChooser(docs, near, keep, std::move(*preference), std::move(*bytes)).choose();
  removal.without_preference = without;
  return removal;
}

}  // namespace unspin::detect
