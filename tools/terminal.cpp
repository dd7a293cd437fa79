#include "tools/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace unspin::tools {
namespace {

constexpr std::size_t kLeastColumns = 60;
constexpr std::size_t kMostColumns = 160;
constexpr std::string_view kReset = "\x1b[0m";

struct Range {
  char32_t first;
  char32_t last;
};
// Characters that take no column, and those that take two [UAX 11], as far as texts have them.
constexpr std::array kNoColumn{
    Range{0x300, 0x36F},   Range{0x483, 0x489},   Range{0x591, 0x5BD},  Range{0x610, 0x61A},   Range{0x64B, 0x65F},
    Range{0x6D6, 0x6DC},   Range{0x900, 0x902},   Range{0x93C, 0x93C},  Range{0x941, 0x948},   Range{0x94D, 0x94D},
    Range{0xE31, 0xE31},   Range{0xE34, 0xE3A},   Range{0xE47, 0xE4E},  Range{0x200B, 0x200D}, Range{0x20D0, 0x20FF},
    Range{0x302A, 0x302D}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}};
constexpr std::array kTwoColumns{Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},  Range{0x3041, 0xA4CF},
                                 Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},  Range{0xFE30, 0xFE6F},
                                 Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},  Range{0x1F300, 0x1F64F},
                                 Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

template <typename Ranges>
bool in(const Ranges& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range range) { return range.first <= c && c <= range.last; });
}

struct Glyph {
  std::string_view bytes;
  std::size_t columns;
  bool space;
  bool strong;
};

/// The code point at the front of `text` and its length; U+0000 for malformed bytes.
std::pair<char32_t, std::size_t> decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || length > text.size()) return {0, 1};
  char32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {0, 1};
    c = c << 6 | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
  if (overlong || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return {0, 1};
  return {c, length};
}

/// A control character (C0, DEL, C1), or one that turns the direction of writing.
bool is_hostile(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::vector<Glyph> glyphs_of(std::span<const Piece> pieces) {
  std::vector<Glyph> glyphs;
  for (const Piece& piece : pieces) {
    for (std::string_view rest = piece.text; !rest.empty();) {
      const auto [c, length] = decode(rest);
      const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (space) {
        glyphs.push_back({" ", 1, true, piece.strong});
      } else if (is_hostile(c)) {
        glyphs.push_back({"?", 1, false, piece.strong});
      } else {
        const std::size_t columns = in(kNoColumn, c) ? 0 : in(kTwoColumns, c) ? 2 : 1;
        glyphs.push_back({rest.substr(0, length), columns, false, piece.strong});
      }
      rest.remove_prefix(length);
    }
  }
  return glyphs;
}

Line line_of(std::span<const Glyph> glyphs, std::string_view strong) {
  Line line;
  bool on = false;
  for (const Glyph& glyph : glyphs) {
    if (glyph.strong != on && !strong.empty()) line.text += glyph.strong ? strong : kReset;
    on = glyph.strong;
    line.text += glyph.bytes;
    line.columns += glyph.columns;
  }
  if (on && !strong.empty()) line.text += kReset;
  return line;
}

}  // namespace

Terminal standard_output() {
  Terminal terminal;
  if (::isatty(STDOUT_FILENO) == 0) return terminal;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    terminal.columns = std::clamp<std::size_t>(size.ws_col, kLeastColumns, kMostColumns);
  const char* no_colour = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  terminal.colour = (no_colour == nullptr || *no_colour == '\0') && kind != nullptr && std::string_view(kind) != "dumb";
  return terminal;
}

std::vector<Line> wrap(std::span<const Piece> pieces, std::size_t columns, std::string_view strong) {
  const std::vector<Glyph> glyphs = glyphs_of(pieces);
  std::vector<Line> lines;
  std::vector<Glyph> line;
  std::size_t width = 0;
  const auto end_line = [&] {
    lines.push_back(line_of(line, strong));
    line.clear();
    width = 0;
  };
  for (std::size_t i = 0; i < glyphs.size();) {
    if (glyphs[i].space) {
      ++i;
      continue;
    }
    std::size_t end = i;
    std::size_t word = 0;
    for (; end < glyphs.size() && !glyphs[end].space; ++end) word += glyphs[end].columns;
    if (width > 0 && width + 1 + word > columns) end_line();
    if (width > 0) {
      line.push_back({" ", 1, true, line.back().strong && glyphs[i].strong});
      ++width;
    }
    for (; i < end; ++i) {
      if (width + glyphs[i].columns > columns) end_line();
      line.push_back(glyphs[i]);
      width += glyphs[i].columns;
    }
  }
  if (width > 0 || lines.empty()) end_line();
  return lines;
}

}  // namespace unspin::tools
