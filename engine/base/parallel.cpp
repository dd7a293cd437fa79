#include "engine/base/parallel.h"

#include <algorithm>
#include <thread>

#ifdef UNSPIN_STD_THREADS
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>
#else
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>
#endif

namespace unspin::base {

int hardware_threads() noexcept { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

#ifdef UNSPIN_STD_THREADS

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> workers;
  for (int t = 0; t < std::max(1, threads); ++t) {
    workers.emplace_back([&] {
      for (std::size_t i = next++; i < count; i = next++) body(i);
    });
  }
}

void internal::run_ordered(int threads, const std::function<void*()>& produce, const std::function<void(void*)>& work,
                           const std::function<void(void*)>& consume) {
  std::mutex input;
  std::mutex output;
  std::condition_variable turn;
  std::size_t produced = 0;
  std::size_t consumed = 0;
  std::vector<std::jthread> workers;
  for (int t = 0; t < std::max(1, threads); ++t) {
    workers.emplace_back([&] {
      while (true) {
        std::unique_lock in(input);
        void* item = produce();
        if (item == nullptr) return;
        const std::size_t ticket = produced++;
        in.unlock();
        work(item);
        std::unique_lock out(output);
        turn.wait(out, [&] { return consumed == ticket; });
        consume(item);
        ++consumed;
        turn.notify_all();
      }
    });
  }
}

#else

namespace {
namespace tbb = oneapi::tbb;

/// Lets an arena have as many threads as were asked for, also more than there are cores, without a warning from oneTBB.
tbb::global_control allow(int threads) {
  return {tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)};
}
}  // namespace

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body) {
  if (threads <= 1) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  const auto allowed = allow(threads);
  tbb::task_arena arena(threads);
  arena.execute([&] { tbb::parallel_for(std::size_t{0}, count, body); });
}

void internal::run_ordered(int threads, const std::function<void*()>& produce, const std::function<void(void*)>& work,
                           const std::function<void(void*)>& consume) {
  if (threads <= 1) {
    while (void* item = produce()) {
      work(item);
      consume(item);
    }
    return;
  }
  const auto source = tbb::make_filter<void, void*>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow) {
    void* item = produce();
    if (item == nullptr) flow.stop();
    return item;
  });
  const auto worker = tbb::make_filter<void*, void*>(tbb::filter_mode::parallel, [&](void* item) {
    work(item);
    return item;
  });
  const auto sink =
      tbb::make_filter<void*, void>(tbb::filter_mode::serial_in_order, [&](void* item) { consume(item); });
  const auto allowed = allow(threads);
  tbb::task_arena arena(threads);
  arena.execute([&] { tbb::parallel_pipeline(static_cast<std::size_t>(threads) + 2, source & worker & sink); });
}

#endif

}  // namespace unspin::base
