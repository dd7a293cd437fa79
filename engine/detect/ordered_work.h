#pragma once

// Work on a stream of items: one thread takes them in, many work on them, results are consumed in order.

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

#include <unspin/result.h>

#include "engine/base/parallel.h"
#include "engine/detect/context.h"

namespace unspin::detect {

/// `next()` gives items until it gives none, `work(item)` runs on many threads, `consume(item, its result)` in the
/// order of the items. Stops at the first error, and when the run is to stop.
template <typename Input, typename Output>
[[nodiscard]] Result<void> work_in_order(const Context& context,
                                         const std::function<Result<std::optional<Input>>()>& next,
                                         const std::function<Output(const Input&)>& work,
                                         const std::function<Result<void>(const Input&, Output&)>& consume) {
  struct Item {
    Input input;
    std::optional<Output> output;
  };
  std::mutex error_mutex;
  std::optional<Error> error;
  std::atomic<bool> failed{false};
  const auto fail = [&](Error reason) {
    const std::lock_guard lock(error_mutex);
    if (!error) error = std::move(reason);
    failed = true;
  };
  base::ordered_pipeline<Item>(
      context.threads(),
      [&]() -> std::optional<Item> {
        if (failed) return std::nullopt;
        if (auto go_on = context.check_stop(); !go_on) {
          fail(go_on.error());
          return std::nullopt;
        }
        auto input = next();
        if (!input) fail(input.error());
        if (!input || !*input) return std::nullopt;
        return Item{std::move(**input), {}};
      },
      [&](Item& item) {
        if (!failed) item.output.emplace(work(item.input));
      },
      [&](Item& item) {
        if (failed || !item.output) return;
        if (auto ok = consume(item.input, *item.output); !ok) fail(ok.error());
      });
  if (error) return tl::unexpected(*error);
  return {};
}

}  // namespace unspin::detect
