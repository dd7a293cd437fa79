#pragma once

// What inside the main text's element is no part of it: menus, other articles, boxes under "Related articles".

#include <cstdint>
#include <vector>

#include "engine/extract/weights.h"

namespace unspin::extract {

/// One entry a node: not 0 for those to leave out. O(n).
[[nodiscard]] std::vector<std::uint8_t> prune(const WeighedPage& page, NodeIndex container);

}  // namespace unspin::extract
