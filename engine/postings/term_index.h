#pragma once

// Inverted lists of rare terms for a stripe of documents, and the search for the documents that share most with one.

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/shingle/terms.h"

namespace unspin::postings {

struct WeightedTerm {
  shingle::Term term;
  float rarity;
};

/// Σ rarity of some terms.
struct Rarity {
  float all = 0;
  float anchors = 0;  // of the names and numbers among them

  void add(WeightedTerm term) noexcept {
    all += term.rarity;
    if (shingle::channel_of(term.term) == shingle::Channel::Anchor) anchors += term.rarity;
  }
};

struct Neighbour {
  std::uint32_t doc;
  float shared;           // Σ rarity of the shared terms
  float share;            // of Σ rarity of all terms of the document with less of it
  float anchor_share;     // the same of names and numbers only; 1 where one document has hardly any
  std::uint8_t channels;  // bit c: one of channel c among them
};

/// What a neighbour must have, and how many are kept. Measured: docs/decisions.md, "Candidates for rewrites".
struct NeighbourLimits {
  float min_shared = 5;           // Σ rarity: as much as five terms of two documents
  float min_share = 0.07F;        // of all terms
  float short_shared = 2;         // enough for short texts, if it is
  float short_share = 0.3F;       // … that much of their terms
  float min_anchor_share = 0.2F;  // of the names and numbers
  int most = 24;                  // neighbours kept of a document

  /// Below it, nothing is admitted.
  [[nodiscard]] float least_shared() const noexcept { return std::min(min_shared, short_shared); }
  [[nodiscard]] bool admit(float shared, float share, float anchor_share) const noexcept {
    if (anchor_share < min_anchor_share) return false;
    return (shared >= min_shared && share >= min_share) || (shared >= short_shared && share >= short_share);
  }
};

/// The index of documents [first, last). Immutable once sealed; searched from many threads.
class TermIndex {
 public:
  TermIndex(std::uint32_t first, std::uint32_t last) : first_(first), last_(last), totals_(last - first) {}

  void add(std::uint32_t doc, std::span<const WeightedTerm> terms);
  void seal();

  /// Documents that have `term`, ascending.
  [[nodiscard]] std::span<const std::uint32_t> documents(shingle::Term term) const noexcept;
  /// Σ rarity of the terms of a document.
  [[nodiscard]] Rarity total(std::uint32_t doc) const noexcept { return totals_[doc - first_]; }
  [[nodiscard]] std::uint32_t first() const noexcept { return first_; }
  [[nodiscard]] std::uint32_t last() const noexcept { return last_; }

 private:
  std::uint32_t first_;
  std::uint32_t last_;
  std::vector<Rarity> totals_;
  std::vector<std::uint64_t> entries_;  // term << 32 | document, sorted; emptied by seal()
  std::vector<std::uint32_t> docs_;
  std::vector<shingle::Term> terms_;      // distinct, ascending
  std::vector<std::uint64_t> starts_;     // of terms_[i] in docs_; one more than terms
  std::vector<std::uint32_t> by_prefix_;  // where the terms with these leading bits begin
};

/// Finds neighbours. Keeps its buffers: make one a thread and stripe.
class NeighbourSearch {
 public:
  NeighbourSearch(const TermIndex& index, NeighbourLimits limits)
      : index_(index), limits_(limits), accumulators_(kBlock) {}

  /// The best neighbours of `doc` for which `wanted` holds, best first (ties: lower number first). O(Σ list lengths).
  template <typename Wanted>
  const std::vector<Neighbour>& operator()(std::uint32_t doc, std::span<const WeightedTerm> terms, Wanted wanted) {
    const Rarity total = look_up(terms);
    found_.clear();
    for (std::uint32_t first = index_.first(); first < index_.last(); first += kBlock) {
      accumulate(first);
      for (const std::uint32_t slot : touched_) {
        const Accumulator a = std::exchange(accumulators_[slot], {});
        if (a.shared.all < limits_.least_shared()) continue;  // most of them
        const std::uint32_t other = first + slot;
        const Rarity other_total = index_.total(other);
        const float share = a.shared.all / std::min(total.all, other_total.all);
        const float anchors = std::min(total.anchors, other_total.anchors);
        const float anchor_share = anchors < kFewAnchors ? 1 : a.shared.anchors / anchors;
        if (limits_.admit(a.shared.all, share, anchor_share) && other != doc && wanted(other))
          found_.push_back({other, a.shared.all, share, anchor_share, a.channels});
      }
    }
    keep_best(found_, static_cast<std::size_t>(limits_.most));
    return found_;
  }

  static void keep_best(std::vector<Neighbour>& neighbours, std::size_t most);

 private:
  static constexpr float kFewAnchors = 3;  // Σ rarity: too few to judge a pair by
  /// Documents whose accumulators are in use at a time: they stay in the processor's cache.
  static constexpr std::uint32_t kBlock = 16384;

  struct Accumulator {
    Rarity shared;
    std::uint8_t channels = 0;
  };
  /// The documents of a term that were not yet passed.
  struct Rest {
    std::span<const std::uint32_t> documents;
    WeightedTerm term;
    std::uint8_t channel;
  };
  /// Returns Σ rarity of `terms`.
  Rarity look_up(std::span<const WeightedTerm> terms);
  /// The block from `first` on: what its documents share, and which of them share anything.
  void accumulate(std::uint32_t first);

  const TermIndex& index_;
  NeighbourLimits limits_;
  std::vector<Rest> rests_;
  std::vector<Accumulator> accumulators_;  // of a block
  std::vector<std::uint32_t> touched_;
  std::vector<Neighbour> found_;
};

}  // namespace unspin::postings
