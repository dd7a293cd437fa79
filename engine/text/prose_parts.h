#pragma once

// What the stages of ProseReader hand on to each other. Private to prose*.cpp.

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/text/prose.h"
#include "engine/text/prose_words.h"

namespace unspin::text::internal {

/// What is known of a token beyond what it is in the end.
struct Trait {
  enum class Kind : std::uint8_t { Word, Number, Mark };
  std::uint32_t facts = 0;  // of a word: its index in the Lexicon
  Kind kind = Kind::Mark;
  bool gap_before = false;        // white space between it and the token before
  bool paragraph_before = false;  // it opens a paragraph
  bool capital = false;           // begins with a capital
  bool all_capitals = false;      // its letters are capitals, two or more of them
  bool lower = false;             // begins with a small letter
  bool letters = false;           // a word for the length of sentences
  bool wide_end = false;          // ends a sentence without white space behind it
  bool compound = false;          // "twenty-five"
  std::int8_t value = -1;         // of a number word
};

/// A text on its way. traits is beside prose.tokens.
struct Draft {
  std::string_view text;
  Prose& prose;
  Lexicon& lexicon;
  std::vector<Trait>& traits;
};

/// Bytes → tokens with bytes, form, word, mark, number, function, sign, and the traits. O(n).
void scan(Draft& draft);
/// Tokens → sentences (first and last only).
void find_sentences(Draft& draft);
/// Makes one token of every time of day and of every number of two words; sentences follow. Times are those of the
/// twelve-hour clock: "16:05", "4.05pm" and "five past four" are "4:05".
void merge_numbers(Draft& draft);
/// Stems, names, numbers and quotations.
void mark_tokens(Draft& draft);
/// Sentences → clauses.
void find_clauses(Draft& draft);

/// "1,250.50" → "1250.5": no thousands separators, no zeros behind the decimal point. Appends to `out`.
void append_canonical_number(std::string_view digits, std::string& out);
/// Appends a form and a blank; where the form lies in prose.plain.
Span append_plain(Prose& prose, std::string_view form);
/// Makes a token of a number whose canonical form lies in prose.plain.
void set_number(Prose& prose, Token& token, Span plain);

}  // namespace unspin::text::internal
