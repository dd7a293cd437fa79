#include "engine/postings/document_frequency.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace unspin::postings {
namespace {

constexpr std::uint64_t kMultipliers[] = {0x9E3779B97F4A7C15U, 0xC2B2AE3D27D4EB4FU};  // odd, bits well mixed

std::uint64_t slots_for(std::uint64_t num_docs) {
  return std::clamp(std::bit_ceil(8 * num_docs), std::uint64_t{1} << 20, std::uint64_t{1} << 27);
}

}  // namespace

DocumentFrequency::DocumentFrequency(std::uint64_t num_docs)
    : num_docs_(num_docs), shift_(64 - std::countr_zero(slots_for(num_docs))) {
  for (auto& row : rows_) row = std::vector<std::atomic<std::uint32_t>>(slots_for(num_docs));
}

std::uint64_t DocumentFrequency::bytes(std::uint64_t num_docs) noexcept {
  return 2 * sizeof(std::uint32_t) * slots_for(num_docs);
}

void DocumentFrequency::add(std::span<const shingle::Term> distinct) noexcept {
  for (const shingle::Term term : distinct) {
    for (int r = 0; r < 2; ++r) rows_[r][slot(term, kMultipliers[r])].fetch_add(1, std::memory_order_relaxed);
  }
}

std::uint32_t DocumentFrequency::operator()(shingle::Term term) const noexcept {
  return std::min(rows_[0][slot(term, kMultipliers[0])].load(std::memory_order_relaxed),
                  rows_[1][slot(term, kMultipliers[1])].load(std::memory_order_relaxed));
}

float DocumentFrequency::rarity(std::uint32_t df) const noexcept {
  const auto idf = [&](float of) { return std::log((static_cast<float>(num_docs_) + 1) / (of + 0.5F)); };
  return idf(static_cast<float>(df)) / idf(2);
}

std::string_view DocumentFrequency::row_bytes(int row) const noexcept {
  return {reinterpret_cast<const char*>(rows_[row].data()), rows_[row].size() * sizeof(std::uint32_t)};
}

bool DocumentFrequency::set_row(int row, std::string_view bytes) noexcept {
  static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));
  if (bytes.size() != row_bytes(row).size()) return false;
  for (std::size_t i = 0; i < rows_[row].size(); ++i) {
    std::uint32_t count = 0;
    std::memcpy(&count, bytes.data() + i * sizeof count, sizeof count);
    rows_[row][i].store(count, std::memory_order_relaxed);
  }
  return true;
}

}  // namespace unspin::postings
