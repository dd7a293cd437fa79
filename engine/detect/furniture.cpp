#include "engine/detect/furniture.h"

#include <algorithm>

namespace unspin::detect {
namespace {

using shingle::Term;
using shingle::TermList;

constexpr std::uint32_t kLeastDocuments = 10;  // that have a sentence which is furniture
constexpr std::uint32_t kTimesMedian = 5;      // as many as have the text's middling sentence

Term sentence_of(std::span<const Term> terms) {
  return *std::find_if(terms.begin(), terms.end(),
                       [](Term term) { return shingle::channel_of(term) == shingle::Channel::Sentence; });
}

/// A sentence of a text, and in how many documents it is.
struct Counted {
  Term term;
  std::uint32_t df;
};

std::vector<Counted> look_up(const TermList& list, const postings::DocumentFrequency& frequency) {
  std::vector<Counted> sentences;
  sentences.reserve(list.num_sentences());
  for (std::size_t i = 0; i < list.num_sentences(); ++i) {
    const Term term = sentence_of(list.sentence(i));
    sentences.push_back({term, frequency(term)});
  }
  return sentences;
}

void add_distinct(std::vector<Term>& terms, postings::DocumentFrequency& counts) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  counts.add(terms);
}

/// From how many documents on a sentence stands out: half of the text, by its terms, is in sentences of fewer.
std::uint32_t least_documents(const TermList& list, const std::vector<Counted>& sentences) {
  std::vector<std::pair<std::uint32_t, std::size_t>> by_df;
  by_df.reserve(sentences.size());
  for (std::size_t i = 0; i < sentences.size(); ++i) by_df.emplace_back(sentences[i].df, list.sentence(i).size());
  std::sort(by_df.begin(), by_df.end());
  std::size_t passed = 0;
  for (const auto& [df, terms] : by_df) {
    passed += terms;
    if (2 * passed >= list.terms.size()) return std::max(kLeastDocuments, kTimesMedian * df);
  }
  return kLeastDocuments;
}

bool any_is_common(const std::vector<Counted>& sentences) {
  return std::any_of(sentences.begin(), sentences.end(), [](const Counted& s) { return s.df >= kLeastDocuments; });
}

}  // namespace

void Furniture::count(const TermList& terms) noexcept {
  std::vector<Term> sentences;
  sentences.reserve(terms.num_sentences());
  for (std::size_t i = 0; i < terms.num_sentences(); ++i) sentences.push_back(sentence_of(terms.sentence(i)));
  add_distinct(sentences, all_);
}

void Furniture::count_own(const TermList& terms) noexcept {
  const auto sentences = look_up(terms, all_);
  if (!any_is_common(sentences)) return;
  const std::uint32_t least = least_documents(terms, sentences);
  std::vector<Term> own;
  for (const Counted& sentence : sentences) {
    if (sentence.df >= kLeastDocuments && sentence.df < least) own.push_back(sentence.term);
  }
  add_distinct(own, own_);
}

std::vector<bool> Furniture::own_sentences(const TermList& terms) const {
  const auto sentences = look_up(terms, all_);
  std::vector<bool> own(sentences.size(), true);
  if (!any_is_common(sentences)) return own;
  const std::uint32_t least = least_documents(terms, sentences);
  bool some = false;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    own[i] = sentences[i].df < least || 2 * own_(sentences[i].term) > sentences[i].df;
    some = some || own[i];
  }
  if (!some) own.assign(own.size(), true);
  return own;
}

}  // namespace unspin::detect
