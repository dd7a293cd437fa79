#include "engine/detect/exact.h"

#include <algorithm>
#include <numeric>

#include "engine/base/buckets.h"

namespace unspin::detect {
namespace {

/// Calls same(first, later) for documents of equal (low, high) digests that may be equal; `first` is the earliest of
/// them.
template <typename Wanted, typename Comparable, typename Same>
Result<void> for_each_equal(const Context& context, const Scan& scan, SegmentColumn low, SegmentColumn high,
                            Wanted wanted, Comparable comparable, Same same) {
  const auto highs = scan.column<std::uint64_t>(high);
  if (!highs) return tl::unexpected(highs.error());
  std::vector<std::uint32_t> firsts;
  return base::for_each_bucket(scan.num_records, context.memory_bytes() / 4, scan.entries(low, wanted),
                               [&](std::span<const base::KeyedDoc> bucket) -> Result<void> {
                                 firsts.clear();
                                 for (const base::KeyedDoc& entry : bucket) {
                                   const std::uint32_t doc = entry.doc;
                                   const auto equal =
                                       std::find_if(firsts.begin(), firsts.end(), [&](std::uint32_t first) {
                                         return (*highs)[first] == (*highs)[doc] && comparable(first, doc);
                                       });
                                   if (equal == firsts.end()) {
                                     firsts.push_back(doc);
                                   } else {
                                     same(*equal, doc);
                                   }
                                 }
                                 return {};
                               });
}

}  // namespace

Result<Documents> find_exact(Context& context, const Scan& scan) {
  context.begin_stage("exact");
  Documents docs;
  auto flags = scan.column<std::uint8_t>(kFlags);
  if (!flags) return pass_on(flags);
  docs.flags = std::move(*flags);
  docs.representative.resize(docs.size());
  std::iota(docs.representative.begin(), docs.representative.end(), 0U);

  const auto accepted = [&](std::uint32_t doc) { return !docs.refused(doc); };
  const auto together = [&](std::uint32_t a, std::uint32_t b) { return !docs.across(a, b); };
  auto ids =
      for_each_equal(context, scan, kIdLow, kIdHigh, accepted, together, [&](std::uint32_t, std::uint32_t later) {
        if ((docs.flags[later] & kIdGenerated) == 0) docs.repeated_ids.push_back(later);
      });
  if (!ids) return pass_on(ids);
  std::sort(docs.repeated_ids.begin(), docs.repeated_ids.end());
  for (const std::uint32_t doc : docs.repeated_ids) docs.flags[doc] |= kRefused;

  const auto worded = [&](std::uint32_t doc) { return (docs.flags[doc] & (kRefused | kHasWords)) == kHasWords; };
  const auto always = [](std::uint32_t, std::uint32_t) { return true; };
  auto texts = for_each_equal(context, scan, kTextLow, kTextHigh, worded, always,
                              [&](std::uint32_t first, std::uint32_t later) { docs.representative[later] = first; });
  if (!texts) return pass_on(texts);
  for (std::uint32_t doc = 0; doc < docs.size(); ++doc)
    docs.flags[docs.representative[doc]] |= (docs.flags[doc] & kAgainst) != 0 ? kCopyInSecond : kCopyInFirst;
  docs.num_accepted = static_cast<std::uint64_t>(
      std::count_if(docs.flags.begin(), docs.flags.end(), [](std::uint8_t f) { return (f & kRefused) == 0; }));
  context.end_stage();
  return docs;
}

std::unordered_map<std::uint32_t, std::uint32_t> first_copies_across(const Documents& docs) {
  std::unordered_map<std::uint32_t, std::uint32_t> copies;
  for (std::uint32_t doc = 0; doc < docs.size(); ++doc) {
    if (docs.across(doc, docs.representative[doc])) copies.emplace(docs.representative[doc], doc);
  }
  return copies;
}

}  // namespace unspin::detect
