#pragma once

// The lines of crawled pages that several addresses of their host have, and which of them stand out from their pages:
// the rule of host_furniture.h.

#include <atomic>
#include <cstdint>
#include <vector>

#include <unspin/result.h>

#include "engine/detect/context.h"
#include "engine/detect/exact.h"
#include "engine/detect/page_lines.h"
#include "engine/detect/scan.h"

namespace unspin::detect {

class RecurringLines {
 public:
  /// Counts the addresses of every line, and of the beginnings and ends of lines, over all pages that are searched;
  /// those of five and more are kept, 16 bytes each. Io, Interrupted, CorruptFile; InvalidOptions: more than fit.
  [[nodiscard]] static Result<RecurringLines> count(const Context& context, const Scan& scan, const Documents& docs);

  /// Once for each page: whether the lines that recur stand out from it. Safe from many threads. O(n log n).
  void vote(const PageLines& lines);
  /// Then, the keys of the lines that stand out from most of their pages, ascending.
  [[nodiscard]] std::vector<std::uint64_t> furniture() const;

  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

 private:
  void add(std::uint64_t key, std::uint32_t addresses) {
    keys_.push_back(key);
    addresses_.push_back(addresses);
  }
  /// size() for one that does not recur.
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const noexcept;
  [[nodiscard]] std::uint32_t addresses_at(std::size_t place) const noexcept {
    return place < size() ? addresses_[place] : 1;
  }

  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> addresses_;
  std::vector<std::atomic<std::int32_t>> votes_;  // pages in which a line stands out, less those in which it does not
};

}  // namespace unspin::detect
