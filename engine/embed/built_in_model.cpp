// The files of data/models/english. CMake names their folder, and compiles this file anew when one of them changes.

#include "engine/base/include_file.h"
#include "engine/embed/static_model.h"

UNSPIN_INCLUDE_FILE(kUnspinBuiltInTensors, UNSPIN_BUILT_IN_MODEL "/model.safetensors");
UNSPIN_INCLUDE_FILE(kUnspinBuiltInTokenizer, UNSPIN_BUILT_IN_MODEL "/tokenizer.json");

extern "C" {
extern const char kUnspinBuiltInTensors[];
extern const char kUnspinBuiltInTensorsEnd[];
extern const char kUnspinBuiltInTokenizer[];
extern const char kUnspinBuiltInTokenizerEnd[];
}

namespace unspin::embed {

Result<StaticModel> StaticModel::built_in() {
  return from_memory(base::included_file(kUnspinBuiltInTensors, kUnspinBuiltInTensorsEnd),
                     base::included_file(kUnspinBuiltInTokenizer, kUnspinBuiltInTokenizerEnd), "built-in model");
}

}  // namespace unspin::embed
