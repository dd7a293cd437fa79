#include "engine/verify/measures.h"

#include <algorithm>

#include "engine/verify/measure_tools.h"

namespace unspin::verify {

using internal::kManyWords;

std::optional<Range> best_passage(std::span<const float> related, std::span<const float> words) {
  constexpr std::uint32_t kFewest = 5;
  constexpr float kLeast = -0.7F;  // a sentence more or less: no single one decides
  constexpr float kMost = 1;
  float best = 0;
  float sum = 0;
  std::uint32_t start = 0;
  Range range;
  const auto count = static_cast<std::uint32_t>(related.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    if (sum <= 0) sum = 0, start = i;
    sum += std::clamp((related[i] - kRelated) * std::min(words[i], kManyWords) / 10, kLeast, kMost);
    if (sum > best) best = sum, range = {start, i + 1};
  }
  if (range.size() == 0) return std::nullopt;
  while (range.size() < kFewest && range.size() < count) {
    range.first -= range.first > 0;
    range.last += range.last < count;
  }
  float inside = 0;
  float all = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    all += words[i];
    if (i >= range.first && i < range.last) inside += words[i];
  }
  return inside > 0.5F * all ? std::nullopt : std::optional(range);
}

}  // namespace unspin::verify
