#include "engine/base/parallel.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace unspin::base {
namespace {

constexpr int kThreads[] = {1, 2, 8};

TEST(Parallel, ForVisitsEveryIndexOnce) {
  for (const int threads : kThreads) {
    for (const std::size_t count : {0U, 1U, 2U, 1000U}) {
      std::vector<std::atomic<int>> visits(count);
      parallel_for(count, threads, [&](std::size_t i) { ++visits[i]; });
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(visits[i], 1) << i << " with " << threads << " threads";
    }
  }
}

TEST(Parallel, PipelineConsumesEachItemOnceInTheOrderOfTheInput) {
  constexpr int kItems = 500;
  for (const int threads : kThreads) {
    int next = 0;
    std::vector<int> consumed;
    ordered_pipeline<int>(
        threads, [&] { return next < kItems ? std::optional<int>(next++) : std::nullopt; },
        [](int& item) {
          if (item % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));  // later ones overtake
          item = 2 * item + 1;
        },
        [&](int& item) { consumed.push_back(item); });
    ASSERT_EQ(consumed.size(), static_cast<std::size_t>(kItems)) << threads << " threads";
    for (int i = 0; i < kItems; ++i) ASSERT_EQ(consumed[static_cast<std::size_t>(i)], 2 * i + 1);
  }
}

TEST(Parallel, PipelineKeepsFewItemsAlive) {
  for (const int threads : kThreads) {
    std::atomic<int> alive = 0;
    std::atomic<int> most = 0;
    int next = 0;
    ordered_pipeline<int>(
        threads,
        [&]() -> std::optional<int> {
          if (next == 300) return std::nullopt;
          most = std::max(most.load(), ++alive);
          return next++;
        },
        [](int& item) {
          if (item % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        },
        [&](int&) { --alive; });
    EXPECT_LE(most, threads + 2);
  }
}

TEST(Parallel, PipelineOfNothingConsumesNothing) {
  for (const int threads : kThreads) {
    int consumed = 0;
    ordered_pipeline<int>(threads, [] { return std::optional<int>(); }, [](int&) {}, [&](int&) { ++consumed; });
    EXPECT_EQ(consumed, 0);
  }
}

TEST(Parallel, AMachineHasAtLeastOneThread) { EXPECT_GE(hardware_threads(), 1); }

}  // namespace
}  // namespace unspin::base
