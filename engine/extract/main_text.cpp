#include "engine/extract/main_text.h"

#include <algorithm>
#include <cmath>

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
  double prose = 0;
  double score = 0;
  double letters = 0;
  double linked = 0;
};

class Chooser {
 public:
  Chooser(const Tree& tree, const Marks& marks, const Blocks& blocks) : tree_(tree), marks_(marks), blocks_(blocks) {}

  MainText run(std::string_view /*title*/) {
    inherit();
    sum();
    MainText result;
    for (const int strictness : {2, 1, 0}) {
      strictness_ = strictness;
      score();
      const NodeIndex top = best();
      if (top == kNone) continue;
      result.text = write(top);
      if (result.text.size() > 250 || strictness == 0) break;
    }
    if (result.text.size() < 100) {
      std::string all;
      for (const Block& b : blocks_.list) {
        all += blocks_.of(b);
        all += '\n';
      }
      if (all.size() > result.text.size()) return {all, true};
    }
    return result;
  }

 private:
  void inherit() {
    level_.assign(tree_.nodes.size(), 0);
    total_ = 0;
    std::vector<double> mass(tree_.nodes.size());
    for (const Block& b : blocks_.list) {
      for (NodeIndex i = b.node;; i = tree_.nodes[i].parent) {
        mass[i] += prose(b);
        if (i == 0) break;
      }
    }
    for (NodeIndex i = 1; i < tree_.nodes.size(); ++i) {
      const Node& node = tree_.nodes[i];
      std::uint8_t own = 0;
      const std::uint8_t h = marks_.hints[i];
      const bool outer =
          node.tag == Tag::Html || node.tag == Tag::Body || node.tag == Tag::Main || node.tag == Tag::Article;
      const bool most = mass[i] > 0.5 * mass[0];
      if (!outer && (h & kComments)) own = 1;
      if (!outer && (h & kFurniture) && !most) own = 1;
      if (marks_.furniture[i] && !most) own = 2;
      level_[i] = std::max(level_[node.parent], own);
    }
  }

  bool skipped(NodeIndex i) const {
    if (strictness_ == 0) return false;
    return level_[i] >= (strictness_ == 2 ? 1 : 2);
  }

  void sum() {}

  void score() {
    sums_.assign(tree_.nodes.size(), {});
    for (const Block& b : blocks_.list) {
      if (skipped(b.node)) continue;
      const double p = prose(b);
      double share = 1;
      int depth = 0;
      const Tag tag = tree_.nodes[b.node].tag;
      const bool leaf = tag == Tag::P || tag == Tag::Pre || is_heading(tag) || tag == Tag::Li;
      for (NodeIndex i = b.node;; i = tree_.nodes[i].parent) {
        Sums& s = sums_[i];
        s.letters += b.letters;
        s.linked += b.linked;
        s.prose += p;
        if (!(leaf && i == b.node)) {
          s.score += p * share;
          ++depth;
          share = depth == 1 ? 0.5 : 1.0 / (3.0 * depth);
          if (depth > 5) share = 0;
        }
        if (i == 0) break;
      }
    }
  }

  NodeIndex best() const {
    NodeIndex top = kNone;
    double top_score = 0;
    for (NodeIndex i = 1; i < tree_.nodes.size(); ++i) {
      const Sums& s = sums_[i];
      if (s.score <= 0 || tree_.nodes[i].tag == Tag::Text || skipped(i)) continue;
      const double density = s.letters > 0 ? s.linked / s.letters : 1;
      double value = s.score * (1 - density);
      const std::uint8_t h = marks_.hints[i];
      if (h & kBody)
        value *= 1.5;
      else if (h & kContent)
        value *= 1.2;
      if (value > top_score) {
        top_score = value;
        top = i;
      }
    }
    return top;
  }

  std::string write(NodeIndex top) const {
    std::string out;
    for (const Block& b : blocks_.list) {
      if (b.node < top || b.node >= tree_.nodes[top].end) continue;
      if (skipped(b.node)) continue;
      const double density = static_cast<double>(b.linked) / b.letters;
      if (density > 0.6 && b.letters < 200) continue;
      out += blocks_.of(b);
      out += '\n';
    }
    return out;
  }

  const Tree& tree_;
  const Marks& marks_;
  const Blocks& blocks_;
  std::vector<std::uint8_t> level_;
  std::vector<Sums> sums_;
  double total_ = 0;
  int strictness_ = 2;
};

}  // namespace

MainText main_text(const Tree& tree, const Marks& marks, const Blocks& blocks, std::string_view title,
                   std::string_view linked_body) {
  MainText result = Chooser(tree, marks, blocks).run(title);
  if (linked_body.size() > 2 * result.text.size()) result.text = linked_body;
  while (!result.text.empty() && result.text.back() == '\n') result.text.pop_back();
  return result;
}

}  // namespace unspin::extract
