#pragma once

#include <vector>

#include "engine/text/prose.h"

namespace unspin::text {

/// Takes sentences out of a text, with their tokens and clauses; offsets stay those of the original. `keep` is beside
/// the sentences. O(n).
void keep_sentences(Prose& prose, const std::vector<bool>& keep);

}  // namespace unspin::text
