#include "engine/extract/weights.h"

#include <algorithm>
#include <array>

namespace unspin::extract {
namespace {

constexpr std::uint32_t kShortest = 25;                    // characters: less is a label
constexpr std::array kShares{1.0, 0.5, 0.17, 0.11, 0.08};  // of a block's prose, for the elements around it

void add(Weight& to, const Weight& more) {
  to.prose += more.prose;
  to.running += more.running;
  to.menu += more.menu;
  to.letters += more.letters;
  to.linked += more.linked;
  to.blocks += more.blocks;
}

}  // namespace

double prose_of(const Block& block) noexcept {
  if (block.letters < kShortest) return 0;
  const double own = 1.0 - static_cast<double>(block.linked) / block.letters;
  return (1.0 + block.stops + std::min(block.letters / 100.0, 3.0)) * own * own;
}

WeighedPage::WeighedPage(const Tree& tree, const Marks& marks, const Blocks& blocks,
                         const std::vector<Exclusion>& exclusions, Exclusion allowed)
    : tree_(tree),
      marks_(marks),
      blocks_(blocks),
      exclusions_(exclusions),
      allowed_(allowed),
      weights_(tree.nodes.size()) {
  for (const Block& block : blocks.list) {
    if (excluded(block.node)) continue;
    const double prose = prose_of(block);
    const double linked = block.linked;
    add(weights_[block.node], {.prose = prose,
                               .running = prose > 0.5 ? block.letters - linked : 0,
                               .menu = 2 * linked > block.letters ? linked : 0,
                               .letters = static_cast<double>(block.letters),
                               .linked = linked,
                               .blocks = 1});
    add_score(block, prose);
  }
  // What is inside comes later in the document, so this order sums each element before the one around it.
  for (NodeIndex i = size(); i-- > 1;) add(weights_[node(i).parent], weights_[i]);
}

void WeighedPage::add_score(const Block& block, double prose) {
  NodeIndex i = holds_only_text(node(block.node).tag) ? block_around(block.node) : block.node;
  for (const double share : kShares) {
    weights_[i].score += prose * share;
    if (i == 0) break;
    i = block_around(i);
  }
}

NodeIndex WeighedPage::block_around(NodeIndex i) const noexcept {
  do {
    i = node(i).parent;
  } while (i != 0 && !is_block(node(i).tag));
  return i;
}

std::string_view WeighedPage::first_class(NodeIndex i) const noexcept {
  const std::string_view names = tree_.attribute(node(i), "class");
  return names.substr(0, names.find(' '));
}

}  // namespace unspin::extract
