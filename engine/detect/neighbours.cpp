#include "engine/detect/neighbours.h"

#include <algorithm>

namespace unspin::detect {

Result<Neighbours> Neighbours::read(const RelatedFile& pairs, const base::DocSubset& documents) {
  Neighbours all(documents);
  all.begin_.assign(documents.size() + 2, 0);
  // Counted two places on, so that after filling, begin_[rank] is where the list of a rank begins.
  auto counted = pairs.for_each_piece([&](const std::vector<RelatedPair>& piece, std::uint64_t) -> Result<void> {
    for (const RelatedPair& pair : piece) {
      ++all.begin_[documents.rank(pair.a) + 2];
      ++all.begin_[documents.rank(pair.b) + 2];
    }
    return {};
  });
  if (!counted) return pass_on(counted);
  for (std::size_t i = 2; i < all.begin_.size(); ++i) all.begin_[i] += all.begin_[i - 1];
  all.list_.resize(all.begin_.back());
  // In the order of the pairs, the lesser neighbours of a document come before the greater ones, each in order.
  auto filled = pairs.for_each_piece([&](const std::vector<RelatedPair>& piece, std::uint64_t) -> Result<void> {
    for (const RelatedPair& pair : piece) {
      all.list_[all.begin_[documents.rank(pair.a) + 1]++] = {pair.b, pair.shared};
      all.list_[all.begin_[documents.rank(pair.b) + 1]++] = {pair.a, pair.shared};
    }
    return {};
  });
  if (!filled) return pass_on(filled);
  all.begin_.pop_back();
  return all;
}

std::vector<std::uint32_t> Neighbours::of_both(std::uint32_t a, std::uint32_t b, std::size_t most) const {
  std::vector<Neighbour> both;
  for (std::size_t i = begin(a), j = begin(b); i < end(a) && j < end(b);) {
    const Neighbour& x = list_[i];
    const Neighbour& y = list_[j];
    if (x.doc == y.doc) both.push_back({x.doc, std::min(x.shared, y.shared)});
    i += x.doc <= y.doc ? 1 : 0;
    j += y.doc <= x.doc ? 1 : 0;
  }
  std::stable_sort(both.begin(), both.end(),
                   [](const Neighbour& x, const Neighbour& y) { return x.shared > y.shared; });
  std::vector<std::uint32_t> docs;
  for (std::size_t i = 0; i < std::min(most, both.size()); ++i) docs.push_back(both[i].doc);
  return docs;
}

}  // namespace unspin::detect
