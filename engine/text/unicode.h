#pragma once

// What tokenizers of language models ask about a code point; the answers are ICU's. Categories are those of
// Unicode 8.0, as in the common tokenizer library whose results are to be met: what was assigned later has none.
// Everything else is that of Unicode 15.0. No newer ICU changes a result.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unspin::text {

enum class Category : std::uint8_t {
  Control,         // Cc, Cf, Cs, Co
  Punctuation,     // Pc, Pd, Ps, Pe, Pi, Pf, Po
  NonspacingMark,  // Mn
  OtherMark,       // Mc, Me
  Rest,            // letters, numbers, symbols, separators, and what Unicode 8.0 did not know
};

enum class NormalForm : std::uint8_t { Nfc, Nfd, Nfkc, Nfkd };

/// All take any code point below 0x110000; O(1).
[[nodiscard]] Category category(char32_t c) noexcept;
[[nodiscard]] bool is_white_space(char32_t c) noexcept;  // the property White_Space
/// \w of regular expressions [UTS 18, annex C]: letters, marks, decimal digits, connectors.
[[nodiscard]] bool is_word_character(char32_t c) noexcept;
/// Appends the canonical decomposition of `c`, or `c`.
void append_decomposed(std::u32string& out, char32_t c);
/// Appends `c` in lower case, without regard to its neighbours.
void append_lower(std::u32string& out, char32_t c);
/// Appends the UTF-8 of `c`; U+FFFD for surrogates.
void append_utf8(std::string& out, char32_t c);
/// Malformed bytes become U+FFFD. O(n).
[[nodiscard]] std::string normal_form(std::string_view utf8, NormalForm form);
/// Where the user-perceived characters of `utf8` end [UAX 29], in bytes, in order. O(n).
[[nodiscard]] std::vector<std::size_t> grapheme_ends(std::string_view utf8);

}  // namespace unspin::text
