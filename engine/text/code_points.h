#pragma once

// What a code point means to the tokenizer: part of a word, a token of its own, nothing, or a gap; and what it turns
// into under NFKC case folding [UAX 15, UAX 31].
//
// The answers come from ICU and are frozen at Unicode 15.0: a code point that it had not assigned is a word character
// that maps to itself, whatever ICU is installed, and Unicode's stability policy keeps the rest.
// tests/text/code_points_test.cpp holds a digest of the whole table. Entries are made per page of 256 on first use;
// safe from many threads.

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace unspin::text {

enum class Kind : std::uint8_t {
  Gap,      // white space, punctuation, symbols
  Word,     // letters, marks, digits and the underscore
  Single,   // a letter of a script written without spaces (Han, Kana, Thai, Lao, Khmer, Myanmar, …): a token of its own
  Ignored,  // default-ignorable: soft hyphen, zero-width joiner, variation selectors
};

struct CodePoint {
  Kind kind;
  /// Its mapping depends on its neighbours (it may compose with what precedes), or mixes kinds: the whole run of
  /// characters has to be normalised by fold().
  bool needs_context;
  /// NFKC case folding, UTF-8. Valid for the life of the process.
  std::string_view folded;
};

namespace internal {
constexpr char32_t kPageSize = 256;
constexpr char32_t kNumPages = 0x110000 / kPageSize;
struct Page {
  std::array<CodePoint, kPageSize> entries;
  std::string folded;  // what the entries view
};
extern std::array<std::atomic<const Page*>, kNumPages> pages;
const Page* make_page(char32_t c);
}  // namespace internal

/// O(1); the first call for a page of 256 asks ICU.
[[nodiscard]] inline const CodePoint& code_point(char32_t c) {
  const internal::Page* page = internal::pages[c / internal::kPageSize].load(std::memory_order_acquire);
  if (page == nullptr) page = internal::make_page(c);
  return page->entries[c % internal::kPageSize];
}

/// NFKC case folding of any UTF-8; malformed bytes stay as they are.
[[nodiscard]] std::string fold(std::string_view utf8);

/// Decodes the code point at `at` and moves `at` behind it. Malformed: U+FFFD, one byte further. Requires at < end.
[[nodiscard]] inline char32_t decode(const char*& at, const char* end) noexcept {
  const auto byte = [&](int i) { return static_cast<char32_t>(static_cast<unsigned char>(at[i])); };
  const auto trails = [&](int count) {
    if (end - at <= count) return false;
    for (int i = 1; i <= count; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return false;
    }
    return true;
  };
  const char32_t lead = byte(0);
  char32_t c = 0xFFFD;
  int length = 1;
  if (lead < 0x80) {
    c = lead;
  } else if (lead < 0xE0) {
    if (lead >= 0xC2 && trails(1)) c = (lead & 0x1F) << 6 | (byte(1) & 0x3F), length = 2;
  } else if (lead < 0xF0) {
    if (trails(2)) {
      const char32_t value = (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
      if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF)) c = value, length = 3;
    }
  } else if (trails(3)) {
    const char32_t value = (lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    if (lead < 0xF5 && value >= 0x10000 && value <= 0x10FFFF) c = value, length = 4;
  }
  at += length;
  return c;
}

}  // namespace unspin::text
