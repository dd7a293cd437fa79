#include "engine/extract/pruning.h"

#include <algorithm>

#include "engine/extract/labels.h"

namespace unspin::extract {
namespace {

constexpr double kMenuProse = 10;            // a box of links with more running text is no menu
constexpr double kOwnText = 400;             // characters outside of inner articles: then those are others
constexpr std::uint32_t kLongestLabel = 60;  // characters
constexpr double kSmallBox = 0.3;            // of the running text

bool is_box(Tag tag) {
  return tag == Tag::Ul || tag == Tag::Ol || tag == Tag::Div || tag == Tag::Section || tag == Tag::Table ||
         tag == Tag::Dl || tag == Tag::Tr || tag == Tag::Td || tag == Tag::Form || tag == Tag::Fieldset ||
         tag == Tag::Header;
}

bool mostly_links(const Weight& w) { return w.linked > 0.5 * w.letters; }

/// A cell or row of data: short, while menus in the cells of old pages are longer.
bool is_data(Tag tag, const Weight& w) { return (tag == Tag::Td || tag == Tag::Tr) && w.letters < kLongestLabel; }

double running_outside_articles(const WeighedPage& page, NodeIndex container) {
  double running = page.weight(container).running;
  for (NodeIndex i = container + 1; i < page.node(container).end;) {
    const bool article = page.node(i).tag == Tag::Article;
    if (article) running -= page.weight(i).running;
    i = article ? page.node(i).end : i + 1;
  }
  return running;
}

/// From the label on, the rest of a small box; in a large one the list behind the label.
void prune_below(const WeighedPage& page, NodeIndex container, const Block& block, std::vector<std::uint8_t>& pruned) {
  NodeIndex label = block.node;
  if (page.weight(label).blocks > 1) return;  // a line among others
  while (page.node(label).parent != container && page.weight(page.node(label).parent).blocks == 1)
    label = page.node(label).parent;
  const NodeIndex box = page.node(label).parent;
  const bool small = box != container && page.weight(box).running < kSmallBox * page.weight(container).running;
  for (NodeIndex i = label; i < page.node(box).end; i = page.node(i).end) {
    const Tag tag = page.node(i).tag;
    const bool list = tag == Tag::Ul || tag == Tag::Ol || mostly_links(page.weight(i)) || page.weight(i).letters == 0;
    if (i != label && !small && !list) break;
    std::fill(pruned.begin() + i, pruned.begin() + page.node(i).end, std::uint8_t{1});
  }
}

}  // namespace

std::vector<std::uint8_t> prune(const WeighedPage& page, NodeIndex container) {
  std::vector<std::uint8_t> pruned(page.size());
  const bool other_articles = running_outside_articles(page, container) > kOwnText;
  for (NodeIndex i = container + 1; i < page.node(container).end; ++i) {
    const Weight& w = page.weight(i);
    const Tag tag = page.node(i).tag;
    const bool menu = is_box(tag) && w.letters > 0 && mostly_links(w) && w.prose < kMenuProse && !is_data(tag, w);
    const bool other = tag == Tag::Article && other_articles;
    pruned[i] = pruned[page.node(i).parent] != 0 || menu || other;
  }
  for (const Block& block : page.blocks()) {
    if (block.letters > kLongestLabel || block.node == container || !page.inside(block.node, container)) continue;
    if (pruned[block.node] == 0 && is_furniture_label(page.text(block))) prune_below(page, container, block, pruned);
  }
  return pruned;
}

}  // namespace unspin::extract
