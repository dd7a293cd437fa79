#include "engine/report/marks.h"

#include <algorithm>
#include <span>

#include "engine/base/hash.h"
#include "engine/report/differences.h"

namespace unspin::report {
namespace {

constexpr std::uint32_t kLeastWords = 5;  // of a sentence that can recur
constexpr std::size_t kLeastClusters = 3;

using Tokens = std::span<const text::Token>;

Tokens tokens_in(const text::Prose& prose, ByteSpan bytes) {
  const auto first = std::partition_point(prose.tokens.begin(), prose.tokens.end(),
                                          [&](const text::Token& token) { return token.bytes.begin < bytes.begin; });
  const auto last = std::partition_point(first, prose.tokens.end(),
                                         [&](const text::Token& token) { return token.bytes.end <= bytes.end; });
  return {first, last};
}

/// Nothing for a sentence that is too short to recur.
std::uint64_t hash_of(const text::Prose& prose, const text::Unit& sentence) {
  std::uint64_t hash = 0;
  std::uint32_t words = 0;
  for (std::uint32_t t = sentence.first; t < sentence.last; ++t) {
    if (prose.tokens[t].mark) continue;
    hash = base::hash64_of_16(hash, prose.tokens[t].word);
    ++words;
  }
  return words >= kLeastWords ? hash : 0;
}

/// The marked tokens as spans; neighbours become one.
std::vector<ByteSpan> spans_of(Tokens tokens, const std::vector<bool>& marked) {
  std::vector<ByteSpan> spans;
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    if (!marked[t]) continue;
    if (t > 0 && marked[t - 1]) {
      spans.back().end = tokens[t].bytes.end;
    } else {
      spans.push_back({tokens[t].bytes.begin, tokens[t].bytes.end});
    }
  }
  return spans;
}

std::vector<bool> shared_anchors(Tokens tokens, Tokens other) {
  std::vector<std::uint64_t> known;
  for (const text::Token& token : other) {
    if (token.anchor != 0) known.push_back(token.anchor);
  }
  std::sort(known.begin(), known.end());
  std::vector<bool> marked(tokens.size());
  for (std::size_t t = 0; t < tokens.size(); ++t)
    marked[t] = tokens[t].anchor != 0 && std::binary_search(known.begin(), known.end(), tokens[t].anchor);
  return marked;
}

std::vector<std::uint64_t> words_of(Tokens tokens) {
  std::vector<std::uint64_t> words;
  words.reserve(tokens.size());
  for (const text::Token& token : tokens) words.push_back(token.word);
  return words;
}

std::vector<bool> recurring_tokens(const text::Prose& prose, const RecurringSentences& recurring) {
  std::vector<bool> marked(prose.tokens.size());
  for (const text::Unit& sentence : prose.sentences) {
    if (recurring.contains(prose, sentence))
      std::fill(marked.begin() + sentence.first, marked.begin() + sentence.last, true);
  }
  return marked;
}

MarkedSide count(const text::Prose& prose, Tokens tokens, const std::vector<bool>& recurring) {
  MarkedSide side;
  for (const text::Token& token : tokens) {
    if (token.mark) continue;
    ++side.words;
    side.quoted += token.quoted ? 1 : 0;
    side.recurring += recurring[static_cast<std::size_t>(&token - prose.tokens.data())] ? 1 : 0;
  }
  return side;
}

}  // namespace

void RecurringSentences::add(const text::Prose& prose, std::uint32_t cluster) {
  for (const text::Unit& sentence : prose.sentences) {
    if (const std::uint64_t hash = hash_of(prose, sentence); hash != 0) seen_.emplace_back(hash, cluster);
  }
}

void RecurringSentences::find() {
  std::sort(seen_.begin(), seen_.end());
  seen_.erase(std::unique(seen_.begin(), seen_.end()), seen_.end());
  for (std::size_t i = 0; i + kLeastClusters <= seen_.size(); ++i) {
    const std::uint64_t sentence = seen_[i].first;
    if (seen_[i + kLeastClusters - 1].first == sentence && (sentences_.empty() || sentences_.back() != sentence))
      sentences_.push_back(sentence);
  }
  seen_ = {};
}

bool RecurringSentences::contains(const text::Prose& prose, const text::Unit& sentence) const {
  if (sentences_.empty()) return false;
  const std::uint64_t hash = hash_of(prose, sentence);
  return hash != 0 && std::binary_search(sentences_.begin(), sentences_.end(), hash);
}

std::uint32_t count_words(const text::Prose& prose) noexcept {
  return static_cast<std::uint32_t>(
      std::count_if(prose.tokens.begin(), prose.tokens.end(), [](const text::Token& token) { return !token.mark; }));
}

std::vector<MarkedPassage> mark(const text::Prose& a, const text::Prose& b, const std::vector<Passage>& passages,
                                const RecurringSentences& recurring) {
  const std::vector<bool> recurring_a = recurring_tokens(a, recurring);
  const std::vector<bool> recurring_b = recurring_tokens(b, recurring);
  std::vector<MarkedPassage> marked;
  for (const Passage& passage : passages) {
    const Tokens in_a = tokens_in(a, passage.a);
    const Tokens in_b = tokens_in(b, passage.b);
    MarkedPassage found{count(a, in_a, recurring_a), count(b, in_b, recurring_b)};
    if (passage.kind == PassageKind::Paraphrased) {
      found.a.marks = spans_of(in_a, shared_anchors(in_a, in_b));
      found.b.marks = spans_of(in_b, shared_anchors(in_b, in_a));
    } else if (passage.kind == PassageKind::Edited) {
      const Differences differ = differences(words_of(in_a), words_of(in_b));
      found.a.marks = spans_of(in_a, differ.in_a);
      found.b.marks = spans_of(in_b, differ.in_b);
    }
    marked.push_back(std::move(found));
  }
  return marked;
}

}  // namespace unspin::report
