#pragma once

// Which pairs might be rewrites or excerpts of one another: documents that share rare terms. The scan left the terms of
// every document on scratch; here they are counted over the collection, the rarest of every window of sentences that
// are no furniture are indexed, and each document is paired with those that share most with it. The pairs go to
// scratch, sorted, each once.

#include <array>
#include <cstdint>
#include <memory>

#include <unspin/result.h>

#include "engine/detect/context.h"
#include "engine/detect/exact.h"
#include "engine/detect/furniture.h"
#include "engine/detect/host_furniture.h"
#include "engine/detect/pair_file.h"
#include "engine/detect/scan.h"
#include "engine/postings/document_frequency.h"
#include "engine/postings/rare_terms.h"
#include "engine/postings/term_index.h"
#include "engine/shingle/terms.h"

namespace unspin::detect {

/// Two documents, a < b.
struct RelatedPair {
  std::uint32_t a;
  std::uint32_t b;
  float shared;            // Σ rarity of the rare terms that both have
  float share;             // of Σ rarity of all rare terms of the one that has less
  float anchor_share;      // the same of names and numbers only
  std::uint32_t channels;  // bit c: one of channel c among them

  friend bool operator<(const RelatedPair& x, const RelatedPair& y) noexcept {
    return x.a != y.a ? x.a < y.a : x.b < y.b;
  }
};

struct RelatedCounts {
  std::uint64_t indexed_documents = 0;
  std::uint64_t index_entries = 0;
  std::uint64_t full_documents = 0;       // had more neighbours than are kept
  std::uint64_t furniture_sentences = 0;  // furniture.h, host_furniture.h; of all different texts
  std::array<std::uint64_t, shingle::kChannels> entries_by_channel{};
};

using RelatedFile = PairFile<RelatedPair, RelatedCounts>;

struct RelatedDocuments {
  RelatedFile pairs;
  std::unique_ptr<postings::DocumentFrequency> frequency;  // of terms, in the whole collection
  std::unique_ptr<Furniture> furniture;
};

struct RelatedOptions {
  bool only_across = false;  // pairs of the first collection with the second only
  postings::RareTermLimits terms;
  postings::NeighbourLimits neighbours;
};

/// Io, Interrupted, CorruptFile.
[[nodiscard]] Result<RelatedDocuments> find_related(Context& context, const Scan& scan, const Documents& docs,
                                                    const HostFurniture& host_furniture, const RelatedOptions& options);

}  // namespace unspin::detect
