#pragma once

// A text as a reader sees it: tokens with their place in the original, sentences, clauses, names and numbers,
// quotations. What rewrites are found and shown by.
//
//     "Mr. Weiß paid 1,200 dollars," said Anna Weiß at half past four. "All of it," Weiß added later.
//     " mr . weiss paid 1200 dollars , " said anna weiss at 4:30 .     (anchors: #1200, anna, weiss, #4:30)
//     " all of it , " weiss added later .
//
// Offsets are bytes of the original text. Words are compared by hash: of the normalised, lower-case form. Typographic
// quotes and dashes count as ASCII ones; hidden characters (zero-width, soft hyphen, bidi controls, tags) count as
// nothing, look-alike letters of another script inside a Latin word as the letters that they imitate; both are counted.
//
// Names and sentences are found by the rules of scripts with capital letters; in others a sentence ends at its own
// marks (。 । ؟ …), only numbers are anchors, and a letter of a script without spaces is a word. Stems are English
// [Porter 2001]. Stages, a file each: prose_characters (classes), prose_scan (bytes → lexemes), prose_sentences,
// prose_clock (times of day), prose_anchors, prose_clauses; prose_words holds what is known of a word. Oracle:
// tests/verify/reference.py.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace unspin::text {

/// Half-open.
struct Span {
  std::uint32_t begin;
  std::uint32_t end;

  friend bool operator==(const Span&, const Span&) = default;
};

struct Token {
  Span bytes;            // of the original
  Span plain;            // of Prose::plain: the token's normalised, lower-case form
  std::uint64_t word;    // hash of that form
  std::uint64_t stem;    // hash of its stem; 0: a stop word or a mark. A number in digits is its own stem
  std::uint64_t anchor;  // hash of the name or the number; 0: neither. Names by their first five letters
  bool mark;             // punctuation: not a word
  bool number;           // the anchor is a number
  bool digit;            // … of one digit
  bool quoted;           // inside a quotation
  bool function;         // one of the fifty function words
  char sign;             // of a mark: its ASCII character; otherwise 0
};

/// Tokens [first, last) and their bytes.
struct Unit {
  std::uint32_t first;
  std::uint32_t last;
  Span bytes;
};

struct Prose {
  std::string plain;            // normalised, lower-case tokens, one after the other with a blank between
  std::vector<Token> tokens;    // in order, apart
  std::vector<Unit> sentences;  // in order; every token lies in one
  std::vector<Unit> clauses;    // likewise, each inside one sentence
  std::vector<std::uint32_t> sentence_of_clause;
  std::uint32_t hidden_characters = 0;
  std::uint32_t lookalike_letters = 0;

  [[nodiscard]] std::string_view form(const Token& token) const noexcept {
    return std::string_view(plain).substr(token.plain.begin, token.plain.end - token.plain.begin);
  }
};

/// Reads texts. Keeps its buffers and what it knows of words between calls: make one a thread. What is returned does
/// not depend on earlier calls.
class ProseReader {
 public:
  ProseReader();
  ProseReader(ProseReader&&) noexcept;
  ProseReader& operator=(ProseReader&&) noexcept;
  ~ProseReader();

  /// Any bytes are accepted; malformed UTF-8 is a gap. Requires fewer than 2^31 bytes. O(n). Valid until the next call.
  [[nodiscard]] const Prose& operator()(std::string_view utf8);
  /// The same into `prose`, whose buffers are used again.
  void read(std::string_view utf8, Prose& prose);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace unspin::text
