#pragma once

// Shingle sets of many documents, in memory up to a budget and on scratch beyond.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <unspin/result.h>

#include "engine/base/file.h"

namespace unspin::shingle {

class SetStore {
 public:
  SetStore(std::filesystem::path spill, std::uint64_t memory_bytes) : spill_(std::move(spill)), budget_(memory_bytes) {}

  /// Appends the next set; the first has number 0.
  [[nodiscard]] Result<void> add(std::span<const std::uint64_t> set);

  /// Set number `index`: a view into the store, or into `buffer` when the set lies on scratch. Safe from many threads
  /// once all sets are added.
  [[nodiscard]] Result<std::span<const std::uint64_t>> get(std::uint32_t index,
                                                           std::vector<std::uint64_t>& buffer) const;

  [[nodiscard]] std::uint32_t size_of(std::uint32_t index) const noexcept { return places_[index].size; }
  [[nodiscard]] std::uint32_t num_sets() const noexcept { return static_cast<std::uint32_t>(places_.size()); }

 private:
  struct Place {
    const std::uint64_t* memory;  // null: on scratch
    std::uint64_t offset;         // in bytes, on scratch
    std::uint32_t size;
  };
  std::uint64_t* allocate(std::size_t count);

  std::filesystem::path spill_;
  std::uint64_t budget_;
  std::uint64_t used_ = 0;
  std::vector<std::unique_ptr<std::uint64_t[]>> chunks_;
  std::uint64_t* free_ = nullptr;
  std::size_t free_count_ = 0;
  std::vector<Place> places_;
  std::optional<base::File> file_;
  std::uint64_t file_bytes_ = 0;
};

}  // namespace unspin::shingle
