#pragma once

// The parallel seam: the only place where threads are made. Parallel by ownership: each task owns its item, and
// results are joined in the order of the input, so no output depends on the number of threads.
//
// Two back ends: oneTBB, and std::jthread under UNSPIN_STD_THREADS (the thread sanitizer reports false races inside
// oneTBB and hides true ones).

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace unspin::base {

[[nodiscard]] int hardware_threads() noexcept;

/// Runs body(i) for every i in [0, count) on up to `threads` threads; returns when all are done.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

namespace internal {
void run_ordered(int threads, const std::function<void*()>& produce, const std::function<void(void*)>& work,
                 const std::function<void(void*)>& consume);
}

/// A three-stage pipeline. `produce` is called from one thread at a time until it returns nothing; `work` runs on
/// many items at once; `consume` gets the items one at a time, in the order in which they were produced.
/// At most threads + 2 items are alive at any moment, which is what bounds its memory.
template <typename Item>
void ordered_pipeline(int threads, const std::function<std::optional<Item>()>& produce,
                      const std::function<void(Item&)>& work, const std::function<void(Item&)>& consume) {
  internal::run_ordered(
      threads,
      [&]() -> void* {
        std::optional<Item> item = produce();
        return item ? new Item(std::move(*item)) : nullptr;
      },
      [&](void* item) { work(*static_cast<Item*>(item)); },
      [&](void* item) {
        const std::unique_ptr<Item> owned(static_cast<Item*>(item));
        consume(*owned);
      });
}

}  // namespace unspin::base
