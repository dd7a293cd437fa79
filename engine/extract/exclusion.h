#pragma once

// Which elements are no part of the main text, whatever is in them: by tag and role, and by class name.

#include <cstdint>
#include <vector>

#include "engine/extract/blocks.h"
#include "engine/extract/marks.h"
#include "engine/extract/tree.h"

namespace unspin::extract {

/// In the order in which they are believed: when too little is left, headers and names are the first to be ignored.
enum class Exclusion : std::uint8_t { None, InHeader, ByName, ByTag };

/// One a node; what is inside an element is excluded as the element is. Elements that hold most of a page's running
/// text are not excluded, unless as readers' comments. O(n).
[[nodiscard]] std::vector<Exclusion> find_exclusions(const Tree& tree, const Marks& marks, const Blocks& blocks);

}  // namespace unspin::extract
