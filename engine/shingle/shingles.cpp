#include "engine/shingle/shingles.h"

#include <algorithm>
#include <bit>

namespace unspin::shingle {
namespace {

constexpr int kTurn = 13;  // 13, 26, 39, 52 leave no two places of a window with the same rotation

std::uint64_t window_hash(std::span<const std::uint64_t> words) {
  std::uint64_t hash = 0;
  for (const std::uint64_t word : words) hash = std::rotl(hash, kTurn) ^ word;
  return hash;
}

}  // namespace

void shingles_of(std::span<const std::uint64_t> words, std::vector<std::uint64_t>& shingles) {
  if (words.size() <= kWordsPerShingle) {
    shingles.assign(words.empty() ? 0 : 1, window_hash(words));
    return;
  }
  const std::size_t count = words.size() - kWordsPerShingle + 1;
  shingles.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    shingles[i] = std::rotl(words[i], 4 * kTurn) ^ std::rotl(words[i + 1], 3 * kTurn) ^
                  std::rotl(words[i + 2], 2 * kTurn) ^ std::rotl(words[i + 3], kTurn) ^ words[i + 4];
  }
}

void make_set(std::vector<std::uint64_t>& shingles, std::vector<std::uint64_t>& scratch) {
  constexpr std::size_t kFewElements = 64;
  const std::size_t n = shingles.size();
  if (n < kFewElements) {
    std::sort(shingles.begin(), shingles.end());
  } else {
    // One bucket for about two hashes, by leading bits; then insertion sort, which only moves within a bucket.
    const int bits = static_cast<int>(std::bit_width(n)) - 1;
    const int shift = 64 - bits;
    std::vector<std::uint32_t> position((std::size_t{1} << bits) + 1, 0);
    for (const std::uint64_t h : shingles) ++position[(h >> shift) + 1];
    for (std::size_t b = 1; b < position.size(); ++b) position[b] += position[b - 1];
    scratch.resize(n);
    for (const std::uint64_t h : shingles) scratch[position[h >> shift]++] = h;
    shingles.swap(scratch);
    for (std::size_t b = 0, begin = 0; b + 1 < position.size(); begin = position[b++]) {
      std::sort(shingles.begin() + static_cast<std::ptrdiff_t>(begin),
                shingles.begin() + static_cast<std::ptrdiff_t>(position[b]));
    }
  }
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
}

const ShingleSet& SetMaker::operator()(std::span<const std::uint64_t> words) {
  shingles_of(words, set_);
  make_set(set_, scratch_);
  return set_;
}

}  // namespace unspin::shingle
