// As engine/embed/built_in_model.cpp does it: the assembler finds the files, CMake names their folder and compiles this
// file anew when one of them changes.

#include "engine/verify/built_in.h"

#include "engine/verify/background.h"

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): assembler needs its strings at compile time
#define UNSPIN_INCLUDE_FILE(symbol, file)                        \
  asm(".pushsection .rodata\n"                                   \
      ".hidden " #symbol "\n.global " #symbol                    \
      "\n"                                                       \
      ".hidden " #symbol "_end\n.global " #symbol                \
      "_end\n"                                                   \
      ".balign 64\n" #symbol                                     \
      ":\n"                                                      \
      ".incbin \"" UNSPIN_BUILT_IN_MODEL "/" file "\"\n" #symbol \
      "_end:\n"                                                  \
      ".byte 0\n"                                                \
      ".popsection\n")

UNSPIN_INCLUDE_FILE(unspin_built_in_background, "background.bin");
UNSPIN_INCLUDE_FILE(unspin_built_in_scorer, "scorer.json");

extern "C" {
extern const char unspin_built_in_background[];
extern const char unspin_built_in_background_end[];
extern const char unspin_built_in_scorer[];
extern const char unspin_built_in_scorer_end[];
}

namespace unspin::verify {
namespace {

std::string_view file(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

}  // namespace

std::string_view built_in_background() noexcept {
  return file(unspin_built_in_background, unspin_built_in_background_end);
}

std::string_view built_in_scorer() noexcept { return file(unspin_built_in_scorer, unspin_built_in_scorer_end); }

Result<Background> Background::built_in() { return parse(built_in_background(), "built-in background"); }

}  // namespace unspin::verify
