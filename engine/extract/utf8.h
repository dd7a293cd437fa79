#pragma once

// Valid UTF-8 from bytes of any origin.

#include <cstddef>
#include <string>
#include <string_view>

namespace unspin::extract {

struct Utf8Count {
  std::size_t characters = 0;  // beyond ASCII, well-formed
  std::size_t malformed = 0;   // bytes; a character that the end cuts off is not counted
};

/// O(n).
[[nodiscard]] Utf8Count count_utf8(std::string_view bytes) noexcept;

/// Appends `bytes` with U+FFFD for every malformed byte. O(n).
void append_repaired(std::string& out, std::string_view bytes);

/// Whether there is a control character other than tab and line breaks: NUL would end a page early.
[[nodiscard]] bool has_controls(std::string_view utf8) noexcept;
/// Turns them into spaces.
void blank_controls(std::string& utf8) noexcept;

/// `utf8` cut to `bytes` or fewer, between two characters.
[[nodiscard]] std::string_view clip(std::string_view utf8, std::size_t bytes) noexcept;

}  // namespace unspin::extract
