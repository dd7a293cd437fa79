#include "engine/verify/measures.h"

#include <algorithm>
#include <cmath>

#include "engine/verify/measure_tools.h"

namespace unspin::verify {
namespace {

using internal::any_in;
using internal::count_distinct;
using internal::for_each_shared;
using internal::plain_verbatim;
using internal::share;

float function_share(const Part& a, const Part& b) {
  std::size_t shared = 0;
  for_each_shared(a.article->function_grams, b.article->function_grams, [&](auto in_a, auto in_b) {
    shared += any_in(in_a, a.sentences.first, a.sentences.last) && any_in(in_b, b.sentences.first, b.sentences.last);
  });
  const std::size_t fewer = std::min(count_distinct(a.article->function_grams, a.sentences),
                                     count_distinct(b.article->function_grams, b.sentences));
  return static_cast<float>(shared) / static_cast<float>(std::max<std::size_t>(1, fewer));
}

/// Sum of the sentences' vectors, each times its words.
std::vector<float> centre_of(const Part& part) {
  const auto width = static_cast<std::size_t>(part.article->width);
  std::vector<float> sum(width);
  for (std::uint32_t s = part.sentences.first; s < part.sentences.last; ++s) {
    const float words = part.article->sentences.words[s] / kVectorScale;
    const std::int16_t* const vector = &part.article->sentences.vectors[s * width];
    for (std::size_t k = 0; k < width; ++k) sum[k] += words * vector[k];
  }
  return sum;
}

float cosine(const std::vector<float>& a, const std::vector<float>& b) {
  float ab = 0;
  float aa = 0;
  float bb = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    ab += a[k] * b[k];
    aa += a[k] * a[k];
    bb += b[k] * b[k];
  }
  return ab / std::max(std::sqrt(aa) * std::sqrt(bb), 1e-9F);
}

/// Weights of a's terms, of b's and of those in both, as far as they occur in the parts.
struct Mass {
  float a = 0;
  float b = 0;
  float both = 0;
};

Mass mass(const Vocabulary& a, const Lists& in_a, Range range_a, const Vocabulary& b, const Lists& in_b, Range range_b,
          const TermMap& a_to_b) {
  Mass out;
  for (std::uint32_t t = 0; t < a.size(); ++t) {
    if (!any_in(in_a[t], range_a)) continue;
    out.a += a.weights[t];
    if (a_to_b[t] != kNoTerm && any_in(in_b[a_to_b[t]], range_b)) out.both += a.weights[t];
  }
  for (std::uint32_t t = 0; t < b.size(); ++t) {
    if (any_in(in_b[t], range_b)) out.b += b.weights[t];
  }
  return out;
}

std::uint32_t first_in(std::span<const std::uint32_t> ascending, Range range) {
  return *std::find_if(ascending.begin(), ascending.end(), [&](std::uint32_t unit) { return unit >= range.first; });
}

/// Partners whose next one lies one to three units further on.
int count_forward(std::span<const std::uint32_t> partners) {
  int count = 0;
  for (std::size_t k = 1; k < partners.size(); ++k)
    count += partners[k] > partners[k - 1] && partners[k] <= partners[k - 1] + 3;
  return count;
}

}  // namespace

PairMeasures Measurer::measure_pair(const Part& a, const Part& b) {
  PairMeasures out;
  const Units& in_a = a.article->sentences;
  const Units& in_b = b.article->sentences;
  const Mass stems =
      mass(a.article->stems, in_a.with_stem, a.sentences, b.article->stems, in_b.with_stem, b.sentences, stems_[0]);
  out.stem_max = share(stems.both, std::min(stems.a, stems.b));
  out.mention_order = mention_order(a, b);
  measure_order(out);
  const float verbatim_a = plain_verbatim(a, sentences_[0].verbatim);
  const float verbatim_b = plain_verbatim(b, sentences_[1].verbatim);
  out.verbatim_min = std::min(verbatim_a, verbatim_b);
  out.verbatim_max = std::max(verbatim_a, verbatim_b);
  out.function = function_share(a, b);
  out.centre = cosine(centre_of(a), centre_of(b));
  return out;
}

/// Order of the mutual partners; the same whichever text comes first.
void Measurer::measure_order(PairMeasures& out) {
  int forward = 0;
  for (const int side : {1, 0}) {
    const std::vector<std::uint32_t>& partners = sentences_[side].partner;
    const std::vector<std::uint32_t>& back = sentences_[1 - side].partner;
    mutual_.clear();
    for (std::uint32_t i = 0; i < partners.size(); ++i) {
      if (back[partners[i]] == i) mutual_.push_back(partners[i]);
    }
    forward += count_forward(mutual_);
  }
  const auto count = static_cast<float>(mutual_.size());
  out.forward = mutual_.size() > 1 ? static_cast<float>(forward) / (2 * (count - 1)) : 0;
}

/// Do the common anchors come up in the same order? Kendall's tau of the sentences of their first mention
/// [Kendall 1938]; 0 with fewer than three. O(k^2) for k common anchors.
float Measurer::mention_order(const Part& a, const Part& b) {
  mentions_.clear();
  const TermMap& there = anchors_[0];
  for (std::uint32_t t = 0; t < there.size(); ++t) {
    if (there[t] == kNoTerm) continue;
    const auto in_a = a.article->sentences.with_anchor[t];
    const auto in_b = b.article->sentences.with_anchor[there[t]];
    if (any_in(in_a, a.sentences) && any_in(in_b, b.sentences))
      mentions_.emplace_back(first_in(in_a, a.sentences), first_in(in_b, b.sentences));
  }
  if (mentions_.size() < 3) return 0;
  std::int64_t agree = 0;  // pairs in the same order less those in opposite orders
  std::int64_t count = 0;  // pairs that have an order in both
  for (std::size_t i = 0; i < mentions_.size(); ++i) {
    for (std::size_t j = i + 1; j < mentions_.size(); ++j) {
      const int in_a = (mentions_[i].first > mentions_[j].first) - (mentions_[i].first < mentions_[j].first);
      const int in_b = (mentions_[i].second > mentions_[j].second) - (mentions_[i].second < mentions_[j].second);
      agree += in_a * in_b;
      count += in_a * in_b != 0;
    }
  }
  return count > 0 ? static_cast<float>(agree) / static_cast<float>(count) : 0;
}

}  // namespace unspin::verify
