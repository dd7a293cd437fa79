#include "engine/extract/container.h"

#include <algorithm>

#include "engine/extract/class_words.h"
#include "engine/extract/labels.h"

namespace unspin::extract {
namespace {

constexpr double kSomeText = 250;        // characters: an element with fewer is not believed to be an article
constexpr double kOwnArticle = 500;      // characters: an <article> with fewer may be an excerpt among others
constexpr double kPriceOfLinks = 3;      // characters of running text that one linked character must bring
constexpr double kPriceOfClimbing = 60;  // characters of running text
constexpr std::size_t kShortTitle = 8;   // bytes: shorter ones stand in too many places

std::optional<NodeIndex> highest_score(const WeighedPage& page) {
  std::optional<NodeIndex> best;
  double best_value = 0;
  for (NodeIndex i = 1; i < page.size(); ++i) {
    const Weight& w = page.weight(i);
    if (w.score <= 0 || page.excluded(i)) continue;
    double value = w.score * (1 - w.linked / std::max(1.0, w.letters));
    if (page.has_hint(i, kBody)) {
      value *= 1.5;
    } else if (page.has_hint(i, kContent)) {
      value *= 1.2;
    }
    if (value > best_value) {
      best_value = value;
      best = i;
    }
  }
  return best;
}

/// The <article> around, or the root.
NodeIndex article_around(const WeighedPage& page, NodeIndex i) {
  while (i != 0 && page.node(i).tag != Tag::Article) i = page.node(i).parent;
  return i;
}

/// Of several <article>, the first with the page's title as a heading; without one, `top`.
NodeIndex titled_article(const WeighedPage& page, NodeIndex top, std::string_view title) {
  if (title.size() < kShortTitle || article_around(page, top) == 0) return top;
  for (const Block& block : page.blocks()) {
    if (!is_heading(page.node(block.node).tag) || page.excluded(block.node) || !is_title(page, block, title)) continue;
    const NodeIndex article = article_around(page, block.node);
    if (article == 0 || page.weight(article).running < kSomeText) continue;
    return page.inside(top, article) ? top : article;
  }
  return top;
}

/// An element that says that it is an article or its text: nothing outside belongs to it.
bool is_whole(const WeighedPage& page, NodeIndex i) {
  const Tag tag = page.node(i).tag;
  return page.weight(i).running > kSomeText && (tag == Tag::Article || tag == Tag::Main || page.has_hint(i, kBody));
}

/// Running text in elements of the same kind beside `part`: a text cut into sections, with advertising between.
double running_in_twins(const WeighedPage& page, NodeIndex part) {
  double running = 0;
  const NodeIndex parent = page.node(part).parent;
  for (NodeIndex i = parent + 1; i < page.node(parent).end; i = page.node(i).end) {
    if (i == part || page.node(i).tag != page.node(part).tag || page.excluded(i)) continue;
    if (page.first_class(i) == page.first_class(part)) running += page.weight(i).running;
  }
  return running;
}

bool is_section(const WeighedPage& page, NodeIndex part, bool whole) {
  // Several <article> are several articles, unless they are mere excerpts.
  if (page.node(part).tag == Tag::Article && page.weight(part).running > kOwnArticle) return false;
  if (page.first_class(part).empty() && whole) return false;
  return running_in_twins(page, part) > 0.2 * page.weight(part).running;
}

NodeIndex climb(const WeighedPage& page, NodeIndex top) {
  NodeIndex chosen = top;
  bool whole = is_whole(page, top);
  for (NodeIndex part = top; page.node(part).parent != 0 && page.node(part).tag != Tag::Body;) {
    const NodeIndex around = page.node(part).parent;
    const double running = page.weight(around).running - page.weight(chosen).running;
    const double menu = page.weight(around).menu - page.weight(chosen).menu;
    const bool worth_it =
        running > kPriceOfLinks * menu + kPriceOfClimbing && running > 0.3 * page.weight(chosen).running;
    if ((worth_it && !whole) || is_section(page, part, whole)) chosen = around;
    whole = whole || is_whole(page, around);
    part = around;
  }
  return chosen;
}

}  // namespace

std::optional<NodeIndex> find_container(const WeighedPage& page, std::string_view title) {
  const auto top = highest_score(page);
  if (!top) return std::nullopt;
  return climb(page, titled_article(page, *top, title));
}

bool is_title(const WeighedPage& page, const Block& block, std::string_view title) {
  // letters_of() costs: most blocks are too long.
  return !title.empty() && block.size < 2 * title.size() + 40 && letters_of(page.text(block)) == title;
}

}  // namespace unspin::extract
