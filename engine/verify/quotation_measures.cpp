#include "engine/verify/quotation_measures.h"

#include <algorithm>

#include "engine/base/hash.h"
#include "engine/verify/measure_tools.h"

namespace unspin::verify {
namespace {

using internal::any_in;

constexpr std::size_t kGram = 3;    // words
constexpr std::size_t kFewest = 4;  // quoted words of a clause
constexpr float kVerbatim = 0.6F;
constexpr float kNew = 0.35F;
constexpr float kPriorWords = 15;

std::uint64_t gram_hash(const std::uint64_t* words) { return base::hash64(words, kGram * sizeof *words); }

/// The quoted words of a clause.
void quoted_words(const Article& article, std::uint32_t clause, std::vector<std::uint64_t>& out) {
  out.clear();
  const text::Unit& unit = article.clauses.units[clause];
  for (std::uint32_t i = unit.first; i < unit.last; ++i) {
    const text::Token& token = article.prose.tokens[i];
    if (token.quoted && !token.mark) out.push_back(token.word);
  }
}

/// Share of the quoted stems of a clause that o has in the clauses around the partner.
float covered_share(const QuotationMeasurer::Direction& at, std::uint32_t clause) {
  const Article& d = *at.d.article;
  const std::uint32_t partner = at.o.clauses.first + at.clauses.partner[clause - at.d.clauses.first];
  const Range beside = {std::max(partner, at.o.clauses.first + 2) - 2, std::min(partner + 3, at.o.clauses.last)};
  const text::Unit& unit = d.clauses.units[clause];
  float stems = 0;
  float there = 0;
  for (std::uint32_t i = unit.first; i < unit.last; ++i) {
    const text::Token& token = d.prose.tokens[i];
    if (!token.quoted || token.stem == 0) continue;
    ++stems;
    const auto id = std::lower_bound(d.stems.hashes.begin(), d.stems.hashes.end(), token.stem) - d.stems.hashes.begin();
    const std::uint32_t other = at.stems[static_cast<std::size_t>(id)];
    if (other != kNoTerm && any_in(at.o.article->clauses.with_stem[other], beside)) ++there;
  }
  return there / std::max(1.0F, stems);
}

float count_words(const Part& part) {
  float words = 0;
  for (std::uint32_t s = part.sentences.first; s < part.sentences.last; ++s) words += part.article->sentences.words[s];
  return words;
}

/// Calls each(quoted words of a clause, clause) for every quotation.
template <typename Each>
void for_each_quotation(const Part& part, std::vector<std::uint64_t>& words, Each each) {
  for (std::uint32_t c = part.clauses.first; c < part.clauses.last; ++c) {
    if (!(part.article->clauses.quoted[c] > 0)) continue;
    quoted_words(*part.article, c, words);
    if (words.size() >= kFewest) each(c);
  }
}

}  // namespace

bool QuotationMeasurer::any_quotation(const Part& part) {
  const Units& clauses = part.article->clauses;
  for (std::uint32_t c = part.clauses.first; c < part.clauses.last; ++c) {
    if (clauses.quoted[c] * clauses.words[c] > kFewest - 0.5F) return true;
  }
  return false;
}

QuotationMeasures QuotationMeasurer::measure(const Direction& forth, const Direction& back) {
  const Words a = count(forth);
  const Words b = count(back);
  const float reworded = a.reworded + b.reworded;
  const float verbatim = a.verbatim + b.verbatim;
  QuotationMeasures out;
  out.reworded_share = (reworded + 5) / (verbatim + reworded + a.fresh + b.fresh + kPriorWords);
  out.reworded = reworded / std::max(1.0F, a.all + b.all);
  out.verbatim_share = (verbatim + 5) / (a.quoted + b.quoted + kPriorWords);
  out.new_max = std::max(a.fresh / std::max(1.0F, a.all), b.fresh / std::max(1.0F, b.all));
  return out;
}

QuotationMeasurer::Words QuotationMeasurer::count(const Direction& at) {
  Words out;
  out.all = count_words(at.d);
  if (!any_quotation(at.d)) return out;
  collect_grams(at.d, at.o);
  for_each_quotation(at.d, quoted_, [&](std::uint32_t clause) {
    const auto words = static_cast<float>(quoted_.size());
    out.quoted += words;
    if (verbatim_share(quoted_) >= kVerbatim) {
      out.verbatim += words;
      return;
    }
    const float covered = std::max(covered_share(at, clause), at.clauses.support[clause - at.d.clauses.first]);
    out.reworded += words * covered;
    if (covered < kNew) out.fresh += words;
  });
  return out;
}

/// Which 3-grams of d's quotations does o have inside a sentence?
void QuotationMeasurer::collect_grams(const Part& d, const Part& o) {
  wanted_.clear();
  starts_.reset();
  for_each_quotation(d, quoted_, [&](std::uint32_t /*clause*/) {
    for (std::size_t i = 0; i + kGram <= quoted_.size(); ++i) {
      wanted_.push_back(gram_hash(&quoted_[i]));
      starts_.set(quoted_[i] % starts_.size());
    }
  });
  std::sort(wanted_.begin(), wanted_.end());
  wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
  found_.assign(wanted_.size(), 0);
  std::vector<std::uint64_t> words;
  for (std::uint32_t s = o.sentences.first; s < o.sentences.last; ++s) {
    words.clear();
    const text::Unit& unit = o.article->sentences.units[s];
    for (std::uint32_t i = unit.first; i < unit.last; ++i) {
      const text::Token& token = o.article->prose.tokens[i];
      if (!token.mark) words.push_back(token.word);
    }
    for (std::size_t i = 0; i + kGram <= words.size(); ++i) {
      if (!starts_.test(words[i] % starts_.size())) continue;
      const std::uint64_t gram = gram_hash(&words[i]);
      const auto at = std::lower_bound(wanted_.begin(), wanted_.end(), gram);
      if (at != wanted_.end() && *at == gram) found_[static_cast<std::size_t>(at - wanted_.begin())] = 1;
    }
  }
}

float QuotationMeasurer::verbatim_share(std::span<const std::uint64_t> words) const {
  std::size_t covered = 0;
  std::size_t covered_to = 0;
  for (std::size_t i = 0; i + kGram <= words.size(); ++i) {
    const auto at = std::lower_bound(wanted_.begin(), wanted_.end(), gram_hash(&words[i]));
    if (found_[static_cast<std::size_t>(at - wanted_.begin())] == 0) continue;
    covered += i + kGram - std::max(i, covered_to);
    covered_to = i + kGram;
  }
  return static_cast<float>(covered) / static_cast<float>(words.size());
}

}  // namespace unspin::verify
