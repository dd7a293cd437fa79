#pragma once

// Which documents are related to a document, in memory: 16 bytes a pair and 8 bytes a document.

#include <cstdint>
#include <vector>

#include <unspin/result.h>

#include "engine/base/doc_subset.h"
#include "engine/detect/related.h"

namespace unspin::detect {

class Neighbours {
 public:
  /// `documents`: those of the pairs, indexed; must outlive this. Reads the pairs twice. Io.
  [[nodiscard]] static Result<Neighbours> read(const RelatedFile& pairs, const base::DocSubset& documents);

  /// At most `most` documents that are related to both, those first that share most with the one with which they share
  /// less; of equal ones the earlier document. O(neighbours).
  [[nodiscard]] std::vector<std::uint32_t> of_both(std::uint32_t a, std::uint32_t b, std::size_t most) const;

 private:
  struct Neighbour {
    std::uint32_t doc;
    float shared;  // RelatedPair::shared
  };

  explicit Neighbours(const base::DocSubset& documents) : documents_(&documents) {}
  [[nodiscard]] std::size_t begin(std::uint32_t doc) const { return begin_[documents_->rank(doc)]; }
  [[nodiscard]] std::size_t end(std::uint32_t doc) const { return begin_[documents_->rank(doc) + 1]; }

  const base::DocSubset* documents_;
  std::vector<std::uint64_t> begin_;  // of each document, by rank, and the number of all neighbours
  std::vector<Neighbour> list_;       // of each document, ascending
};

}  // namespace unspin::detect
