// The files of data/models/english, as the assembler finds them. CMake names their folder, and compiles this file anew
// when one of them changes.

#include <cstddef>

#include "engine/embed/static_model.h"

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

UNSPIN_INCLUDE_FILE(unspin_built_in_tensors, "model.safetensors");
UNSPIN_INCLUDE_FILE(unspin_built_in_tokenizer, "tokenizer.json");

extern "C" {
extern const char unspin_built_in_tensors[];
extern const char unspin_built_in_tensors_end[];
extern const char unspin_built_in_tokenizer[];
extern const char unspin_built_in_tokenizer_end[];
}

namespace unspin::embed {

Result<StaticModel> StaticModel::built_in() {
  const auto file = [](const char* begin, const char* end) {
    return std::string_view(begin, static_cast<std::size_t>(end - begin));
  };
  return from_memory(file(unspin_built_in_tensors, unspin_built_in_tensors_end),
                     file(unspin_built_in_tokenizer, unspin_built_in_tokenizer_end), "built-in model");
}

}  // namespace unspin::embed
