#include "engine/verify/anchor_measures.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "engine/verify/measure_tools.h"

namespace unspin::verify {
namespace {

using internal::any_in;
using internal::kPrior;

constexpr float kMostOfOne = 9;          // weight of a name or number: no single one decides
constexpr double kEqual = 1e-6;          // values closer than this are the same
constexpr std::size_t kMostValues = 80;  // among more, some two have any sum

bool any_within(const Values& values, double low, double high) {
  const auto at = std::lower_bound(values.begin(), values.end(), low);
  return at != values.end() && *at <= high;
}

bool any_near(const Values& values, double value, double tolerance = kEqual) {
  return any_within(values, value - tolerance, value + tolerance);
}

bool is_multiple(double value, const Values& values) {
  for (const double factor : {7.0, 12.0, 24.0, 60.0, 100.0, 1000.0, .01}) {
    if (any_near(values, value / factor, kEqual * std::max(1.0, value) / factor)) return true;
    if (any_near(values, value * factor, kEqual * std::max(1.0, value * factor))) return true;
  }
  return false;
}

bool is_sum_or_difference(double value, const Values& values) {
  return std::any_of(values.begin(), values.end(),
                     [&](double one) { return any_near(values, one + value) || any_near(values, value - one); });
}

std::size_t count_letters(std::string_view word) {
  return static_cast<std::size_t>(
      std::count_if(word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view without_last_two(std::string_view word) {
  for (int i = 0; i < 2; ++i) {
    while (!word.empty() && (static_cast<unsigned char>(word.back()) & 0xC0) == 0x80) word.remove_suffix(1);
    if (!word.empty()) word.remove_suffix(1);
  }
  return word;
}

std::string_view first_letter(std::string_view word) {
  std::size_t end = 1;
  while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) ++end;
  return word.substr(0, end);
}

bool is_word(const text::Prose& prose, const text::Token& token) {
  if (token.mark) return false;
  const char first = prose.form(token).front();
  return first < '0' || first > '9';
}

/// The first letters of all words, clause by clause.
void collect_initials(const Part& o, std::string& out) {
  const text::Prose& prose = o.article->prose;
  out.clear();
  for (std::uint32_t c = o.clauses.first; c < o.clauses.last; ++c) {
    const text::Unit& clause = o.article->clauses.units[c];
    for (std::uint32_t i = clause.first; i < clause.last; ++i) {
      if (is_word(prose, prose.tokens[i])) out += first_letter(prose.form(prose.tokens[i]));
    }
    out += '\n';
  }
}

/// The first place of a hash from `from` on, or the end. By blocks, which the compiler turns into wide comparisons.
std::size_t find_hash(const std::vector<std::uint64_t>& hashes, std::uint64_t hash, std::size_t from) {
  constexpr std::size_t kBlock = 16;
  std::size_t i = from;
  for (; i + kBlock <= hashes.size(); i += kBlock) {
    std::uint64_t any = 0;
    for (std::size_t k = 0; k < kBlock; ++k) any |= static_cast<std::uint64_t>(hashes[i + k] == hash);
    if (any != 0) break;
  }
  while (i < hashes.size() && hashes[i] != hash) ++i;
  return i;
}

bool has_form(const Part& o, const std::vector<std::uint64_t>& hashes, std::uint64_t hash) {
  for (std::size_t i = find_hash(hashes, hash, 0); i < hashes.size(); i = find_hash(hashes, hash, i + 1)) {
    if (any_in(o.article->forms.sentences[i], o.sentences)) return true;
  }
  return false;
}

bool has_beginning(const Part& o, std::uint64_t beginning, std::string_view name) {
  const WordForms& forms = o.article->forms;
  const auto next = [&](std::size_t from) { return find_hash(forms.beginnings, beginning, from); };
  for (std::size_t i = next(0); i < forms.size(); i = next(i + 1)) {
    if (begin_alike(name, forms.spelling[i]) && any_in(forms.sentences[i], o.sentences)) return true;
  }
  return false;
}

bool is_whole(const Part& part) { return part.sentences.size() == part.article->sentences.size(); }

}  // namespace

float number_presence(double value, bool is_time, const Values& values) {
  if (value < 0 || values.empty()) return 0;
  if (any_near(values, value)) return 1;
  if (is_time && (any_near(values, value - 12) || any_near(values, value + 12))) return 0.9F;
  if (value >= 10 && any_near(values, value, .03 * value)) return 0.8F;
  if (value > 0 && value < 100 && value != 50 && any_near(values, 100 - value)) return 0.7F;
  if (is_multiple(value, values)) return 0.6F;
  if (value > 3 && values.size() < kMostValues && is_sum_or_difference(value, values)) return 0.4F;
  return 0;
}

bool begin_alike(std::string_view a, std::string_view b) {
  if (count_letters(a) < 5 || count_letters(b) < 5) return false;
  return a.starts_with(without_last_two(b)) || b.starts_with(without_last_two(a));
}

AnchorMeasures combine(const AnchorSide& a, const AnchorSide& b) {
  AnchorMeasures out;
  const auto set = [&](float AnchorSide::* value, float& min, float& max) {
    min = std::min(a.*value, b.*value);
    max = std::max(a.*value, b.*value);
  };
  set(&AnchorSide::contained, out.contained_min, out.contained_max);
  set(&AnchorSide::names_novel, out.names_novel_min, out.names_novel_max);
  set(&AnchorSide::numbers_novel, out.numbers_novel_min, out.numbers_novel_max);
  set(&AnchorSide::novel_clauses, out.novel_clauses_min, out.novel_clauses_max);
  set(&AnchorSide::novel_by_clause, out.novel_by_clause_min, out.novel_by_clause_max);
  set(&AnchorSide::novel_weight, out.novel_weight_min, out.novel_weight_max);
  const float both = (a.present + b.present) / 2;
  out.jaccard = (both + 0.55F * kPrior) / (a.weight + b.weight - both + kPrior);
  return out;
}

void AnchorMatcher::prepare(const Article& a, const Article& b, const TermMap& a_to_b, const TermMap& b_to_a) {
  maps_[0] = &a_to_b;
  maps_[1] = &b_to_a;
  find_present(Part::whole(b), a, a_to_b, present_[0]);
  find_present(Part::whole(a), b, b_to_a, present_[1]);
}

void AnchorMatcher::find_present(const Part& o, const Article& d, const TermMap& there, std::vector<float>& present) {
  collect_values(o);
  collect_initials(o, initials_);
  const AnchorFacts& facts = d.anchor_facts;
  present.resize(d.anchors.size());
  for (std::uint32_t k = 0; k < d.anchors.size(); ++k) {
    const bool as_written = there[k] != kNoTerm && any_in(o.article->sentences.with_anchor[there[k]], o.sentences);
    if (as_written)
      present[k] = 1;
    else if (d.anchors.number[k] != 0)
      present[k] = number_presence(facts.values[k], facts.is_time[k] != 0, values_);
    else
      present[k] = name_presence(d, k, o);
  }
}

void AnchorMatcher::collect_values(const Part& o) {
  values_.clear();
  const Article& article = *o.article;
  for (std::uint32_t i = 0; i < article.forms.size(); ++i) {
    if (article.forms.quantities[i] >= 0 && any_in(article.forms.sentences[i], o.sentences))
      values_.push_back(article.forms.quantities[i]);
  }
  for (std::uint32_t k = 0; k < article.anchors.size(); ++k) {
    if (article.anchor_facts.values[k] >= 0 && any_in(article.sentences.with_anchor[k], o.sentences))
      values_.push_back(article.anchor_facts.values[k]);
  }
  std::sort(values_.begin(), values_.end());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
}

/// 1 if any word of o, in any case, begins like the name, or stands for the same place; .8 if all but its ending is
/// the same; .6 for initials.
float AnchorMatcher::name_presence(const Article& d, std::uint32_t anchor, const Part& o) const {
  if (has_form(o, o.article->forms.names, d.anchors.hashes[anchor])) return 1;
  float most = 0;
  for (const std::uint32_t form : d.anchor_facts.forms[anchor]) {
    if (has_form(o, o.article->forms.canonical, d.forms.canonical[form])) return 1;
    const std::string_view name = d.forms.spelling[form];
    const std::size_t letters = count_letters(name);
    if (letters >= 5 && has_beginning(o, d.forms.beginnings[form], name))
      most = std::max(most, 0.8F);
    else if ((letters == 3 || letters == 4) && initials_.find(name) != std::string::npos)
      most = std::max(most, 0.6F);
  }
  return most;
}

AnchorSide AnchorMatcher::measure(int side, const Part& d, const Part& o) {
  const std::vector<float>* present = &present_[side];
  if (!is_whole(o)) {
    find_present(o, *d.article, *maps_[side], in_part_);
    present = &in_part_;
  }
  const Article& article = *d.article;
  const std::vector<float>& weights = article.anchor_facts.weights;
  float names = 0;
  float names_there = 0;
  float novel = 0;
  AnchorSide out;
  for (std::uint32_t k = 0; k < article.anchors.size(); ++k) {
    if (!any_in(article.sentences.with_anchor[k], d.sentences)) continue;
    const float weight = std::min(kMostOfOne, weights[k]);
    out.weight += weight;
    out.present += weight * (*present)[k];
    if (article.anchors.number[k] == 0) {
      names += weight;
      names_there += weight * (*present)[k];
    }
    novel += weights[k] * (1 - (*present)[k]);
  }
  float all = 0;
  float all_lost = 0;
  float full = 0;
  for (std::uint32_t c = d.clauses.first; c < d.clauses.last; ++c) {
    float mass = 0;
    float lost = 0;
    for (const std::uint32_t k : article.clauses.anchors[c]) {
      const float weight = std::min(kMostOfOne, weights[k]);
      mass += weight;
      lost += weight * (1 - (*present)[k]);
    }
    full += static_cast<float>(lost > 0.4F * mass && mass > 2);
    all += mass;
    all_lost += lost;
  }
  out.contained = (out.present + 0.7F * kPrior) / (out.weight + kPrior);
  out.names_novel = (names - names_there + 1) / (names + kPrior);
  out.numbers_novel = ((out.weight - names) - (out.present - names_there) + 1) / (out.weight - names + kPrior);
  out.novel_clauses = full / static_cast<float>(d.clauses.size());
  out.novel_by_clause = (all_lost + 0.2F * kPrior) / (all + kPrior);
  out.novel_weight = std::log1p(novel);
  return out;
}

}  // namespace unspin::verify
