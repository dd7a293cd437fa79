// The files of data/models/english, as the assembler finds them. CMake names their folder, and compiles this file anew
// when one of them changes.

#include <cstddef>

#include "engine/embed/static_model.h"

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): assembler needs its strings at compile time
#define UNSPIN_INCLUDE_FILE(symbol, file)                        \
  asm(".pushsection .rodata\n"                                   \
      ".hidden " #symbol "\n.global " #symbol                    \
      "\n"                                                       \
      ".hidden " #symbol "End\n.global " #symbol                 \
      "End\n"                                                    \
      ".balign 64\n" #symbol                                     \
      ":\n"                                                      \
      ".incbin \"" UNSPIN_BUILT_IN_MODEL "/" file "\"\n" #symbol \
      "End:\n"                                                   \
      ".byte 0\n"                                                \
      ".popsection\n")

UNSPIN_INCLUDE_FILE(kUnspinBuiltInTensors, "model.safetensors");
UNSPIN_INCLUDE_FILE(kUnspinBuiltInTokenizer, "tokenizer.json");

extern "C" {
extern const char kUnspinBuiltInTensors[];
extern const char kUnspinBuiltInTensorsEnd[];
extern const char kUnspinBuiltInTokenizer[];
extern const char kUnspinBuiltInTokenizerEnd[];
}

namespace unspin::embed {

Result<StaticModel> StaticModel::built_in() {
  const auto file = [](const char* begin, const char* end) {
    return std::string_view(begin, static_cast<std::size_t>(end - begin));
  };
  return from_memory(file(kUnspinBuiltInTensors, kUnspinBuiltInTensorsEnd),
                     file(kUnspinBuiltInTokenizer, kUnspinBuiltInTokenizerEnd), "built-in model");
}

}  // namespace unspin::embed
