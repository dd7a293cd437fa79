#pragma once

// A text → the terms by which rewrites of it are looked up, sentence by sentence.
//
// Word shingles do not survive a rewrite. Names and numbers do, rare words often do, and spinner software leaves the
// function words of a sentence as they were [Stamatatos 2011]. A term is a 32-bit hash whose low bits say its channel,
// so that what a channel finds and costs can be counted. Collisions cost a useless candidate now and then.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/text/prose.h"

namespace unspin::shingle {

enum class Channel : std::uint8_t {
  Stem,      // a content word
  Anchor,    // a name or a number
  Skeleton,  // five function words in a row, within a sentence
  Sentence,  // the whole sentence: not for looking up, but for telling furniture
};
constexpr int kChannels = 4;
[[nodiscard]] std::string_view name_of(Channel channel) noexcept;

using Term = std::uint32_t;
constexpr Term kChannelMask = 7;

[[nodiscard]] constexpr Channel channel_of(Term term) noexcept { return static_cast<Channel>(term & kChannelMask); }
[[nodiscard]] constexpr Term make_term(std::uint64_t hash, Channel channel) noexcept {
  return (static_cast<Term>(hash >> 32) & ~kChannelMask) | static_cast<Term>(channel);
}

/// The terms of a text; those of sentence i are [ends[i - 1], ends[i]), ascending, each once.
struct TermList {
  std::vector<Term> terms;
  std::vector<std::uint32_t> ends;

  [[nodiscard]] std::size_t num_sentences() const noexcept { return ends.size(); }
  [[nodiscard]] std::span<const Term> sentence(std::size_t i) const noexcept {
    const std::uint32_t begin = i == 0 ? 0 : ends[i - 1];
    return std::span(terms).subspan(begin, ends[i] - begin);
  }
  void clear() noexcept {
    terms.clear();
    ends.clear();
  }
};

/// The term of a whole sentence: of its words in their order.
[[nodiscard]] Term sentence_term(std::span<const text::Token> tokens) noexcept;

/// Replaces `list` by the terms of `prose`. O(n).
void terms_of(const text::Prose& prose, TermList& list);

}  // namespace unspin::shingle
