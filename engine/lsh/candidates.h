#pragma once

// Buckets → candidate pairs.

#include <cstdint>
#include <span>

#include <unspin/result.h>

#include "engine/base/external_sort.h"
#include "engine/base/radix_sort.h"

namespace unspin::lsh {

/// A pair of documents, a < b, as one number: its order is the order of (a, b).
enum class Pair : std::uint64_t {};
[[nodiscard]] constexpr Pair make_pair(std::uint32_t a, std::uint32_t b) noexcept {
  return a < b ? Pair{std::uint64_t{a} << 32 | b} : Pair{std::uint64_t{b} << 32 | a};
}
[[nodiscard]] constexpr std::uint32_t first(Pair p) noexcept {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(p) >> 32);
}
[[nodiscard]] constexpr std::uint32_t second(Pair p) noexcept {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(p));
}

/// Buckets above this are sampled: each document is paired with the first one and with the kSampledNeighbours that
/// follow it in an order drawn from the bucket's key. A template shared by a million pages would otherwise cost 5·10^11
/// pairs.
constexpr std::size_t kMaxBucket = 2000;
constexpr std::size_t kSampledNeighbours = 64;

struct BucketCounts {
  std::uint64_t buckets = 0;         // of two or more documents
  std::uint64_t largest = 0;         // documents
  std::uint64_t pairs = 0;           // looked at, repeats between bands included
  std::uint64_t capped_buckets = 0;  // larger than kMaxBucket
  std::uint64_t capped_pairs = 0;    // in those, not looked at
};

/// Adds the pairs of one bucket to `pairs`, all of them up to kMaxBucket documents.
[[nodiscard]] Result<void> add_bucket_pairs(std::span<const base::KeyedDoc> bucket, base::ExternalSorter<Pair>& pairs,
                                            BucketCounts& counts);

}  // namespace unspin::lsh
