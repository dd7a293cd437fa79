#pragma once

// One pass over all inputs: blocks are read by one thread, worked on by many, and consumed in order.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/base/hash.h"
#include "engine/corpus/blocks.h"
#include "engine/detect/context.h"
#include "engine/detect/ordered_work.h"

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

/// `work(block)` runs on many threads, `consume(block, its result)` in the order of the input. `fields`: what Parquet
/// files are read for; nothing: only the numbers of records matter. Returns the digests of the input files. Stops at
/// the first error, and when the run is to stop.
template <typename Output>
[[nodiscard]] Result<std::vector<base::Hash128>> read_blocks(
    const Context& context, std::string_view stage, const std::optional<corpus::Fields>& fields,
    const std::function<Output(const corpus::Block&)>& work,
    const std::function<Result<void>(const corpus::Block&, const Output&)>& consume) {
  corpus::BlockReader reader(context.inputs(), fields);
  std::atomic<std::uint64_t> bytes_read{0};
  auto done = work_in_order<corpus::Block, Output>(
      context,
      [&] {
        auto block = reader.next();
        bytes_read = reader.bytes_read();
        return block;
      },
      work,
      [&](const corpus::Block& block, Output& output) {
        auto ok = consume(block, output);
        context.report({stage, bytes_read, context.input_bytes(), "bytes", block.first_record + block.records.size()});
        return ok;
      });
  if (!done) return pass_on(done);
  return reader.digests();
}

}  // namespace unspin::detect
