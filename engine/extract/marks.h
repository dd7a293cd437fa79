#pragma once

// What each node of a page is, before any text is weighed: shown or not, furniture or not. Rules by tag, ARIA role,
// attributes, and the words in class names.

#include <cstdint>
#include <vector>

#include "engine/extract/tree.h"

namespace unspin::extract {

struct Marks {
  // One entry a node. A text node has the entry of nothing.
  std::vector<std::uint8_t> hidden;     // not shown, or no text: it and all inside are left out
  std::vector<std::uint8_t> no_text;    // of these, what is no text in any case: controls, embedded things
  std::vector<std::uint8_t> furniture;  // by tag or role: navigation, footers, asides
  std::vector<std::uint8_t> hints;      // of class names (class_words.h)
};

/// Replaces what `marks` held. O(n).
void mark(const Tree& tree, Marks& marks);

}  // namespace unspin::extract
