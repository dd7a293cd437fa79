#pragma once

// Which terms of a text are worth an entry in the index: of every window of six sentences the rarest few. Rarity
// depends on the collection alone, so two texts that share a passage choose the same terms of it; and as every
// window has its say, a passage in a page on another theme is looked up as well as a whole text.

#include <array>
#include <cstdint>
#include <vector>

#include "engine/postings/document_frequency.h"
#include "engine/shingle/terms.h"

namespace unspin::postings {

struct RareTermLimits {
  std::uint32_t max_df = 2000;                                      // terms of more documents say nothing
  std::array<int, shingle::kChannels> per_window = {12, 10, 4, 0};  // by channel
  /// Σ df of the terms of a window and channel: what they cost to look up stays the same in a larger collection.
  std::uint32_t max_total_df = 4000;
  int window = 6;  // sentences
  int stride = 3;
};

struct RareTerm {
  shingle::Term term;
  std::uint32_t df;

  friend bool operator==(const RareTerm&, const RareTerm&) = default;
};

/// Keeps its buffers: make one a thread.
class RareTerms {
 public:
  explicit RareTerms(const DocumentFrequency& frequency, RareTermLimits limits = {})
      : frequency_(frequency), limits_(limits) {}

  /// The chosen terms, ascending, each once; terms of one document only are left out. Valid until the next call.
  [[nodiscard]] const std::vector<RareTerm>& operator()(const shingle::TermList& list);

 private:
  void choose(std::vector<RareTerm>& window);

  const DocumentFrequency& frequency_;
  RareTermLimits limits_;
  std::vector<std::vector<RareTerm>> sentences_;
  std::vector<RareTerm> window_;
  std::vector<RareTerm> chosen_;
};

}  // namespace unspin::postings
