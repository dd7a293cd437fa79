// As engine/embed/built_in_model.cpp: CMake names the folder of the files, and compiles this file anew when one of them
// changes.

#include "engine/verify/built_in.h"

#include "engine/base/include_file.h"
#include "engine/verify/background.h"

UNSPIN_INCLUDE_FILE(kUnspinBuiltInBackground, UNSPIN_BUILT_IN_MODEL "/background.bin");
UNSPIN_INCLUDE_FILE(kUnspinBuiltInScorer, UNSPIN_BUILT_IN_MODEL "/scorer.json");

extern "C" {
extern const char kUnspinBuiltInBackground[];
extern const char kUnspinBuiltInBackgroundEnd[];
extern const char kUnspinBuiltInScorer[];
extern const char kUnspinBuiltInScorerEnd[];
}

namespace unspin::verify {

std::string_view built_in_background() noexcept {
  return base::included_file(kUnspinBuiltInBackground, kUnspinBuiltInBackgroundEnd);
}

std::string_view built_in_scorer() noexcept {
  return base::included_file(kUnspinBuiltInScorer, kUnspinBuiltInScorerEnd);
}

Result<Background> Background::built_in() { return parse(built_in_background(), "built-in background"); }

}  // namespace unspin::verify
