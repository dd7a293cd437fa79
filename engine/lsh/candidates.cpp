#include "engine/lsh/candidates.h"

#include <algorithm>
#include <vector>

#include "engine/base/hash.h"

namespace unspin::lsh {
namespace {

Result<void> add_sampled_pairs(std::span<const base::KeyedDoc> bucket, base::ExternalSorter<Pair>& pairs,
                               BucketCounts& counts) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  for (const base::KeyedDoc& entry : bucket) {
    const std::uint32_t doc = entry.doc;
    order.emplace_back(base::hash64(&doc, sizeof doc, entry.key), doc);
  }
  std::sort(order.begin(), order.end());
  const auto is_first = [&](const auto& entry) { return entry.second == bucket[0].doc; };
  const auto hub = static_cast<std::size_t>(std::find_if(order.begin(), order.end(), is_first) - order.begin());
  std::uint64_t added = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t last = std::min(order.size(), i + 1 + kSampledNeighbours);
    for (std::size_t j = i + 1; j < last; ++j, ++added) {
      if (auto ok = pairs.add(make_pair(order[i].second, order[j].second)); !ok) return ok;
    }
    if ((i > hub ? i - hub : hub - i) <= kSampledNeighbours) continue;  // the first one itself, or paired already
    if (auto ok = pairs.add(make_pair(bucket[0].doc, order[i].second)); !ok) return ok;
    ++added;
  }
  const std::uint64_t n = bucket.size();
  ++counts.capped_buckets;
  counts.capped_pairs += n * (n - 1) / 2 - added;
  counts.pairs += added;
  return {};
}

}  // namespace

Result<void> add_bucket_pairs(std::span<const base::KeyedDoc> bucket, base::ExternalSorter<Pair>& pairs,
                              BucketCounts& counts) {
  ++counts.buckets;
  counts.largest = std::max<std::uint64_t>(counts.largest, bucket.size());
  if (bucket.size() > kMaxBucket) return add_sampled_pairs(bucket, pairs, counts);
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    for (std::size_t j = i + 1; j < bucket.size(); ++j) {
      if (auto ok = pairs.add(make_pair(bucket[i].doc, bucket[j].doc)); !ok) return ok;
    }
  }
  counts.pairs += bucket.size() * (bucket.size() - 1) / 2;
  return {};
}

}  // namespace unspin::lsh
