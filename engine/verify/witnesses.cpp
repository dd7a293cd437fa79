#include "engine/verify/witnesses.h"

#include <algorithm>
#include <cmath>

#include "engine/verify/cosines.h"

namespace unspin::verify {
namespace {

constexpr float kLeastShare = 0.15F;  // of weight in common: nearly all texts on one event, one in a hundred of others
constexpr float kCopied = 0.25F;      // of word 5-grams: more than any two reports from one source have in common
constexpr float kRare = 2;            // weight (IDF) of a word from which on having it in common is no chance

/// Beside the terms of `of`: does `in` have it?
void mark_common(const Vocabulary& of, const Vocabulary& in, std::vector<std::uint8_t>& out) {
  out.assign(of.size(), 0);
  std::size_t j = 0;
  for (std::size_t i = 0; i < of.size(); ++i) {
    while (j < in.size() && in.hashes[j] < of.hashes[i]) ++j;
    out[i] = j < in.size() && in.hashes[j] == of.hashes[i] ? 1 : 0;
  }
}

float weight_of(const Vocabulary& terms) {
  float sum = 0;
  for (const float weight : terms.weights) sum += weight;
  return sum;
}

bool is_related(const Article& x, const Article& y) {
  std::vector<std::uint8_t> common;
  mark_common(x.stems, y.stems, common);
  float shared = 0;
  for (std::size_t i = 0; i < common.size(); ++i) shared += common[i] != 0 ? x.stems.weights[i] : 0;
  return shared > 0 && shared >= kLeastShare * std::min(weight_of(x.stems), weight_of(y.stems));
}

/// Word 5-grams in common, of the text that has fewer.
bool is_copied(const Article& x, const Article& y) {
  std::size_t shared = 0;
  for (std::size_t i = 0, j = 0; i < x.grams.size() && j < y.grams.size();) {
    const std::uint64_t left = x.grams[i].hash;
    const std::uint64_t right = y.grams[j].hash;
    shared += left == right ? 1 : 0;
    i += left <= right ? 1 : 0;
    j += right <= left ? 1 : 0;
  }
  return static_cast<float>(shared) > kCopied * static_cast<float>(std::min(x.grams.size(), y.grams.size()));
}

/// How far the number of things in both lies above what chance would have it, in standard deviations (half a thing
/// added to the variance).
float association(const std::vector<std::uint8_t>& x, const std::vector<std::uint8_t>& y) {
  float in_x = 0;
  float in_y = 0;
  float in_both = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    in_x += x[i];
    in_y += y[i];
    in_both += static_cast<float>(x[i] & y[i]);
  }
  const auto all = static_cast<float>(x.size());
  if (all < 2) return 0;
  const float variance = in_x * in_y * (all - in_x) * (all - in_y) / (all * all * (all - 1));
  return (in_both - in_x * in_y / all) / std::sqrt(variance + 0.5F);
}

/// Weighted correlation [Pearson], held back where there is hardly any variance.
float correlation(std::span<const float> weights, const std::vector<float>& x, const std::vector<float>& y) {
  constexpr double kLittle = 1e-4;
  double sum = 0;
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += weights[i];
    mean_x += weights[i] * x[i];
    mean_y += weights[i] * y[i];
  }
  if (sum == 0) return 0;
  mean_x /= sum;
  mean_y /= sum;
  double xx = 0;
  double yy = 0;
  double xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - mean_x;
    const double dy = y[i] - mean_y;
    xx += weights[i] * dx * dx;
    yy += weights[i] * dy * dy;
    xy += weights[i] * dx * dy;
  }
  return static_cast<float>(xy / sum / std::sqrt(xx / sum * (yy / sum) + kLittle));
}

/// Associations by side and witness → their aggregates.
class Aggregate {
 public:
  void add(int side, float value) {
    Side& at = sides_[side];
    at.most = at.count == 0 ? value : std::max(at.most, value);
    at.sum += value;
    ++at.count;
  }
  [[nodiscard]] Association value() const {
    const auto count = static_cast<float>(sides_[0].count);
    if (count == 0) return {};
    const float means[] = {sides_[0].sum / count, sides_[1].sum / count};
    return {std::max(means[0], means[1]), (means[0] + means[1]) / 2, std::max(sides_[0].most, sides_[1].most),
            std::min(sides_[0].most, sides_[1].most)};
  }

 private:
  struct Side {
    float sum = 0;
    float most = 0;
    std::uint32_t count = 0;
  };
  Side sides_[2];
};

}  // namespace

bool is_witness(const Article& text, const Article& a, const Article& b) {
  return is_related(text, a) && is_related(text, b) && !is_copied(text, a) && !is_copied(text, b);
}

void WitnessMeasurer::profile(const Article& of, const Article& in, Profile& out) {
  mark_common(of.anchors, in.anchors, out.names);
  mark_common(of.stems, in.stems, common_);
  out.words.clear();
  for (const std::uint32_t stem : of.content.stems) {
    if (of.stems.weights[stem] > kRare) out.words.push_back(common_[stem]);
  }
  const std::size_t n = of.clauses.size();
  const std::size_t m = in.clauses.size();
  cosines_.resize(n * m);
  products(of.clauses.vectors, in.clauses.vectors, of.width, 1 / (kVectorScale * kVectorScale), cosines_);
  out.clauses.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = cosines_.begin() + static_cast<std::ptrdiff_t>(i * m);
    out.clauses[i] = *std::max_element(row, row + static_cast<std::ptrdiff_t>(m));
  }
}

WitnessMeasures WitnessMeasurer::operator()(const Article& a, const Article& b,
                                            std::span<const Article* const> others) {
  WitnessMeasures measures;
  if (a.empty() || b.empty()) return measures;
  const Article* const sides[] = {&a, &b};
  Aggregate names;
  Aggregate words;
  Aggregate clauses;
  for (const Article* const witness : others) {
    if (!is_witness(*witness, a, b)) continue;
    for (int side = 0; side < 2; ++side) {
      const Article& d = *sides[side];
      if (measures.witnesses == 0) profile(d, *sides[1 - side], in_other_[side]);
      profile(d, *witness, in_witness_);
      names.add(side, association(in_other_[side].names, in_witness_.names));
      words.add(side, association(in_other_[side].words, in_witness_.words));
      clauses.add(side, correlation(d.clauses.words, in_other_[side].clauses, in_witness_.clauses));
    }
    ++measures.witnesses;
  }
  measures.names = names.value();
  measures.words = words.value();
  measures.clauses = clauses.value();
  return measures;
}

}  // namespace unspin::verify
