#include "engine/detect/near.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/parallel.h"
#include "engine/shingle/set_store.h"

namespace unspin::detect {
namespace {

/// Measures a piece of candidates on all threads; results in order.
Result<void> verify_piece(const Context& context, std::span<const lsh::Pair> pairs, const base::DocSubset& compared,
                          const shingle::SetStore& sets, double threshold, std::vector<NearPair>& found) {
  constexpr std::size_t kTask = 1024;
  const std::size_t num_tasks = (pairs.size() + kTask - 1) / kTask;
  std::vector<std::vector<NearPair>> results(num_tasks);
  std::vector<Result<void>> errors(num_tasks);
  base::parallel_for(num_tasks, context.threads(), [&](std::size_t task) {
    std::vector<std::uint64_t> buffer_a;
    std::vector<std::uint64_t> buffer_b;
    for (const lsh::Pair pair : pairs.subspan(task * kTask, std::min(kTask, pairs.size() - task * kTask))) {
      const std::uint32_t a = compared.rank(lsh::first(pair));
      const std::uint32_t b = compared.rank(lsh::second(pair));
      const std::size_t smaller = std::min(sets.size_of(a), sets.size_of(b));
      if (verify::least_shared(sets.size_of(a), sets.size_of(b), threshold) > smaller) continue;  // before any read
      const auto set_a = sets.get(a, buffer_a);
      const auto set_b = sets.get(b, buffer_b);
      if (!set_a || !set_b) {
        errors[task] = tl::unexpected(set_a ? set_b.error() : set_a.error());
        return;
      }
      const auto overlap = verify::overlap_at_least(*set_a, *set_b, threshold);
      if (overlap) results[task].push_back({lsh::first(pair), lsh::second(pair), *overlap});
    }
  });
  for (std::size_t task = 0; task < num_tasks; ++task) {
    if (!errors[task]) return errors[task];
    found.insert(found.end(), results[task].begin(), results[task].end());
  }
  return {};
}

/// Verified pairs are not spilled: more than fit are refused, as --memory is a promise.
Result<void> check_memory(const Context& context, std::uint64_t num_pairs) {
  constexpr std::uint64_t kBytesPerPair = sizeof(NearPair) + 48;  // and an edge with both its directions
  if (num_pairs * kBytesPerPair <= context.memory_bytes() / 4 * 3) return {};
  return failure(
      Error::Code::InvalidOptions,
      fmt::format("more than {} near-duplicate pairs do not fit in --memory {}MiB; give more, or a higher --threshold",
                  num_pairs, context.memory_bytes() >> 20));
}

}  // namespace

const NearPair* Near::find(std::uint32_t a, std::uint32_t b) const noexcept {
  const auto before = [](const NearPair& x, const std::pair<std::uint32_t, std::uint32_t>& y) {
    return std::pair(x.a, x.b) < y;
  };
  const auto it = std::lower_bound(pairs.begin(), pairs.end(), std::pair(a, b), before);
  return it != pairs.end() && it->a == a && it->b == b ? &*it : nullptr;
}

Result<std::vector<NearPair>> verify_all(Context& context, const CandidateFile& candidates,
                                         const base::DocSubset& compared, const shingle::SetStore& sets,
                                         double threshold) {
  context.begin_stage("verify");
  std::vector<NearPair> found;
  auto ok = candidates.for_each_piece([&](const std::vector<lsh::Pair>& pairs, std::uint64_t at) -> Result<void> {
    context.report({"verify", at, candidates.num_pairs(), "pairs", 0});
    if (auto go_on = context.check_stop(); !go_on) return go_on;
    if (auto done = verify_piece(context, pairs, compared, sets, threshold, found); !done) return done;
    return check_memory(context, found.size());
  });
  if (!ok) return pass_on(ok);
  context.end_stage();
  return found;
}

}  // namespace unspin::detect
