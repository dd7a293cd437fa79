#include "engine/verify/measures.h"

#include <algorithm>

#include "engine/verify/measure_tools.h"
#include "engine/verify/rows.h"

namespace unspin::verify {
namespace {

using internal::any_in;
using internal::for_each_shared;
using internal::Mean;
using internal::path_weight;
using internal::share;

constexpr float kMostOnce = 6;  // weight of a word that is used once

/// How many, counted to two.
int count_to_two(std::span<const std::uint32_t> ascending, Range range) {
  int count = 0;
  for (const std::uint32_t value : ascending) {
    if (value >= range.last || count == 2) break;
    count += value >= range.first;
  }
  return count;
}

/// The units beside a partner, both numbered as in the whole text.
Range around(std::uint32_t partner, Range range) {
  return {std::max(partner, range.first + 1) - 1, std::min(partner + 2, range.last)};
}

LevelMeasures aggregate(const Units& units, Range range, const UnitMeasures& of) {
  LevelMeasures out;
  Mean path;
  Mean related;
  for (std::uint32_t i = 0; i < range.size(); ++i) {
    const float words = units.words[range.first + i];
    const float quoted = units.quoted[range.first + i];
    const float copied = of.verbatim.empty() ? static_cast<float>(quoted > 0.5F) : of.verbatim[i] * quoted;
    path.add(of.path_y[i], path_weight(words, copied));
    related.add(of.related[i], words);
    out.path_lost += of.best[i] - of.path_y[i];
    out.path_breaks += of.path.breaks[i];
  }
  const auto count = static_cast<float>(range.size());
  out.path = path.value();
  out.related = related.value();
  out.path_lost /= count;
  out.path_breaks /= count;
  return out;
}

Range words_of(const Part& part) {
  const auto& first = part.article->first_word;
  return {first[part.sentences.first], first[part.sentences.last]};
}

/// Share of the covered words of each sentence.
void share_covered(const Part& part, const std::vector<std::uint8_t>& covered, std::vector<float>& out) {
  out.clear();
  const auto& first_word = part.article->first_word;
  for (std::uint32_t s = part.sentences.first; s < part.sentences.last; ++s) {
    int count = 0;
    for (std::uint32_t w = first_word[s]; w < first_word[s + 1]; ++w) count += covered[w];
    out.push_back(static_cast<float>(count) / part.article->sentences.words[s]);
  }
}

}  // namespace

Part Part::whole(const Article& article) {
  return {&article, {0, article.sentences.size()}, {0, article.clauses.size()}};
}

Part Part::of(Range range) const {
  return {article, range, {article->first_clause[range.first], article->first_clause[range.last]}};
}

void Measurer::relate(const Article& a, const Article& b) {
  articles_[0] = &a;
  articles_[1] = &b;
  map_terms(a.stems, b.stems, stems_[0], stems_[1]);
  map_terms(a.anchors, b.anchors, anchors_[0], anchors_[1]);
  sentence_similarities_.compute(a, a.sentences, b.sentences, stems_[0], anchors_[0]);
  for (int side = 0; side < 2; ++side)
    measure_relation(sentences(side, Part::whole(*articles_[side]), Part::whole(*articles_[1 - side])),
                     sentences_[side]);
  fresh_ = true;
}

void Measurer::prepare() {
  const Article& a = *articles_[0];
  const Article& b = *articles_[1];
  clause_similarities_.compute(a, a.clauses, b.clauses, stems_[0], anchors_[0]);
  anchor_matcher_.prepare(a, b, anchors_[0], anchors_[1]);
  aside_measurer_.prepare(a, b, stems_[0]);
}

Measurer::Direction Measurer::sentences(int side, const Part& d, const Part& o) const {
  const Similarities& table = sentence_similarities_;
  const auto cut = [&](const Matrix& whole) {
    return whole.part(d.sentences.first, o.sentences.first, d.sentences.size(), o.sentences.size());
  };
  return {d,
          o,
          stems_[side],
          cut(side == 0 ? table.cosine() : table.cosine_turned()),
          cut(side == 0 ? table.y() : table.y_turned()),
          d.article->sentences,
          o.article->sentences,
          d.sentences,
          o.sentences};
}

Measurer::Direction Measurer::clauses(int side, const Part& d, const Part& o) const {
  const Similarities& table = clause_similarities_;
  const auto cut = [&](const Matrix& whole) {
    return whole.part(d.clauses.first, o.clauses.first, d.clauses.size(), o.clauses.size());
  };
  return {d,
          o,
          stems_[side],
          cut(side == 0 ? table.cosine() : table.cosine_turned()),
          cut(side == 0 ? table.y() : table.y_turned()),
          d.article->clauses,
          o.article->clauses,
          d.clauses,
          o.clauses};
}

Measures Measurer::measure(const Part& a, const Part& b) {
  SideMeasures sides[2];
  AnchorSide anchor_sides[2];
  AsideMeasures asides[2];
  measure_verbatim(a, b);
  const Part parts[2] = {a, b};
  for (int side = 0; side < 2; ++side) {
    const Part& d = parts[side];
    const Part& o = parts[1 - side];
    const Direction of_sentences = sentences(side, d, o);
    const Direction of_clauses = clauses(side, d, o);
    if (!fresh_) measure_relation(of_sentences, sentences_[side]);
    measure_units(of_sentences, sentences_[side]);
    measure_relation(of_clauses, clauses_[side]);
    measure_units(of_clauses, clauses_[side]);
    sides[side].sentences = aggregate(d.article->sentences, d.sentences, sentences_[side]);
    sides[side].clauses = aggregate(d.article->clauses, d.clauses, clauses_[side]);
    sides[side].once_beside = once_beside(of_sentences, sentences_[side].path);
    sides[side].leaps = internal::leaps(clauses_[side].path, o.clauses, *o.article);
    anchor_sides[side] = anchor_matcher_.measure(side, d, o);
    asides[side] = aside_measurer_.measure(side, d, o, clauses_[side].path.columns);
  }
  fresh_ = false;
  const bool b_is_low = sides[1].sentences.related < sides[0].sentences.related;
  const bool b_is_low_in_clauses = sides[1].clauses.related < sides[0].clauses.related;
  Measures out;
  out.pair = measure_pair(a, b);
  out.high = sides[b_is_low ? 0 : 1];
  out.low = sides[b_is_low ? 1 : 0];
  out.anchors = combine(anchor_sides[0], anchor_sides[1]);
  out.high_asides = asides[b_is_low_in_clauses ? 0 : 1];
  out.low_asides = asides[b_is_low_in_clauses ? 1 : 0];
  return out;
}

QuotationMeasures Measurer::measure_quotations(const Part& a, const Part& b) {
  return quotation_measurer_.measure({a, b, stems_[0], clauses_[0]}, {b, a, stems_[1], clauses_[1]});
}

void Measurer::measure_relation(const Direction& at, UnitMeasures& out) {
  measure_partners(at, out);
  measure_related(at, out);
}

void Measurer::measure_units(const Direction& at, UnitMeasures& out) { measure_path(at, out); }

void Measurer::measure_path(const Direction& at, UnitMeasures& out) {
  path_finder_.find(at.y, out.path);
  out.path_y.resize(at.range.size());
  for (std::uint32_t i = 0; i < at.range.size(); ++i) out.path_y[i] = at.y[i][out.path.columns[i]];
}

void Measurer::measure_partners(const Direction& at, UnitMeasures& out) const {
  out.partner.resize(at.range.size());
  out.best.resize(at.range.size());
  for (std::uint32_t i = 0; i < at.range.size(); ++i) {
    out.partner[i] = argmax({at.y[i], at.y.columns});
    out.best[i] = at.y[i][out.partner[i]];
  }
}

void Measurer::measure_related(const Direction& at, UnitMeasures& out) const {
  const RowKernels& rows = row_kernels();
  const std::size_t m = at.other_range.size();
  const float* const words = &at.units.words[at.range.first];
  const float* const norm = at.units.pair_norm.data() + at.range.first;
  const float* const other_words = &at.other_units.words[at.other_range.first];
  const float* const other_norm = at.other_units.pair_norm.data() + at.other_range.first;
  out.related.resize(at.range.size());
  out.support.resize(at.range.size());
  float above = -1;  // the best of this unit merged with the one before
  for (std::uint32_t i = 0; i < at.range.size(); ++i) {
    float support = std::max(
        {above, rows.greatest(at.cosine[i], m), rows.greatest_of_neighbours(at.cosine[i], other_words, other_norm, m)});
    if (i + 1 < at.range.size()) {
      above = rows.greatest_of_sums(at.cosine[i], at.cosine[i + 1], words[i] / norm[i], words[i + 1] / norm[i], m);
      support = std::max(support, above);
    }
    const std::uint32_t unit = at.range.first + i;
    const Range beside = around(at.other_range.first + out.partner[i], at.other_range);
    float shared = 0;
    for (const std::uint32_t t : at.units.stems[unit]) {
      if (at.stems[t] != kNoTerm && any_in(at.other_units.with_stem[at.stems[t]], beside))
        shared += at.d.article->stems.weights[t];
    }
    out.support[i] = support;
    out.related[i] = share(shared, at.units.stem_weight[unit]) + 0.5F * support;
  }
}

void Measurer::measure_verbatim(const Part& a, const Part& b) {
  constexpr std::uint32_t kGram = 5;
  const Part parts[2] = {a, b};
  Range words[2];
  for (int side = 0; side < 2; ++side) {
    covered_[side].assign(parts[side].article->first_word.back(), 0);
    words[side] = words_of(parts[side]);
  }
  const auto mark = [&](std::span<const Gram> grams, int side) {
    for (const Gram& gram : grams) std::fill_n(covered_[side].begin() + gram.at, kGram, std::uint8_t{1});
  };
  for_each_shared(a.article->grams, b.article->grams, [&](auto in_a, auto in_b) {
    if (any_in(in_b, words[1].first, words[1].last)) mark(in_a, 0);
    if (any_in(in_a, words[0].first, words[0].last)) mark(in_b, 1);
  });
  for (int side = 0; side < 2; ++side) share_covered(parts[side], covered_[side], sentences_[side].verbatim);
}

/// What only a source says: of the content words used once in d, outside names, numbers and quotations, the share that
/// o has within one sentence of the path.
float Measurer::once_beside(const Direction& at, const Path& path) const {
  const Article& article = *at.d.article;
  const Lists& stems = at.units.stems;
  float total = 0;
  float beside = 0;
  for (std::uint32_t i = 0; i < at.range.size(); ++i) {
    const std::uint32_t unit = at.range.first + i;
    const Range near = around(at.other_range.first + path.columns[i], at.other_range);
    for (std::uint32_t k = stems.begin[unit]; k < stems.begin[unit + 1]; ++k) {
      const std::uint32_t t = stems.items[k];
      if (article.aside[k] == 0 || count_to_two(at.units.with_stem[t], at.range) != 1) continue;
      const float weight = std::min(kMostOnce, article.stems.weights[t]);
      total += weight;
      if (at.stems[t] != kNoTerm && any_in(at.other_units.with_stem[at.stems[t]], near)) beside += weight;
    }
  }
  return total > 0 ? beside / total : 0;
}

}  // namespace unspin::verify
