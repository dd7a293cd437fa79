#pragma once

// Documents that share a key, without a hash map: entries are gathered for one key range at a time, as many as memory
// allows, radix-sorted, and equal keys lie side by side.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <unspin/result.h>

#include "engine/base/radix_sort.h"

namespace unspin::base {

/// Keys in [first, last], both included. Keys must be hashes, spread evenly.
struct KeyRange {
  std::uint64_t first;
  std::uint64_t last;
  [[nodiscard]] bool contains(std::uint64_t key) const noexcept { return first <= key && key <= last; }
};

/// Appends the entries whose key lies in the range, documents ascending. Called once a range.
using EntrySource = std::function<Result<void>(KeyRange, std::vector<KeyedDoc>&)>;

/// The documents of one key, ascending; two or more.
using BucketVisitor = std::function<Result<void>(std::span<const KeyedDoc>)>;

/// Visits every bucket of two or more, in ascending order of keys. `num_entries` is an upper bound that sizes the
/// ranges: at most `memory_bytes` are used, about.
[[nodiscard]] Result<void> for_each_bucket(std::uint64_t num_entries, std::uint64_t memory_bytes,
                                           const EntrySource& source, const BucketVisitor& visit);

}  // namespace unspin::base
