#include "engine/verify/measures.h"

#include <algorithm>
#include <cmath>

namespace unspin::verify {
namespace {

constexpr float kPrior = 12;         // weight of the prior in shares of anchors: two to three anchors
constexpr float kMostAnchors = 30;   // weight of a unit's anchors that is heavy enough
constexpr float kManyWords = 40;     // of a unit, for its weight
constexpr float kMostOnce = 6;       // weight of a word that is used once
constexpr float kTiny = 1e-9F;

float share(float part, float all) { return part / std::max(all, kTiny); }

/// Does an ascending list hold a number from the range?
bool any_in(std::span<const std::uint32_t> ascending, std::uint32_t first, std::uint32_t last) {
  for (const std::uint32_t value : ascending) {
    if (value >= first) return value < last;
  }
  return false;
}

bool any_in(std::span<const std::uint32_t> ascending, Range range) { return any_in(ascending, range.first, range.last); }

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

/// Weighted mean.
class Mean {
 public:
  void add(float value, float weight) {
    sum_ += value * weight;
    weight_ += weight;
  }
  [[nodiscard]] float value() const { return share(sum_, weight_); }

 private:
  float sum_ = 0;
  float weight_ = 0;
};

/// The greatest (x times one element plus y times the next) / length of every two neighbours of a row.
float best_of_pairs(const float* row, const float* words, const float* norm, std::size_t count) {
  float best = -1;
  for (std::size_t j = 0; j + 1 < count; ++j)
    best = std::max(best, (row[j] * words[j] + row[j + 1] * words[j + 1]) / norm[j]);
  return best;
}

/// The same for two neighbouring rows, element by element.
float best_of_rows(const float* row, const float* next, float words, float next_words, float norm, std::size_t count) {
  const float x = words / norm;
  const float y = next_words / norm;
  float best = -1;
  for (std::size_t j = 0; j < count; ++j) best = std::max(best, x * row[j] + y * next[j]);
  return best;
}

float best_of(const float* row, std::size_t count) {
  float best = -1;
  for (std::size_t j = 0; j < count; ++j) best = std::max(best, row[j]);
  return best;
}

LevelMeasures aggregate(const Units& units, Range range, const UnitMeasures& of) {
  LevelMeasures out;
  Mean path;
  Mean related;
  float lost_anchors = 0;
  float anchors = 0;
  for (std::uint32_t i = 0; i < range.size(); ++i) {
    const float words = units.words[range.first + i];
    const float quoted = units.quoted[range.first + i];
    const float copied = of.verbatim.empty() ? static_cast<float>(quoted > 0.5F) : of.verbatim[i] * quoted;
    path.add(of.path_y[i], std::min(words, kManyWords) * (1 - 0.75F * std::min(1.0F, copied)));
    related.add(of.related[i], words);
    out.path_lost += of.best[i] - of.path_y[i];
    out.path_breaks += of.path.breaks[i];
    out.novel_units += static_cast<float>(of.contained[i] < 0.6F && of.anchors[i] > 2);
    lost_anchors += (1 - of.contained[i]) * of.anchors[i];
    anchors += of.anchors[i];
  }
  const auto count = static_cast<float>(range.size());
  out.path = path.value();
  out.related = related.value();
  out.path_lost /= count;
  out.path_breaks /= count;
  out.novel_units /= count;
  out.novel = (lost_anchors + 0.2F * kPrior) / (anchors + kPrior);
  return out;
}

/// Calls both(places in a, places in b) for every hash that two ascending lists share.
template <typename Both>
void for_each_shared(const std::vector<Gram>& a, const std::vector<Gram>& b, Both both) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i].hash != b[j].hash) {
      const bool a_first = a[i].hash < b[j].hash;
      i += a_first;
      j += !a_first;
      continue;
    }
    const std::uint64_t hash = a[i].hash;
    const std::size_t i_begin = i;
    const std::size_t j_begin = j;
    while (i < a.size() && a[i].hash == hash) ++i;
    while (j < b.size() && b[j].hash == hash) ++j;
    both(std::span(&a[i_begin], i - i_begin), std::span(&b[j_begin], j - j_begin));
  }
}

bool any_in(std::span<const Gram> grams, std::uint32_t first, std::uint32_t last) {
  return std::any_of(grams.begin(), grams.end(), [&](const Gram& g) { return g.at >= first && g.at < last; });
}

/// Distinct grams whose place lies in a range.
std::size_t count_distinct(const std::vector<Gram>& grams, Range range) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < grams.size();) {
    const std::uint64_t hash = grams[i].hash;
    bool inside = false;
    for (; i < grams.size() && grams[i].hash == hash; ++i) inside |= grams[i].at >= range.first && grams[i].at < range.last;
    count += inside;
  }
  return count;
}

Range words_of(const Part& part) {
  const auto& first = part.article->first_word;
  return {first[part.sentences.first], first[part.sentences.last]};
}

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
  return ab / std::max(std::sqrt(aa) * std::sqrt(bb), kTiny);
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

/// Outside quotations: weighted mean over sentences.
float plain_verbatim(const Part& part, const std::vector<float>& verbatim) {
  Mean mean;
  for (std::uint32_t i = 0; i < part.sentences.size(); ++i) {
    const std::uint32_t s = part.sentences.first + i;
    if (part.article->sentences.quoted[s] <= 0.5F) mean.add(verbatim[i], part.article->sentences.words[s]);
  }
  return mean.value();
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

std::uint32_t first_in(std::span<const std::uint32_t> ascending, Range range) {
  return *std::find_if(ascending.begin(), ascending.end(), [&](std::uint32_t unit) { return unit >= range.first; });
}

}  // namespace

Part Part::whole(const Article& article) {
  return {&article, {0, article.sentences.size()}, {0, article.clauses.size()}};
}

Part Part::of(Range range) const {
  return {article, range, {article->first_clause[range.first], article->first_clause[range.last]}};
}

void Measurer::prepare(const Article& a, const Article& b) {
  map_terms(a.stems, b.stems, stems_[0], stems_[1]);
  map_terms(a.anchors, b.anchors, anchors_[0], anchors_[1]);
  sentence_similarities_.compute(a, a.sentences, b.sentences, stems_[0], anchors_[0]);
  clause_similarities_.compute(a, a.clauses, b.clauses, stems_[0], anchors_[0]);
}

Measures Measurer::measure(const Part& a, const Part& b) {
  SideMeasures sides[2];
  measure_verbatim(a, b);
  const Part parts[2] = {a, b};
  for (int side = 0; side < 2; ++side) {
    const Part& d = parts[side];
    const Part& o = parts[1 - side];
    const auto cut = [&](const Matrix& table, const Matrix& turned, Range of_d, Range of_o) {
      return (side == 0 ? table : turned).part(of_d.first, of_o.first, of_d.size(), of_o.size());
    };
    const auto& s = sentence_similarities_;
    const auto& c = clause_similarities_;
    const Direction sentences{d, o, stems_[side], anchors_[side],
                              cut(s.cosine(), s.cosine_turned(), d.sentences, o.sentences),
                              cut(s.y(), s.y_turned(), d.sentences, o.sentences), d.article->sentences,
                              o.article->sentences, d.sentences, o.sentences};
    const Direction clauses{d, o, stems_[side], anchors_[side],
                            cut(c.cosine(), c.cosine_turned(), d.clauses, o.clauses),
                            cut(c.y(), c.y_turned(), d.clauses, o.clauses), d.article->clauses, o.article->clauses,
                            d.clauses, o.clauses};
    measure_units(sentences, sentences_[side]);
    measure_units(clauses, clauses_[side]);
    sides[side].sentences = aggregate(d.article->sentences, d.sentences, sentences_[side]);
    sides[side].clauses = aggregate(d.article->clauses, d.clauses, clauses_[side]);
    sides[side].once_beside = once_beside(sentences, sentences_[side].path);
  }
  const bool b_is_low = sides[1].sentences.related < sides[0].sentences.related;
  return {measure_pair(a, b), sides[b_is_low ? 0 : 1], sides[b_is_low ? 1 : 0]};
}

void Measurer::measure_units(const Direction& at, UnitMeasures& out) {
  measure_partners(at, out);
  measure_anchors(at, out);
  measure_related(at, out);
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

void Measurer::measure_anchors(const Direction& at, UnitMeasures& out) {
  const Vocabulary& anchors = at.d.article->anchors;
  present_.resize(anchors.size());
  for (std::uint32_t t = 0; t < anchors.size(); ++t)
    present_[t] = at.anchors[t] != kNoTerm && any_in(at.other_units.with_anchor[at.anchors[t]], at.other_range);
  out.anchors.resize(at.range.size());
  out.contained.resize(at.range.size());
  for (std::uint32_t i = 0; i < at.range.size(); ++i) {
    const std::uint32_t unit = at.range.first + i;
    const float weight = at.units.anchor_weight[unit];
    float there = 0;
    for (const std::uint32_t t : at.units.anchors[unit]) {
      if (present_[t] != 0) there += anchors.weights[t];
    }
    out.anchors[i] = std::min(weight, kMostAnchors);
    out.contained[i] = weight > 0 ? there / weight : 0.8F;
  }
}

void Measurer::measure_related(const Direction& at, UnitMeasures& out) const {
  const std::size_t m = at.other_range.size();
  const float* const words = &at.units.words[at.range.first];
  const float* const norm = at.units.pair_norm.data() + at.range.first;
  const float* const other_words = &at.other_units.words[at.other_range.first];
  const float* const other_norm = at.other_units.pair_norm.data() + at.other_range.first;
  out.related.resize(at.range.size());
  float above = -1;  // the best of this unit merged with the one before
  for (std::uint32_t i = 0; i < at.range.size(); ++i) {
    float support = std::max({above, best_of(at.cosine[i], m), best_of_pairs(at.cosine[i], other_words, other_norm, m)});
    if (i + 1 < at.range.size()) {
      above = best_of_rows(at.cosine[i], at.cosine[i + 1], words[i], words[i + 1], norm[i], m);
      support = std::max(support, above);
    }
    const std::uint32_t unit = at.range.first + i;
    const Range beside = around(at.other_range.first + out.partner[i], at.other_range);
    float shared = 0;
    for (const std::uint32_t t : at.units.stems[unit]) {
      if (at.stems[t] != kNoTerm && any_in(at.other_units.with_stem[at.stems[t]], beside))
        shared += at.d.article->stems.weights[t];
    }
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

/// What only a source says: of the content words used once in d, outside names, numbers and quotations, the share that o
/// has within one sentence of the path.
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

PairMeasures Measurer::measure_pair(const Part& a, const Part& b) {
  PairMeasures out;
  const Units& in_a = a.article->sentences;
  const Units& in_b = b.article->sentences;
  const Mass anchors = mass(a.article->anchors, in_a.with_anchor, a.sentences, b.article->anchors, in_b.with_anchor,
                            b.sentences, anchors_[0]);
  const Mass stems =
      mass(a.article->stems, in_a.with_stem, a.sentences, b.article->stems, in_b.with_stem, b.sentences, stems_[0]);
  const float shared = anchors.both + 0.7F * kPrior;
  const float of_a = shared / (anchors.a + kPrior);
  const float of_b = shared / (anchors.b + kPrior);
  out.anchor_min = std::min(of_a, of_b);
  out.anchor_max = std::max(of_a, of_b);
  out.anchor_jaccard = (anchors.both + 0.55F * kPrior) / (anchors.a + anchors.b - anchors.both + kPrior);
  out.stem_max = share(stems.both, std::min(stems.a, stems.b));
  out.mention_order = mention_order(a, b);
  measure_order(sentence_similarities_.y().part(a.sentences.first, b.sentences.first, a.sentences.size(),
                                                b.sentences.size()),
                out);
  const float verbatim_a = plain_verbatim(a, sentences_[0].verbatim);
  const float verbatim_b = plain_verbatim(b, sentences_[1].verbatim);
  out.verbatim_min = std::min(verbatim_a, verbatim_b);
  out.verbatim_max = std::max(verbatim_a, verbatim_b);
  out.function = function_share(a, b);
  out.centre = cosine(centre_of(a), centre_of(b));
  return out;
}

/// Order of the mutual partners.
void Measurer::measure_order(const Matrix& y, PairMeasures& out) {
  const std::vector<std::uint32_t>& of_a = sentences_[0].partner;
  const std::vector<std::uint32_t>& of_b = sentences_[1].partner;
  mutual_.clear();
  for (std::uint32_t i = 0; i < y.rows; ++i) {
    if (of_b[of_a[i]] == i) mutual_.push_back(of_a[i]);
  }
  int forward = 0;
  for (std::size_t k = 1; k < mutual_.size(); ++k) forward += mutual_[k] > mutual_[k - 1] && mutual_[k] <= mutual_[k - 1] + 3;
  const auto count = static_cast<float>(mutual_.size());
  out.run = static_cast<float>(longest_increasing(mutual_)) / std::max(1.0F, count);
  out.forward = mutual_.size() > 1 ? static_cast<float>(forward) / (count - 1) : 0;
}

/// Do the common anchors come up in the same order? Kendall's correlation of the sentences of their first mention [1938];
/// 0 with fewer than three. O(k^2) for k common anchors.
float Measurer::mention_order(const Part& a, const Part& b) {
  mentions_.clear();
  for (std::uint32_t t = 0; t < anchors_[0].size(); ++t) {
    if (anchors_[0][t] == kNoTerm) continue;
    const auto in_a = a.article->sentences.with_anchor[t];
    const auto in_b = b.article->sentences.with_anchor[anchors_[0][t]];
    if (any_in(in_a, a.sentences) && any_in(in_b, b.sentences))
      mentions_.emplace_back(first_in(in_a, a.sentences), first_in(in_b, b.sentences));
  }
  if (mentions_.size() < 3) return 0;
  std::int64_t agree = 0;
  std::int64_t count = 0;
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
