#pragma once

// Two texts that both resemble a third, older one need not know each other: a press release, a wire report. Looked for
// among the related documents that are copies, whichever kinds are reported.

#include <cstdint>
#include <vector>

#include <unspin/result.h>

#include "engine/detect/findings.h"
#include "engine/detect/pipeline.h"

namespace unspin::detect {

constexpr std::uint32_t kNoSource = 0xFFFFFFFF;

/// For each finding the oldest document that is a copy, in whole or in part, of or for both of its documents and is
/// older than either; kNoSource where there is none, or a date is not known. O(Σ neighbours) and a look into the pages
/// of those concerned. Io.
[[nodiscard]] Result<std::vector<std::uint32_t>> find_common_sources(const Findings& findings, const Related& related);

}  // namespace unspin::detect
