#include "engine/postings/term_index.h"

#include <algorithm>

namespace unspin::postings {
namespace {

constexpr int kPrefixBits = 16;

std::size_t prefix(shingle::Term term) { return term >> (32 - kPrefixBits); }

}  // namespace

void TermIndex::add(std::uint32_t doc, std::span<const WeightedTerm> terms) {
  for (const WeightedTerm& weighted : terms) {
    entries_.push_back(std::uint64_t{weighted.term} << 32 | doc);
    totals_[doc - first_].add(weighted);
  }
}

void TermIndex::seal() {
  std::sort(entries_.begin(), entries_.end());
  docs_.reserve(entries_.size());
  for (const std::uint64_t entry : entries_) {
    const auto term = static_cast<shingle::Term>(entry >> 32);
    if (terms_.empty() || terms_.back() != term) {
      terms_.push_back(term);
      starts_.push_back(docs_.size());
    }
    docs_.push_back(static_cast<std::uint32_t>(entry));
  }
  starts_.push_back(docs_.size());
  std::vector<std::uint64_t>().swap(entries_);
  by_prefix_.assign((std::size_t{1} << kPrefixBits) + 1, 0);
  for (const shingle::Term term : terms_) ++by_prefix_[prefix(term) + 1];
  for (std::size_t i = 1; i < by_prefix_.size(); ++i) by_prefix_[i] += by_prefix_[i - 1];
}

std::span<const std::uint32_t> TermIndex::documents(shingle::Term term) const noexcept {
  const auto begin = terms_.begin() + by_prefix_[prefix(term)];
  const auto end = terms_.begin() + by_prefix_[prefix(term) + 1];
  const auto it = std::lower_bound(begin, end, term);
  if (it == end || *it != term) return {};
  const auto i = static_cast<std::size_t>(it - terms_.begin());
  return std::span(docs_).subspan(starts_[i], starts_[i + 1] - starts_[i]);
}

Rarity NeighbourSearch::look_up(std::span<const WeightedTerm> terms) {
  rests_.clear();
  Rarity total;
  for (const WeightedTerm& weighted : terms) {
    total.add(weighted);
    const auto channel = static_cast<std::uint8_t>(1U << static_cast<unsigned>(shingle::channel_of(weighted.term)));
    rests_.push_back({index_.documents(weighted.term), weighted, channel});
  }
  return total;
}

void NeighbourSearch::accumulate(std::uint32_t first) {
  touched_.clear();
  for (Rest& rest : rests_) {
    std::size_t i = 0;
    for (; i < rest.documents.size() && rest.documents[i] - first < kBlock; ++i) {
      const std::uint32_t slot = rest.documents[i] - first;
      Accumulator& a = accumulators_[slot];
      if (a.channels == 0) touched_.push_back(slot);
      a.shared.add(rest.term);
      a.channels |= rest.channel;
    }
    rest.documents = rest.documents.subspan(i);
  }
}

void NeighbourSearch::keep_best(std::vector<Neighbour>& neighbours, std::size_t most) {
  const auto better = [](const Neighbour& x, const Neighbour& y) {
    return x.shared != y.shared ? x.shared > y.shared : x.doc < y.doc;
  };
  const auto count = std::min(most, neighbours.size());
  std::partial_sort(neighbours.begin(), neighbours.begin() + static_cast<std::ptrdiff_t>(count), neighbours.end(),
                    better);
  neighbours.resize(count);
}

}  // namespace unspin::postings
