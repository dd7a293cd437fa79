#include "engine/extract/main_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/extract/class_words.h"
#include "engine/extract/container.h"
#include "engine/extract/exclusion.h"
#include "engine/extract/labels.h"
#include "engine/extract/pruning.h"
#include "engine/extract/weights.h"

namespace unspin::extract {
namespace {

constexpr std::size_t kEnoughText = 250;     // bytes: with less, names are believed less
constexpr std::size_t kTooLittleText = 100;  // bytes: with less, all text is better
constexpr std::uint32_t kLinkLine = 200;     // characters: longer blocks of links are text
constexpr std::uint32_t kByLine = 150;       // characters: longer ones are text

/// A heading over running text, linked as it may be.
bool heads_text(const WeighedPage& page, const Block& block) {
  if (!is_heading(page.node(block.node).tag) || &block == &page.blocks().back()) return false;
  const Block& next = *(&block + 1);
  return prose_of(next) > kSentence && 4 * next.linked < next.letters &&
         page.node(next.node).parent == page.node(block.node).parent;
}

/// Within two elements around: "By Jane Doe, 4 May".
bool in_byline(const WeighedPage& page, NodeIndex i) {
  for (int steps = 0; steps < 3 && i != 0; ++steps, i = page.node(i).parent) {
    if (page.has_hint(i, kByline) && page.weight(i).letters < 200) return true;
  }
  return false;
}

/// In a table that is not all links: a name, a place, a linked number. The cells of a layout hold much more.
bool is_cell(const WeighedPage& page, const Block& block) {
  NodeIndex i = block.node;
  if ((page.node(i).tag != Tag::Td && page.node(i).tag != Tag::Th) || page.weight(i).blocks > 5) return false;
  while (i != 0 && page.node(i).tag != Tag::Table) i = page.node(i).parent;
  const Weight& table = page.weight(i);
  return block.letters < 60 && table.blocks > 4 && 2 * table.linked < table.letters;
}

bool is_line_of_links(const WeighedPage& page, const Block& block) {
  return 5 * block.linked > 4 * block.letters && block.letters < kLinkLine && !heads_text(page, block) &&
         !is_cell(page, block);
}

/// No-break spaces, that held an empty row open.
bool is_blank(std::string_view text) {
  constexpr std::string_view kSpaces[] = {" ", "\u00A0", "\u3000"};
  const auto begins = [&](std::string_view space) { return text.starts_with(space); };
  while (!text.empty()) {
    const auto* const space = std::find_if(std::begin(kSpaces), std::end(kSpaces), begins);
    if (space == std::end(kSpaces)) return false;
    text.remove_prefix(space->size());
  }
  return true;
}

/// "Read also: …" in the midst of a text.
bool is_pointer(const WeighedPage& page, const Block& block) {
  return (block.letters < 60 || (block.letters < kLinkLine && 3 * block.linked > block.letters)) &&
         is_furniture_label(page.text(block));
}

/// "© 2024 The Paper".
bool is_copyright(const WeighedPage& page, const Block& block) {
  const std::string_view text = page.text(block);
  return block.letters < kByLine && (text.starts_with("\u00A9") || text.starts_with("(c)"));
}

/// What stands before the text begins and is no heading: "Share", "3 min".
void drop_labels_in_front(const WeighedPage& page, std::vector<const Block*>& kept) {
  const auto text = std::find_if(kept.begin(), kept.end(), [](const Block* b) { return prose_of(*b) > kSentence; });
  if (text == kept.end()) return;
  const auto is_label = [&](const Block* b) {
    return !is_heading(page.node(b->node).tag) && b->letters < 30 && b->stops == 0;
  };
  kept.erase(std::remove_if(kept.begin(), text, is_label), text);
}

std::string text_of(const WeighedPage& page, NodeIndex container, std::string_view title) {
  const std::vector<std::uint8_t> pruned = prune(page, container);
  std::vector<const Block*> kept;
  for (const Block& block : page.blocks()) {
    if (!page.inside(block.node, container) || page.excluded(block.node) || pruned[block.node] != 0) continue;
    if (is_line_of_links(page, block) || is_title(page, block, title) || is_pointer(page, block)) continue;
    if (is_blank(page.text(block))) continue;
    if (block.letters < kByLine && in_byline(page, block.node)) continue;
    kept.push_back(&block);
  }
  drop_labels_in_front(page, kept);
  while (!kept.empty() && (is_heading(page.node(kept.back()->node).tag) || is_copyright(page, *kept.back())))
    kept.pop_back();
  std::string out;
  for (const Block* block : kept) {
    if (!out.empty()) out += '\n';
    out += page.text(*block);
  }
  return out;
}

}  // namespace

MainText main_text(const Tree& tree, const Marks& marks, const Blocks& blocks, std::string_view title) {
  const std::vector<Exclusion> exclusions = find_exclusions(tree, marks, blocks);
  const Exclusion highest = *std::max_element(exclusions.begin(), exclusions.end());
  const std::string title_letters = letters_of(title);
  std::string text;
  for (const Exclusion allowed : {Exclusion::None, Exclusion::ByName, Exclusion::ByTag}) {
    const WeighedPage page(tree, marks, blocks, exclusions, allowed);
    if (const auto container = find_container(page, title_letters)) text = text_of(page, *container, title_letters);
    if (text.size() > kEnoughText || allowed >= highest) break;
  }
  if (text.size() >= kTooLittleText) return {std::move(text), false};
  std::string all = all_text(blocks);
  if (all.size() > text.size()) return {std::move(all), true};
  return {std::move(text), false};
}

}  // namespace unspin::extract
