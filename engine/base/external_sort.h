#pragma once

// Sorts more values than fit in memory: sorted runs on disk, merged on the way out [Knuth 1998, 5.4]. Values are
// trivially copyable and ordered by `<`; equal values come out once, so the result is a sorted set.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <queue>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/file.h"

namespace unspin::base {

template <typename T>
class ExternalSorter {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  /// Runs go to PREFIX.0, PREFIX.1, … and are deleted with the sorter. `memory_bytes` bounds the buffer.
  ExternalSorter(fs::path prefix, std::uint64_t memory_bytes)
      : prefix_(std::move(prefix)), capacity_(std::max<std::size_t>(1024, memory_bytes / sizeof(T))) {}
  ExternalSorter(const ExternalSorter&) = delete;
  ExternalSorter& operator=(const ExternalSorter&) = delete;
  ~ExternalSorter() {
    std::error_code ignored;
    for (std::size_t i = 0; i < runs_.size(); ++i) fs::remove(run_path(i), ignored);
  }

  [[nodiscard]] Result<void> add(const T& value) {
    if (buffer_.size() == capacity_) {
      sort_buffer();
      // A buffer that shrinks by half needs no run: the same pairs come again and again.
      if (buffer_.size() * 2 > capacity_) {
        if (auto spilled = spill(); !spilled) return spilled;
      }
    }
    buffer_.push_back(value);
    return {};
  }

  /// Calls visit(value) for each distinct value in ascending order; stops at the first failure. Call once.
  [[nodiscard]] Result<void> drain(const std::function<Result<void>(const T&)>& visit) {
    sort_buffer();
    if (runs_.empty()) {
      for (const T& value : buffer_) {
        if (auto visited = visit(value); !visited) return visited;
      }
      return {};
    }
    if (auto spilled = spill(); !spilled) return spilled;
    std::vector<T>().swap(buffer_);
    return merge(visit);
  }

 private:
  struct Run {
    File file;
    std::uint64_t values;  // not yet read
    std::uint64_t offset = 0;
    std::vector<T> chunk{};
    std::size_t next = 0;

    /// The next value, or nothing at the end of the run.
    Result<bool> advance(T& value, std::size_t chunk_values) {
      if (next == chunk.size()) {
        chunk.resize(std::min<std::uint64_t>(chunk_values, values));
        next = 0;
        if (chunk.empty()) return false;
        if (auto got = file.read_at(chunk.data(), chunk.size() * sizeof(T), offset); !got) return pass_on(got);
        offset += chunk.size() * sizeof(T);
        values -= chunk.size();
      }
      value = chunk[next++];
      return true;
    }
  };

  fs::path run_path(std::size_t i) const { return prefix_.string() + "." + std::to_string(i); }

  void sort_buffer() {
    std::sort(buffer_.begin(), buffer_.end());
    const auto same = [](const T& a, const T& b) { return !(a < b) && !(b < a); };
    buffer_.erase(std::unique(buffer_.begin(), buffer_.end(), same), buffer_.end());
  }

  [[nodiscard]] Result<void> spill() {
    auto file = File::create(run_path(runs_.size()));
    if (!file) return pass_on(file);
    runs_.push_back({std::move(*file), buffer_.size()});
    auto written = runs_.back().file.write(buffer_.data(), buffer_.size() * sizeof(T));
    buffer_.clear();
    return written;
  }

  [[nodiscard]] Result<void> merge(const std::function<Result<void>(const T&)>& visit) {
    using Head = std::pair<T, std::size_t>;
    const auto later = [](const Head& a, const Head& b) { return b.first < a.first; };
    std::priority_queue<Head, std::vector<Head>, decltype(later)> heads(later);
    const std::size_t chunk = std::max<std::size_t>(256, capacity_ / (runs_.size() + 1));
    const auto pull = [&](std::size_t run) -> Result<void> {
      T value{};
      auto got = runs_[run].advance(value, chunk);
      if (!got) return pass_on(got);
      if (*got) heads.push({value, run});
      return {};
    };
    for (std::size_t run = 0; run < runs_.size(); ++run) {
      if (auto pulled = pull(run); !pulled) return pulled;
    }
    bool first = true;
    T last{};
    while (!heads.empty()) {
      const auto [value, run] = heads.top();
      heads.pop();
      if (first || last < value) {
        if (auto visited = visit(value); !visited) return visited;
      }
      first = false;
      last = value;
      if (auto pulled = pull(run); !pulled) return pulled;
    }
    return {};
  }

  fs::path prefix_;
  std::size_t capacity_;
  std::vector<T> buffer_;
  std::vector<Run> runs_;
};

}  // namespace unspin::base
