#include "engine/detect/furniture.h"

#include <algorithm>
#include <span>

#include "engine/shingle/terms.h"

namespace unspin::detect {
namespace {

constexpr std::uint32_t kLeastDocuments = 10;  // that have a sentence which is furniture
constexpr std::uint32_t kTimesMedian = 5;      // as many as have the text's middling sentence

}  // namespace

std::vector<bool> Furniture::own_sentences(const text::Prose& prose) const {
  const std::size_t n = prose.sentences.size();
  std::vector<std::uint32_t> df(n);
  for (std::size_t i = 0; i < n; ++i) {
    const text::Unit& unit = prose.sentences[i];
    df[i] = frequency_(shingle::sentence_term(std::span(prose.tokens).subspan(unit.first, unit.last - unit.first)));
  }
  std::vector<bool> own(n, true);
  if (n < 2) return own;
  auto sorted = df;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(n / 2), sorted.end());
  const std::uint32_t least = std::max(kLeastDocuments, kTimesMedian * sorted[n / 2]);
  for (std::size_t i = 0; i < n; ++i) own[i] = df[i] < least;
  return own;
}

}  // namespace unspin::detect
