#pragma once

// Which of two texts is the likely source of the other. Independent signs add up as log-odds; short of a clear sum the
// answer is undecided. Signs and weights: docs/verdicts.md, "Likely source".

#include <string>
#include <vector>

#include <unspin/compare.h>

#include "engine/verify/article.h"
#include "engine/verify/evidence.h"
#include "engine/verify/features.h"

namespace unspin::verify {

struct SourceOpinion {
  LikelySource source = LikelySource::Undecided;
  std::vector<std::string> reasons;  // signs that were found, for either side
};

/// `coverage`: of their passages.
[[nodiscard]] SourceOpinion likely_source(const Article& a, const Article& b, const Document& document_a,
                                          const Document& document_b, const Coverage& coverage);

/// "www.example.org" of "https://www.example.org/a?b": lower case, without "www."; empty without one.
[[nodiscard]] std::string host_of(std::string_view url);

}  // namespace unspin::verify
