#pragma once

// Texts of any origin on a terminal: wrapped, in columns, and harmless.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace unspin::tools {

/// What standard output is.
struct Terminal {
  std::size_t columns = 100;
  bool colour = false;  // a terminal, and NO_COLOR is not set (no-color.org)
};
[[nodiscard]] Terminal standard_output();

/// A stretch of text, UTF-8 of any quality.
struct Piece {
  std::string_view text;
  bool strong = false;
};

struct Line {
  std::string text;
  std::size_t columns = 0;  // that it takes on a terminal
};

/// The words of the pieces in lines of up to `columns`; longer words are broken. Control characters, malformed bytes
/// and what turns the direction of writing become question marks, so `strong` (an escape sequence, or nothing) is the
/// only one. Always one line or more.
[[nodiscard]] std::vector<Line> wrap(std::span<const Piece> pieces, std::size_t columns, std::string_view strong);

}  // namespace unspin::tools
