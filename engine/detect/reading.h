#pragma once

// One pass over all inputs: blocks are read by one thread, worked on by many, and consumed in order.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/corpus/blocks.h"
#include "engine/detect/context.h"

namespace unspin::detect {

/// Tools with buffers (parsers, hashers) that a task borrows and gives back; there are never more than tasks at work.
template <typename Tool>
class PerThread {
 public:
  explicit PerThread(std::function<std::unique_ptr<Tool>()> make) : make_(std::move(make)) {}

  class Lease {
   public:
    Lease(PerThread& owner, std::unique_ptr<Tool> tool) : owner_(owner), tool_(std::move(tool)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      const std::lock_guard lock(owner_.mutex_);
      owner_.idle_.push_back(std::move(tool_));
    }
    Tool* operator->() const noexcept { return tool_.get(); }
    [[nodiscard]] Tool* get() const noexcept { return tool_.get(); }

   private:
    PerThread& owner_;
    std::unique_ptr<Tool> tool_;
  };

  [[nodiscard]] Lease borrow() {
    std::unique_ptr<Tool> tool;
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        tool = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    return Lease(*this, tool ? std::move(tool) : make_());
  }

 private:
  std::function<std::unique_ptr<Tool>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Tool>> idle_;
};

/// `work(block)` runs on many threads, `consume(block, its result)` in the order of the input. Returns the digests of
/// the input files. Stops at the first error, and when the run is to stop.
template <typename Output>
[[nodiscard]] Result<std::vector<base::Hash128>> read_blocks(
    const Context& context, std::string_view stage, const std::function<Output(const corpus::Block&)>& work,
    const std::function<Result<void>(const corpus::Block&, const Output&)>& consume) {
  struct Item {
    corpus::Block block;
    std::optional<Output> output;
  };
  corpus::BlockReader reader(context.inputs());
  std::mutex error_mutex;
  std::optional<Error> error;
  std::atomic<bool> failed{false};
  const auto fail = [&](Error reason) {
    const std::lock_guard lock(error_mutex);
    if (!error) error = std::move(reason);
    failed = true;
  };
  std::atomic<std::uint64_t> bytes_read{0};
  base::ordered_pipeline<Item>(
      context.threads(),
      [&]() -> std::optional<Item> {
        if (failed) return std::nullopt;
        if (auto go_on = context.check_stop(); !go_on) {
          fail(go_on.error());
          return std::nullopt;
        }
        auto block = reader.next();
        bytes_read = reader.bytes_read();
        if (!block) fail(block.error());
        if (!block || !*block) return std::nullopt;
        return Item{std::move(**block), {}};
      },
      [&](Item& item) {
        if (!failed) item.output.emplace(work(item.block));
      },
      [&](Item& item) {
        if (failed || !item.output) return;
        if (auto ok = consume(item.block, *item.output); !ok) fail(ok.error());
        context.report(
            {stage, bytes_read, context.input_bytes(), "bytes", item.block.first_record + item.block.records.size()});
      });
  if (error) return tl::unexpected(*error);
  return reader.digests();
}

}  // namespace unspin::detect
