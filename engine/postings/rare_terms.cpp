#include "engine/postings/rare_terms.h"

#include <algorithm>

namespace unspin::postings {
namespace {

bool rarer(const RareTerm& x, const RareTerm& y) { return x.df != y.df ? x.df < y.df : x.term < y.term; }
bool before(const RareTerm& x, const RareTerm& y) { return x.term < y.term; }

}  // namespace

void RareTerms::choose(std::vector<RareTerm>& window) {
  std::sort(window.begin(), window.end(), rarer);
  window.erase(std::unique(window.begin(), window.end()), window.end());
  auto left = limits_.per_window;
  std::array<std::uint32_t, shingle::kChannels> total_df{};
  for (const RareTerm& rare : window) {  // of a channel the rarest first
    const auto channel = static_cast<std::size_t>(shingle::channel_of(rare.term));
    total_df[channel] += rare.df;
    if (left[channel]-- > 0 && total_df[channel] <= limits_.max_total_df) chosen_.push_back(rare);
  }
}

const std::vector<RareTerm>& RareTerms::operator()(const shingle::TermList& list) {
  const std::size_t n = list.num_sentences();
  sentences_.resize(std::max(sentences_.size(), n));
  for (std::size_t i = 0; i < n; ++i) {
    sentences_[i].clear();
    for (const shingle::Term term : list.sentence(i)) {
      if (shingle::channel_of(term) == shingle::Channel::Sentence) continue;
      const std::uint32_t df = frequency_(term);
      if (df >= 2 && df <= limits_.max_df) sentences_[i].push_back({term, df});
    }
  }
  chosen_.clear();
  const auto width = static_cast<std::size_t>(limits_.window);
  for (std::size_t begin = 0; begin < n; begin += static_cast<std::size_t>(limits_.stride)) {
    window_.clear();
    const std::size_t end = std::min(n, begin + width);
    for (std::size_t i = begin; i < end; ++i) window_.insert(window_.end(), sentences_[i].begin(), sentences_[i].end());
    choose(window_);
    if (end == n) break;
  }
  std::sort(chosen_.begin(), chosen_.end(), before);
  chosen_.erase(std::unique(chosen_.begin(), chosen_.end()), chosen_.end());
  return chosen_;
}

}  // namespace unspin::postings
