#include "engine/extract/main_text.h"

#include <algorithm>
#include <array>

#include "engine/extract/class_words.h"

namespace unspin::extract {
namespace {

constexpr NodeIndex kNone = 0;

/// How much running text a block is: nothing for labels and links.
double prose(const Block& b) {
  if (b.letters < 25) return 0;
  const double own = 1.0 - static_cast<double>(b.linked) / b.letters;
  return (1.0 + b.stops + std::min(b.letters / 100.0, 3.0)) * own * own;
}

struct Sums {
  double score = 0;
  double prose = 0;
  double good = 0;  // letters of running text
  double bad = 0;   // letters of links
  double letters = 0;
  double linked = 0;
  int blocks = 0;

  void add(const Sums& other) {
    prose += other.prose;
    good += other.good;
    bad += other.bad;
    letters += other.letters;
    linked += other.linked;
    blocks += other.blocks;
  }
};

bool holds_only_text(Tag tag) {
  return tag == Tag::P || tag == Tag::Pre || is_heading(tag) || tag == Tag::Li || tag == Tag::Dd || tag == Tag::Dt ||
         tag == Tag::Blockquote || tag == Tag::Figcaption;
}

/// Letters and digits alone, ASCII in lower case: titles differ in dots, dashes and quotation marks.
std::string letters_of(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (text.substr(i, 2) == "\xE2\x80") {  // general punctuation
      i += 2;
    } else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) {
      out += c;
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c + 32);
    }
  }
  return out;
}

class Chooser {
 public:
  Chooser(const Tree& tree, const Marks& marks, const Blocks& blocks, std::string_view title)
      : tree_(tree), marks_(marks), blocks_(blocks), title_(letters_of(title)) {}

  MainText run() {
    inherit();
    MainText result;
    for (const int strictness : {2, 1, 0}) {
      strictness_ = strictness;
      sum();
      NodeIndex top = best();
      if (top == kNone) continue;
      top = climb(titled_article(top));
      result.text = write(top);
      if (result.text.size() > 250 || strictness == 0) break;
    }
    if (result.text.size() < 100) {
      std::string all = all_text(blocks_);
      if (all.size() > result.text.size()) return {std::move(all), true};
    }
    return result;
  }

 private:
  const Node& node(NodeIndex i) const { return tree_.nodes[i]; }

  void inherit() {
    level_.assign(tree_.nodes.size(), 0);
    std::vector<double> mass(tree_.nodes.size());
    for (const Block& b : blocks_.list) mass[b.node] += prose(b);
    for (NodeIndex i = static_cast<NodeIndex>(tree_.nodes.size()); i-- > 1;) mass[node(i).parent] += mass[i];
    for (NodeIndex i = 1; i < tree_.nodes.size(); ++i) {
      const Tag tag = node(i).tag;
      std::uint8_t own = 0;
      const std::uint8_t h = marks_.hints[i];
      const bool outer = tag == Tag::Html || tag == Tag::Body || tag == Tag::Main || tag == Tag::Article;
      const bool most = mass[i] > 0.75 * mass[0];
      if (!outer && (h & kComments) != 0) own = 1;
      // A paragraph of running text is one whatever its class says.
      const bool paragraph = holds_only_text(tag) && mass[i] > 3;
      if (!outer && (h & kFurniture) != 0 && !most && !paragraph) own = 1;
      if (tag == Tag::Header && mass[i] < 0.2 * mass[0]) own = 1;
      if (!outer && !most && ((h & kCaption) != 0 || tag == Tag::Figcaption)) own = 1;
      if (marks_.furniture[i] != 0 && !most) own = 2;
      level_[i] = std::max(level_[node(i).parent], own);
    }
  }

  bool skipped(NodeIndex i) const {
    if (strictness_ == 0) return false;
    return level_[i] >= (strictness_ == 2 ? 1 : 2);
  }

  void sum() {
    sums_.assign(tree_.nodes.size(), {});
    for (const Block& b : blocks_.list) {
      if (skipped(b.node)) continue;
      Sums& s = sums_[b.node];
      const double p = prose(b);
      s.prose += p;
      s.letters += b.letters;
      s.linked += b.linked;
      ++s.blocks;
      if (p > 0.5) s.good += b.letters - b.linked;
      if (2 * b.linked > b.letters) s.bad += b.linked;
      propagate(b, p);
    }
    for (NodeIndex i = static_cast<NodeIndex>(tree_.nodes.size()); i-- > 1;) sums_[node(i).parent].add(sums_[i]);
  }

  void propagate(const Block& b, double p) {
    static constexpr std::array kShares{1.0, 0.5, 0.17, 0.11, 0.08};
    NodeIndex i = b.node;
    if (holds_only_text(node(i).tag)) i = block_around(i);
    for (const double share : kShares) {
      sums_[i].score += p * share;
      if (i == 0) break;
      i = block_around(i);
    }
  }

  NodeIndex block_around(NodeIndex i) const {
    do {
      i = node(i).parent;
    } while (i != 0 && !is_block(node(i).tag));
    return i;
  }

  NodeIndex best() const {
    NodeIndex top = kNone;
    double top_score = 0;
    for (NodeIndex i = 1; i < tree_.nodes.size(); ++i) {
      const Sums& s = sums_[i];
      if (s.score <= 0 || node(i).tag == Tag::Text || skipped(i)) continue;
      double value = s.score * (1 - s.linked / std::max(1.0, s.letters));
      const std::uint8_t h = marks_.hints[i];
      if ((h & kBody) != 0) {
        value *= 1.5;
      } else if ((h & kContent) != 0) {
        value *= 1.2;
      }
      if (value > top_score) {
        top_score = value;
        top = i;
      }
    }
    return top;
  }

  std::string_view first_class(NodeIndex i) const {
    const std::string_view names = tree_.attribute(node(i), "class");
    return names.substr(0, names.find(' '));
  }

  /// Whether there are other containers of the same kind beside `part`: a text cut into sections.
  double good_of_twins(NodeIndex part) const {
    double good = 0;
    const NodeIndex parent = node(part).parent;
    for (NodeIndex i = parent + 1; i < node(parent).end; i = node(i).end) {
      if (i == part || node(i).tag != node(part).tag || skipped(i)) continue;
      if (first_class(i) == first_class(part)) good += sums_[i].good;
    }
    return good;
  }

  bool is_title(const Block& b) const {
    return !title_.empty() && b.size < 2 * title_.size() + 40 && letters_of(blocks_.of(b)) == title_;
  }

  NodeIndex article_around(NodeIndex i) const {
    while (i != 0 && node(i).tag != Tag::Article) i = node(i).parent;
    return i;
  }

  /// Of several <article>, the first with the page's title as a heading; without one, `top`.
  NodeIndex titled_article(NodeIndex top) const {
    if (title_.size() < 8 || article_around(top) == 0) return top;
    for (const Block& b : blocks_.list) {
      if (!is_heading(node(b.node).tag) || skipped(b.node) || !is_title(b)) continue;
      const NodeIndex article = article_around(b.node);
      if (article == 0 || sums_[article].good < 250) continue;
      return top >= article && top < node(article).end ? top : article;
    }
    return top;
  }

  /// Nothing outside belongs to the text: an element that says that it is one.
  bool is_whole(NodeIndex i) const {
    return sums_[i].good > 250 &&
           (node(i).tag == Tag::Article || node(i).tag == Tag::Main || (marks_.hints[i] & kBody) != 0);
  }

  /// The text may be in several containers: the ancestor that adds most running text for the links it brings.
  NodeIndex climb(NodeIndex top) const {
    NodeIndex chosen = top;
    bool whole = is_whole(top);
    for (NodeIndex part = top; node(part).parent != 0 && node(part).tag != Tag::Body; part = node(part).parent) {
      const NodeIndex i = node(part).parent;
      const double good = sums_[i].good - sums_[chosen].good;
      const double bad = sums_[i].bad - sums_[chosen].bad;
      const double value = good - 4 * bad - 60;
      // Several <article> are several articles, unless they are mere excerpts.
      const bool separate = node(part).tag == Tag::Article && sums_[part].good > 500;
      const bool named = !first_class(part).empty() || !whole;
      const bool split = !separate && named && good_of_twins(part) > 0.2 * sums_[part].good;
      if (split || (value > 0 && !whole && good > 0.3 * sums_[chosen].good)) chosen = i;
      whole = whole || is_whole(i);
    }
    return chosen;
  }

  /// Running text outside of inner articles.
  double own_good(NodeIndex top) const {
    double good = sums_[top].good;
    for (NodeIndex i = top + 1; i < node(top).end;) {
      if (node(i).tag == Tag::Article) {
        good -= sums_[i].good;
        i = node(i).end;
      } else {
        ++i;
      }
    }
    return good;
  }

  /// Inside the chosen part: lists and boxes of links.
  std::vector<std::uint8_t> prune(NodeIndex top) const {
    std::vector<std::uint8_t> pruned(tree_.nodes.size());
    const bool own_text = own_good(top) > 400;
    for (NodeIndex i = top + 1; i < node(top).end; ++i) {
      pruned[i] = pruned[node(i).parent];
      if (pruned[i] != 0 || !is_block(node(i).tag)) continue;
      const Sums& s = sums_[i];
      if (s.letters == 0) continue;
      const double density = s.linked / s.letters;
      const Tag tag = node(i).tag;
      const bool container = tag == Tag::Ul || tag == Tag::Ol || tag == Tag::Div || tag == Tag::Section ||
                             tag == Tag::Table || tag == Tag::Dl || tag == Tag::Tr || tag == Tag::Td ||
                             tag == Tag::Form || tag == Tag::Fieldset || tag == Tag::Header;
      if (container && density > 0.5 && s.prose < 10) pruned[i] = 1;
      if (tag == Tag::Article && own_text) pruned[i] = 1;
    }
    return pruned;
  }

  /// Whether a heading, linked as it may be, stands over running text.
  bool heads_text(const Block& b) const {
    if (!is_heading(node(b.node).tag) || &b == &blocks_.list.back()) return false;
    const Block& next = *(&b + 1);
    return prose(next) > 1.5 && 4 * next.linked < next.letters && node(next.node).parent == node(b.node).parent;
  }

  /// Within two elements around.
  bool in_byline(NodeIndex i) const {
    for (int steps = 0; steps < 3 && i != 0; ++steps, i = node(i).parent) {
      if ((marks_.hints[i] & kByline) != 0 && sums_[i].letters < 200) return true;
    }
    return false;
  }

  std::string write(NodeIndex top) const {
    const std::vector<std::uint8_t> pruned = prune(top);
    std::vector<const Block*> kept;
    for (const Block& b : blocks_.list) {
      if (b.node < top || b.node >= node(top).end) continue;
      if (skipped(b.node) || pruned[b.node] != 0) continue;
      const double density = static_cast<double>(b.linked) / b.letters;
      if (density > 0.6 && b.letters < 200 && !heads_text(b)) continue;
      if (is_title(b)) continue;
      if (b.letters < 150 && in_byline(b.node)) continue;
      kept.push_back(&b);
    }
    const auto first_prose = std::find_if(kept.begin(), kept.end(), [](const Block* b) { return prose(*b) > 1.5; });
    if (first_prose != kept.end()) {
      const auto is_label = [&](const Block* b) {
        return !is_heading(node(b->node).tag) && b->letters < 80 && b->stops == 0;
      };
      kept.erase(std::remove_if(kept.begin(), first_prose, is_label), first_prose);
    }
    while (!kept.empty() && is_heading(node(kept.back()->node).tag)) kept.pop_back();
    std::string out;
    for (const Block* b : kept) {
      out += blocks_.of(*b);
      out += '\n';
    }
    return out;
  }

  const Tree& tree_;
  const Marks& marks_;
  const Blocks& blocks_;
  std::string title_;  // its letters
  std::vector<std::uint8_t> level_;
  std::vector<Sums> sums_;
  int strictness_ = 2;
};

}  // namespace

MainText main_text(const Tree& tree, const Marks& marks, const Blocks& blocks, std::string_view title) {
  MainText result = Chooser(tree, marks, blocks, title).run();
  while (!result.text.empty() && result.text.back() == '\n') result.text.pop_back();
  return result;
}

}  // namespace unspin::extract
