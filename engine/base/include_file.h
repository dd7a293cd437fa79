#pragma once

// UNSPIN_INCLUDE_FILE("path", symbol): the file becomes part of the program, byte by byte, from `symbol` to
// `symbolEnd`. The assembler reads it; CMake gives the path and names the file among what the source depends on.
//
//     UNSPIN_INCLUDE_FILE(kUnspinPageStyle, FOLDER "/page.css");
//     extern "C" {
//     extern const char kUnspinPageStyle[];
//     extern const char kUnspinPageStyleEnd[];
//     }

#include <cstddef>
#include <string_view>

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): assembler needs its strings at compile time
#define UNSPIN_INCLUDE_FILE(symbol, path)        \
  asm(".pushsection .rodata\n"                   \
      ".hidden " #symbol "\n.global " #symbol    \
      "\n"                                       \
      ".hidden " #symbol "End\n.global " #symbol \
      "End\n"                                    \
      ".balign 64\n" #symbol                     \
      ":\n"                                      \
      ".incbin \"" path "\"\n" #symbol           \
      "End:\n"                                   \
      ".byte 0\n"                                \
      ".popsection\n")

namespace unspin::base {

[[nodiscard]] inline std::string_view included_file(const char* begin, const char* end) noexcept {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace unspin::base
