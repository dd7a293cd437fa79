#include <algorithm>
#include <vector>

#include "engine/verify/measure_tools.h"
#include "engine/verify/measures.h"

namespace unspin::verify {

using internal::kManyWords;

Range best_window(std::span<const float> related, std::span<const float> words) {
  constexpr float kFewestWords = 120;
  constexpr float kMostWords = 230;
  constexpr double kLeast = -.7;  // a sentence more or less, as in best_passage()
  constexpr double kMost = 1;
  constexpr double kTie = 1e-9;  // clipped values add up to equal sums but for rounding
  const auto count = static_cast<std::uint32_t>(related.size());
  std::vector<double> sums = {0};  // before each sentence
  std::vector<float> words_before = {0};
  for (std::uint32_t i = 0; i < count; ++i) {
    const double over = static_cast<double>(related[i]) - static_cast<double>(kRelated);
    const double value = over * static_cast<double>(std::min(words[i], kManyWords)) / 10;
    sums.push_back(sums.back() + std::clamp(value, kLeast, kMost));
    words_before.push_back(words_before.back() + words[i]);
  }
  Range best{0, count};
  if (words_before.back() <= kMostWords) return best;
  bool found = false;
  double best_sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    for (std::uint32_t j = i + 1; j <= count && words_before[j] - words_before[i] <= kMostWords; ++j) {
      if (j < i + 2 || words_before[j] - words_before[i] < kFewestWords) continue;
      const double sum = sums[j] - sums[i];
      if (found && sum < best_sum - kTie) continue;  // of equals the last one
      found = true;
      best_sum = sum;
      best = {i, j};
    }
  }
  return best;
}

}  // namespace unspin::verify
