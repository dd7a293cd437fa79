#include "engine/extract/exclusion.h"

#include <algorithm>

#include "engine/extract/class_words.h"
#include "engine/extract/weights.h"

namespace unspin::extract {
namespace {

constexpr double kMost = 0.75;        // of the running text: a wrapper with a misleading name
constexpr double kParagraph = 3;      // running text that is some whatever its class says
constexpr double kShortHeader = 0.2;  // of the running text: title, deck and names; a longer <header> holds the text

std::vector<double> prose_inside(const Tree& tree, const Blocks& blocks) {
  std::vector<double> prose(tree.nodes.size());
  for (const Block& block : blocks.list) prose[block.node] += prose_of(block);
  for (std::size_t i = tree.nodes.size(); i-- > 1;) prose[tree.nodes[i].parent] += prose[i];
  return prose;
}

bool is_frame(Tag tag) { return tag == Tag::Html || tag == Tag::Body || tag == Tag::Main || tag == Tag::Article; }

/// What an element is by itself. `share` of the page's running text is inside.
Exclusion own_exclusion(Tag tag, bool furniture, std::uint8_t hints, double prose, double share) {
  const bool most = share > kMost;
  if (furniture && !most) return Exclusion::ByTag;
  if (tag == Tag::Header && share < kShortHeader) return Exclusion::InHeader;
  if (is_frame(tag)) return Exclusion::None;
  if ((hints & kComments) != 0) return Exclusion::ByName;
  if (most) return Exclusion::None;
  if ((hints & kCaption) != 0 || tag == Tag::Figcaption) return Exclusion::ByName;
  const bool paragraph = holds_only_text(tag) && prose > kParagraph;
  return (hints & kFurniture) != 0 && !paragraph ? Exclusion::ByName : Exclusion::None;
}

}  // namespace

std::vector<Exclusion> find_exclusions(const Tree& tree, const Marks& marks, const Blocks& blocks) {
  const std::vector<double> prose = prose_inside(tree, blocks);
  std::vector<Exclusion> exclusions(tree.nodes.size(), Exclusion::None);
  for (std::size_t i = 1; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    const double share = prose[0] > 0 ? prose[i] / prose[0] : 0;
    const Exclusion own = own_exclusion(node.tag, marks.furniture[i] != 0, marks.hints[i], prose[i], share);
    // The lead of an article often stands in its header.
    const bool lead = node.tag == Tag::P && prose[i] > kParagraph && exclusions[node.parent] == Exclusion::InHeader;
    exclusions[i] = lead ? own : std::max(exclusions[node.parent], own);
  }
  return exclusions;
}

}  // namespace unspin::extract
