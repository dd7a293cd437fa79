#pragma once

// Which blocks of a page are its main text. The rules are in docs/extract.md, in their order.

#include <string>
#include <string_view>

#include "engine/extract/blocks.h"
#include "engine/extract/marks.h"
#include "engine/extract/tree.h"

namespace unspin::extract {

struct MainText {
  std::string text;    // a block a line
  bool whole = false;  // nothing was told apart: all the text there is
};

/// `title` may be empty. Any block gives some text. O(n).
[[nodiscard]] MainText main_text(const Tree& tree, const Marks& marks, const Blocks& blocks, std::string_view title);

}  // namespace unspin::extract
