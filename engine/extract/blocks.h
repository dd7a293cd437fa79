#pragma once

// A tree → its pieces of running text: what stands between two block elements, or between two <br> in a row.
//
// Rules of main text speak of blocks, not of <p>: old pages have text in table cells, new ones in nested <div>.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/extract/tree.h"

namespace unspin::extract {

struct Block {
  NodeIndex node;         // the innermost block element around it
  std::uint32_t begin;    // of its text in Blocks::text, white space collapsed, never empty
  std::uint32_t size;     // in bytes
  std::uint32_t letters;  // characters
  std::uint32_t linked;   // characters inside <a href>
  std::uint32_t words;
  std::uint32_t stops;  // sentence ends and commas
  bool preformatted;    // <pre>: line breaks are kept
};

struct Blocks {
  std::vector<Block> list;  // in document order
  std::string text;

  [[nodiscard]] std::string_view of(const Block& block) const noexcept {
    return std::string_view(text).substr(block.begin, block.size);
  }
};

/// The blocks of `tree` outside nodes that are `dropped` (one entry a node: its whole inside is left out). Replaces
/// what `blocks` held. O(n).
void find_blocks(const Tree& tree, const std::vector<std::uint8_t>& dropped, Blocks& blocks);

/// Every block, a line each.
[[nodiscard]] std::string all_text(const Blocks& blocks);

}  // namespace unspin::extract
