#pragma once

// What a code point is to a reader of prose: letter, digit, mark, gap or nothing, and which ASCII mark it stands for.
// From ICU, frozen at Unicode 15.0 like code_points.h; made per page of 256 on first use, safe from many threads.

#include <array>
#include <atomic>
#include <cstdint>

namespace unspin::text {

enum class Glyph : std::uint8_t {
  Gap,     // white space, control characters, malformed bytes
  Break,   // ends a paragraph
  Letter,  // part of a word
  Single,  // a letter of a script without spaces: a word of its own
  Digit,   // sign: its ASCII digit
  Mark,    // sign: the ASCII mark that it stands for, or 0
  Hidden,  // not to be seen
};

struct Character {
  Glyph glyph = Glyph::Gap;
  char sign = 0;
  bool upper = false;  // capital or title case
  bool lower = false;
  bool wide = false;  // a sentence end that no white space follows
};

/// The Latin letter, in lower case, that a Cyrillic or Greek one looks like; 0: none.
[[nodiscard]] char imitated_latin(char32_t c) noexcept;
[[nodiscard]] bool is_latin(char32_t c) noexcept;

namespace internal {
using CharacterPage = std::array<Character, 256>;
extern std::array<std::atomic<const CharacterPage*>, 0x1100> character_pages;
const CharacterPage* make_character_page(char32_t c);
}  // namespace internal

/// O(1); the first call for a page of 256 asks ICU.
[[nodiscard]] inline const Character& character(char32_t c) {
  const internal::CharacterPage* page = internal::character_pages[c / 256].load(std::memory_order_acquire);
  if (page == nullptr) page = internal::make_character_page(c);
  return (*page)[c % 256];
}

}  // namespace unspin::text
