#include "engine/shingle/terms.h"

#include <algorithm>

#include "engine/base/hash.h"

namespace unspin::shingle {
namespace {

constexpr std::size_t kSkeleton = 5;  // function words in a row

struct Recent {
  std::uint64_t words[kSkeleton];
  std::size_t count = 0;

  /// The hash of the last five once there are five.
  bool add(std::uint64_t word, std::uint64_t& hash) {
    words[count++ % kSkeleton] = word;
    if (count < kSkeleton) return false;
    hash = 0;
    for (std::size_t i = 0; i < kSkeleton; ++i) hash = hash * 0x9E3779B97F4A7C15U + words[(count + i) % kSkeleton];
    hash = base::hash64_of_16(hash, kSkeleton);
    return true;
  }
};

void add_sentence(std::span<const text::Token> tokens, std::vector<Term>& terms) {
  Recent function_words;
  std::uint64_t hash = 0;
  for (const text::Token& token : tokens) {
    if (token.mark) continue;
    if (token.anchor != 0) {
      terms.push_back(make_term(token.anchor, Channel::Anchor));
    } else if (token.stem != 0) {
      terms.push_back(make_term(token.stem, Channel::Stem));
    }
    if (token.function && function_words.add(token.word, hash)) terms.push_back(make_term(hash, Channel::Skeleton));
  }
  terms.push_back(sentence_term(tokens));
}

}  // namespace

std::string_view name_of(Channel channel) noexcept {
  switch (channel) {
    case Channel::Stem: return "words";
    case Channel::Anchor: return "anchors";
    case Channel::Skeleton: return "skeleton";
    case Channel::Sentence: break;
  }
  return "sentence";
}

Term sentence_term(std::span<const text::Token> tokens) noexcept {
  std::uint64_t hash = 0;
  for (const text::Token& token : tokens) {
    if (!token.mark) hash = base::hash64_of_16(hash, token.word);
  }
  return make_term(hash, Channel::Sentence);
}

void terms_of(const text::Prose& prose, TermList& list) {
  list.clear();
  for (const text::Unit& unit : prose.sentences) {
    const auto begin = static_cast<std::ptrdiff_t>(list.terms.size());
    add_sentence(std::span(prose.tokens).subspan(unit.first, unit.last - unit.first), list.terms);
    std::sort(list.terms.begin() + begin, list.terms.end());
    list.terms.erase(std::unique(list.terms.begin() + begin, list.terms.end()), list.terms.end());
    list.ends.push_back(static_cast<std::uint32_t>(list.terms.size()));
  }
}

}  // namespace unspin::shingle
