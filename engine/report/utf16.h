#pragma once

// Texts as a browser has them: well-formed, and counted in UTF-16 code units.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unspin::report {

/// `utf8` with U+FFFD for every malformed byte. O(n).
[[nodiscard]] std::string well_formed(std::string_view utf8);

/// Turns byte offsets of a text into offsets of well_formed(text) in UTF-16 code units.
class Utf16Offsets {
 public:
  explicit Utf16Offsets(std::string_view utf8);

  /// Requires offset <= size of the text. An offset inside a character is that of the character. O(1).
  [[nodiscard]] std::uint32_t operator()(std::uint32_t offset) const noexcept;

 private:
  std::vector<std::uint32_t> units_;  // by byte: code units before its character
};

}  // namespace unspin::report
