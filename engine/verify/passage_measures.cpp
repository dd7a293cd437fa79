// A passage of one text against the other text as a whole.

#include <algorithm>
#include <cmath>

#include "engine/verify/measure_tools.h"
#include "engine/verify/measures.h"

namespace unspin::verify {
namespace {

using internal::any_in;
using internal::count_distinct;
using internal::for_each_shared;
using internal::Mean;
using internal::path_weight;
using internal::plain_verbatim;
using internal::share;

float words_of(const Part& part) {
  float words = 0;
  for (std::uint32_t s = part.sentences.first; s < part.sentences.last; ++s) words += part.article->sentences.words[s];
  return words;
}

float function_share(const Part& passage, const Part& other) {
  std::size_t shared = 0;
  for_each_shared(passage.article->function_grams, other.article->function_grams, [&](auto here, auto there) {
    shared += any_in(here, passage.sentences.first, passage.sentences.last) &&
              any_in(there, other.sentences.first, other.sentences.last);
  });
  const std::size_t all = count_distinct(passage.article->function_grams, passage.sentences);
  return static_cast<float>(shared) / static_cast<float>(std::max<std::size_t>(1, all));
}

/// Weighted share of the passage's stems that the other text has.
float stem_share(const Part& passage, const TermMap& stems) {
  const Article& article = *passage.article;
  float all = 0;
  float there = 0;
  for (std::uint32_t t = 0; t < article.stems.size(); ++t) {
    if (!any_in(article.sentences.with_stem[t], passage.sentences)) continue;
    all += article.stems.weights[t];
    if (stems[t] != kNoTerm) there += article.stems.weights[t];
  }
  return share(there, all);
}

/// Between the two nearest of sorted values.
float quantile(const std::vector<float>& sorted, float q) {
  const float place = q * static_cast<float>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<float>(below)) * (sorted[above] - sorted[below]);
}

/// How much of the other text the path runs through, against the passage's own length: log ratio, in words, smoothed.
float spread(const Part& passage, const Part& other, const Path& clause_path) {
  constexpr float kPriorWords = 30;
  std::vector<float> before = {0};  // words before each clause
  for (const float words : other.article->clauses.words) before.push_back(before.back() + words);
  std::vector<float> places;
  for (const std::uint32_t clause : clause_path.columns) places.push_back(before[clause]);
  std::sort(places.begin(), places.end());
  const float run = quantile(places, 0.9F) - quantile(places, 0.1F);
  return std::log((run + kPriorWords) / (words_of(passage) + kPriorWords));
}

/// Mean of y along the path; `copied`(i) is the share of copied quotation of unit i of the range.
template <typename Copied>
float mean_path(const Units& units, Range range, const UnitMeasures& of, Copied copied) {
  Mean mean;
  for (std::uint32_t i = 0; i < range.size(); ++i)
    mean.add(of.path_y[i], path_weight(units.words[range.first + i], copied(i)));
  return mean.value();
}

}  // namespace

Contrast measure_contrast(Range passage, std::span<const float> related, std::span<const float> words) {
  constexpr float kEnough = 40;  // words, to say something of the rest
  Mean inside;
  Mean outside;
  float rest = 0;
  for (std::uint32_t s = 0; s < related.size(); ++s) {
    const bool in_it = s >= passage.first && s < passage.last;
    (in_it ? inside : outside).add(related[s], words[s]);
    rest += in_it ? 0 : words[s];
  }
  const float of_rest = rest > kEnough ? outside.value() : inside.value();
  return {inside.value(), of_rest, inside.value() - of_rest};
}

PassageMeasures Measurer::measure_passage(int side, const Part& passage, const Part& other,
                                          std::span<const float> related) {
  PassageMeasures out;
  measure_passage_alone(side, passage, other, out);
  const Contrast contrast = measure_contrast(passage.sentences, related, passage.article->sentences.words);
  out.inside = contrast.inside;
  out.outside = contrast.outside;
  out.contrast = contrast.contrast;
  return out;
}

void Measurer::measure_passage_alone(int side, const Part& passage, const Part& other, PassageMeasures& out) {
  UnitMeasures& of_sentences = sentences_[side];
  UnitMeasures& of_clauses = clauses_[side];
  if (side == 0)
    measure_verbatim(passage, other);
  else
    measure_verbatim(other, passage);
  const Direction by_sentence = sentences(side, passage, other);
  const Direction by_clause = clauses(side, passage, other);
  measure_path(by_sentence, of_sentences);
  measure_path(by_clause, of_clauses);
  const Article& article = *passage.article;
  out.path = mean_path(article.sentences, passage.sentences, of_sentences, [&](std::uint32_t i) {
    return of_sentences.verbatim[i] * article.sentences.quoted[passage.sentences.first + i];
  });
  out.clause_path = mean_path(article.clauses, passage.clauses, of_clauses, [&](std::uint32_t i) {
    return static_cast<float>(article.clauses.quoted[passage.clauses.first + i] > 0.5F);
  });
  out.leaps = internal::leaps(of_clauses.path, other.clauses, *other.article);
  const AnchorSide anchors = anchor_matcher_.measure(side, passage, other);
  out.anchors = anchors.contained;
  out.names_novel = anchors.names_novel;
  out.numbers_novel = anchors.numbers_novel;
  out.novel_clauses = anchors.novel_clauses;
  out.verbatim = plain_verbatim(passage, of_sentences.verbatim);
  out.function = function_share(passage, other);
  out.once_beside = once_beside(by_sentence, of_sentences.path);
  out.asides = aside_measurer_.measure(side, passage, other, of_clauses.path.columns);
  out.stems = stem_share(passage, stems_[side]);
  out.spread = spread(passage, other, of_clauses.path);
  out.quotes_reworded = reworded_quotations(side, passage, other);
}

float Measurer::reworded_quotations(int side, const Part& passage, const Part& other) {
  const bool any = QuotationMeasurer::any_quotation(passage) || QuotationMeasurer::any_quotation(other);
  if (any) {
    for (const bool of_passage : {true, false}) {
      const int at = of_passage ? side : 1 - side;
      const Direction direction = of_passage ? clauses(at, passage, other) : clauses(at, other, passage);
      measure_partners(direction, clauses_[at]);
      measure_related(direction, clauses_[at]);
    }
  }
  return quotation_measurer_
      .measure({passage, other, stems_[side], clauses_[side]}, {other, passage, stems_[1 - side], clauses_[1 - side]})
      .reworded_share;
}

}  // namespace unspin::verify
