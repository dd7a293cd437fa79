#include "engine/base/buckets.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unspin::base {
namespace {

Result<void> visit_runs(std::span<const KeyedDoc> sorted, const BucketVisitor& visit) {
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i + 1;
    while (end < sorted.size() && sorted[end].key == sorted[i].key) ++end;
    if (end - i >= 2) {
      if (auto visited = visit(sorted.subspan(i, end - i)); !visited) return visited;
    }
    i = end;
  }
  return {};
}

}  // namespace

Result<void> for_each_bucket(std::uint64_t num_entries, std::uint64_t memory_bytes, const EntrySource& source,
                             const BucketVisitor& visit) {
  constexpr std::uint64_t kEntryBytes = 2 * sizeof(KeyedDoc);  // entries and the sort's scratch
  const std::uint64_t num_ranges = num_entries * kEntryBytes / std::max<std::uint64_t>(1, memory_bytes) + 1;
  const std::uint64_t width = std::numeric_limits<std::uint64_t>::max() / num_ranges;
  std::vector<KeyedDoc> entries;
  std::vector<KeyedDoc> scratch;
  const double mean = static_cast<double>(num_entries) / static_cast<double>(num_ranges);
  entries.reserve(static_cast<std::size_t>(mean + 6 * std::sqrt(mean)) + 1);  // six sigma: it does not grow
  for (std::uint64_t r = 0; r < num_ranges; ++r) {
    const std::uint64_t last = r + 1 == num_ranges ? std::numeric_limits<std::uint64_t>::max() : (r + 1) * width - 1;
    entries.clear();
    if (auto gathered = source({r * width, last}, entries); !gathered) return gathered;
    scratch.resize(entries.size());
    radix_sort(entries, scratch);
    if (auto visited = visit_runs(entries, visit); !visited) return visited;
  }
  return {};
}

}  // namespace unspin::base
