#include "engine/shingle/set_store.h"

#include <algorithm>

namespace unspin::shingle {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 18;  // hashes: 2 MiB

}  // namespace

std::uint64_t* SetStore::allocate(std::size_t count) {
  if (count > free_count_) {
    const std::size_t chunk = std::max(count, kChunk);
    if (used_ + chunk * sizeof(std::uint64_t) > budget_) return nullptr;
    used_ += chunk * sizeof(std::uint64_t);
    chunks_.push_back(std::make_unique_for_overwrite<std::uint64_t[]>(chunk));
    free_ = chunks_.back().get();
    free_count_ = chunk;
  }
  std::uint64_t* place = free_;
  free_ += count;
  free_count_ -= count;
  return place;
}

Result<void> SetStore::add(std::span<const std::uint64_t> set) {
  const auto size = static_cast<std::uint32_t>(set.size());
  std::uint64_t* memory = file_ ? nullptr : allocate(set.size());
  if (memory != nullptr) {
    std::copy(set.begin(), set.end(), memory);
    places_.push_back({memory, 0, size});
    return {};
  }
  if (!file_) {
    auto file = base::File::create(spill_);
    if (!file) return pass_on(file);
    file_.emplace(std::move(*file));
  }
  places_.push_back({nullptr, file_bytes_, size});
  file_bytes_ += set.size_bytes();
  return file_->write(set.data(), set.size_bytes());
}

Result<std::span<const std::uint64_t>> SetStore::get(std::uint32_t index, std::vector<std::uint64_t>& buffer) const {
  const Place& place = places_[index];
  if (place.memory != nullptr) return std::span(place.memory, place.size);
  buffer.resize(place.size);
  if (auto ok = file_->read_at(buffer.data(), place.size * sizeof(std::uint64_t), place.offset); !ok)
    return pass_on(ok);
  return std::span<const std::uint64_t>(buffer);
}

}  // namespace unspin::shingle
