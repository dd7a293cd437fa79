#pragma once

// How many documents have a term: two rows of counters under two hashes, the smaller of which answers [Cormode &
// Muthukrishnan 2005]. Never an undercount; with eight counters a document, few overcounts. Its size depends on the
// number of documents only, so that answers do not depend on --memory or --threads.

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/shingle/terms.h"

namespace unspin::postings {

class DocumentFrequency {
 public:
  explicit DocumentFrequency(std::uint64_t num_docs);

  /// Counts one document; `distinct` holds each of its terms once. Safe from many threads.
  void add(std::span<const shingle::Term> distinct) noexcept;
  [[nodiscard]] std::uint32_t operator()(shingle::Term term) const noexcept;
  /// log((N + 1) / (df + 1/2)), as a share of that of a term of two documents: in (0, 1] from df = 2 on, and comparable
  /// between collections of any size.
  [[nodiscard]] float rarity(std::uint32_t df) const noexcept;
  /// The counters, row by row, to be stored and taken back.
  static constexpr int kRows = 2;
  [[nodiscard]] std::string_view row_bytes(int row) const noexcept;
  /// False when `bytes` are not those of a row of this size.
  [[nodiscard]] bool set_row(int row, std::string_view bytes) noexcept;
  [[nodiscard]] std::uint64_t num_docs() const noexcept { return num_docs_; }
  [[nodiscard]] static std::uint64_t bytes(std::uint64_t num_docs) noexcept;

 private:
  [[nodiscard]] std::size_t slot(shingle::Term term, std::uint64_t multiplier) const noexcept {
    return static_cast<std::size_t>((term + 1) * multiplier >> shift_);
  }

  std::uint64_t num_docs_;
  int shift_;
  std::vector<std::atomic<std::uint32_t>> rows_[kRows];
};

}  // namespace unspin::postings
