#pragma once

// How much running text each element of a page holds, and how much of it is links.
//
// Running text has sentences: a block counts by its commas and stops and its length, less what is linked
// [Kohlschütter 2010 on link density]. A block speaks for the element around it, half for the next, and so on: where
// many paragraphs are, there is the text.

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/extract/blocks.h"
#include "engine/extract/exclusion.h"
#include "engine/extract/marks.h"
#include "engine/extract/tree.h"

namespace unspin::extract {

/// How much running text a block is: 0 for labels and links, about 1 for a short sentence, more for a paragraph.
[[nodiscard]] double prose_of(const Block& block) noexcept;
constexpr double kSentence = 1.5;  // from here on a block is running text beyond doubt

struct Weight {
  double score = 0;  // of paragraphs close by
  // The rest is summed over everything inside that is not excluded.
  double prose = 0;
  double running = 0;  // characters of running text outside links
  double menu = 0;     // linked characters of blocks that are mostly links
  double letters = 0;
  double linked = 0;
  int blocks = 0;
};

/// A page with what the rules of main text ask about it. Views all it is made of.
class WeighedPage {
 public:
  /// Excluded are elements of a higher level than `allowed`. O(n).
  WeighedPage(const Tree& tree, const Marks& marks, const Blocks& blocks, const std::vector<Exclusion>& exclusions,
              Exclusion allowed);

  [[nodiscard]] const Node& node(NodeIndex i) const noexcept { return tree_.nodes[i]; }
  [[nodiscard]] NodeIndex size() const noexcept { return static_cast<NodeIndex>(tree_.nodes.size()); }
  [[nodiscard]] const Weight& weight(NodeIndex i) const noexcept { return weights_[i]; }
  [[nodiscard]] bool excluded(NodeIndex i) const noexcept { return exclusions_[i] > allowed_; }
  [[nodiscard]] bool has_hint(NodeIndex i, std::uint8_t hint) const noexcept { return (marks_.hints[i] & hint) != 0; }
  [[nodiscard]] bool inside(NodeIndex i, NodeIndex container) const noexcept {
    return i >= container && i < node(container).end;
  }
  /// The closest block element around a node, or the root.
  [[nodiscard]] NodeIndex block_around(NodeIndex i) const noexcept;
  [[nodiscard]] std::string_view first_class(NodeIndex i) const noexcept;
  [[nodiscard]] const std::vector<Block>& blocks() const noexcept { return blocks_.list; }
  [[nodiscard]] std::string_view text(const Block& block) const noexcept { return blocks_.of(block); }

 private:
  void add_score(const Block& block, double prose);

  const Tree& tree_;
  const Marks& marks_;
  const Blocks& blocks_;
  const std::vector<Exclusion>& exclusions_;
  Exclusion allowed_;
  std::vector<Weight> weights_;
};

}  // namespace unspin::extract
