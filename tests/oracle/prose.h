#pragma once

// What holds of the prose of any text, and texts of every kind to try it on.

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/prose.h"

namespace unspin::oracle {

/// The first thing that does not hold; empty when all does.
inline std::string broken_rule(std::string_view text, const text::Prose& prose) {
  std::uint32_t behind = 0;
  for (const text::Token& token : prose.tokens) {
    if (token.bytes.begin < behind) return "tokens lie apart, in order";
    if (token.bytes.end <= token.bytes.begin || token.bytes.end > text.size()) return "a token's bytes lie in the text";
    if (token.plain.end <= token.plain.begin || token.plain.end > prose.plain.size()) return "a form lies in plain";
    if (token.mark && (token.stem != 0 || token.anchor != 0 || token.number))
      return "a mark is a mark and nothing else";
    if (!token.mark && token.sign != 0) return "a word has no sign";
    if (token.number && token.anchor == 0) return "a number is an anchor";
    if (token.word == 0) return "every token has a hash";
    behind = token.bytes.end;
  }
  const auto cover = [&](const std::vector<text::Unit>& units) {
    std::uint32_t next = 0;
    for (const text::Unit& unit : units) {
      if (unit.first != next || unit.last <= unit.first) return false;
      if (unit.last > prose.tokens.size()) return false;
      if (unit.bytes.begin != prose.tokens[unit.first].bytes.begin) return false;
      if (unit.bytes.end != prose.tokens[unit.last - 1].bytes.end) return false;
      next = unit.last;
    }
    return next == prose.tokens.size();
  };
  if (!cover(prose.sentences)) return "sentences hold every token once, in order";
  if (!cover(prose.clauses)) return "clauses hold every token once, in order";
  if (prose.sentence_of_clause.size() != prose.clauses.size()) return "every clause has a sentence";
  for (std::size_t c = 0; c < prose.clauses.size(); ++c) {
    const text::Unit& sentence = prose.sentences[prose.sentence_of_clause[c]];
    if (prose.clauses[c].first < sentence.first || prose.clauses[c].last > sentence.last)
      return "a clause lies inside its sentence";
  }
  return "";
}

inline bool same(const text::Prose& a, const text::Prose& b) {
  const auto tokens = [](const text::Token& x, const text::Token& y) {
    return x.bytes == y.bytes && x.plain == y.plain && x.word == y.word && x.stem == y.stem && x.anchor == y.anchor &&
           x.mark == y.mark && x.number == y.number && x.digit == y.digit && x.quoted == y.quoted &&
           x.function == y.function && x.sign == y.sign;
  };
  const auto units = [](const text::Unit& x, const text::Unit& y) {
    return x.first == y.first && x.last == y.last && x.bytes == y.bytes;
  };
  const auto all = [](const auto& x, const auto& y, const auto& equal) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), equal);
  };
  return a.plain == b.plain && all(a.tokens, b.tokens, tokens) && all(a.sentences, b.sentences, units) &&
         all(a.clauses, b.clauses, units) && a.sentence_of_clause == b.sentence_of_clause &&
         a.hidden_characters == b.hidden_characters && a.lookalike_letters == b.lookalike_letters;
}

/// Words, marks, digits, scripts, hidden characters and broken bytes, as they come.
inline std::string random_text(std::mt19937& random, std::size_t pieces) {
  static const std::vector<std::string> kPieces = {"Anna",
                                                   "the",
                                                   "of",
                                                   "Berlin",
                                                   "twenty",
                                                   "five",
                                                   "past",
                                                   "to",
                                                   "half",
                                                   "quarter",
                                                   "minutes",
                                                   "pm",
                                                   "p",
                                                   "m",
                                                   "don't",
                                                   "don’t",
                                                   "U.S.",
                                                   "Mr.",
                                                   "1,200",
                                                   "16:05",
                                                   "4.05",
                                                   "0.50",
                                                   " ",
                                                   " ",
                                                   " ",
                                                   " ",
                                                   "\n",
                                                   "\n\n",
                                                   "\t",
                                                   "\u2029",
                                                   ". ",
                                                   "! ",
                                                   "? ",
                                                   ".",
                                                   ",",
                                                   ";",
                                                   ":",
                                                   "\"",
                                                   "“",
                                                   "”",
                                                   "'",
                                                   "(",
                                                   ")",
                                                   "-",
                                                   "—",
                                                   "…",
                                                   "。",
                                                   "「",
                                                   "」",
                                                   "、",
                                                   "？",
                                                   "東京",
                                                   "привет",
                                                   "Мосcow",
                                                   "שלום",
                                                   "مرحبا،",
                                                   "؟ ",
                                                   "नमस्ते",
                                                   "। ",
                                                   "สวัสดี",
                                                   "é",
                                                   "e\u0301",
                                                   "ﬁ",
                                                   "ß",
                                                   "İ",
                                                   "٣٤",
                                                   "\u200B",
                                                   "\u00AD",
                                                   "\u202E",
                                                   "\u200D",
                                                   "\uFE0F",
                                                   "\xFF",
                                                   "\xE2\x80",
                                                   "\xF0\x9F",
                                                   "😀",
                                                   "a",
                                                   "Z",
                                                   "0",
                                                   "9",
                                                   "_",
                                                   "½",
                                                   "\u0338",
                                                   std::string(1, '\0'),
                                                   "while",
                                                   "because",
                                                   "and",
                                                   "\u00A0"};
  std::uniform_int_distribution<std::size_t> any(0, kPieces.size() - 1);
  std::string text;
  for (std::size_t i = 0; i < pieces; ++i) text += kPieces[any(random)];
  return text;
}

}  // namespace unspin::oracle
