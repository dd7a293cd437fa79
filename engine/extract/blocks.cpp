#include "engine/extract/blocks.h"

#include <algorithm>

namespace unspin::extract {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class BlockFinder {
 public:
  BlockFinder(const Tree& tree, const std::vector<std::uint8_t>& dropped, Blocks& blocks)
      : tree_(tree), dropped_(dropped), blocks_(blocks) {}

  void run() {
    for (NodeIndex i = 0; i < tree_.nodes.size();) {
      while (i >= open_end()) close();
      const Node& node = tree_.nodes[i];
      if (node.tag == Tag::Text) {
        add(tree_.text(node));
        ++i;
      } else if (dropped_[i] != 0) {
        if (is_block(node.tag)) finish();
        i = node.end;
      } else {
        enter(i);
        ++i;
      }
    }
    while (!open_.empty()) close();
    finish();
  }

 private:
  struct Entered {
    NodeIndex end;
    NodeIndex outer;  // the block element around
    bool block;
    bool link;
    bool pre;
  };

  NodeIndex open_end() const { return open_.empty() ? static_cast<NodeIndex>(tree_.nodes.size()) : open_.back().end; }

  void enter(NodeIndex i) {
    const Node& node = tree_.nodes[i];
    if (node.tag == Tag::Br) return line_break();
    const bool block = is_block(node.tag);
    const bool link = node.tag == Tag::A && tree_.has_attribute(node, "href");
    const bool pre = node.tag == Tag::Pre;
    if (block) finish();
    open_.push_back({node.end, around_, block, link, pre});
    if (block) around_ = i;
    links_ += link ? 1 : 0;
    pres_ += pre ? 1 : 0;
  }

  void close() {
    const Entered left = open_.back();
    open_.pop_back();
    if (left.block) finish();
    around_ = left.outer;
    links_ -= left.link ? 1 : 0;
    pres_ -= left.pre ? 1 : 0;
  }

  /// The first is a space, or a line in <pre>; two in a row end the block.
  void line_break() {
    if (pres_ > 0) {
      blocks_.text += '\n';
      return;
    }
    if (break_at_ == blocks_.text.size() && break_at_ > begin_) return finish();
    if (blocks_.text.size() > begin_ && blocks_.text.back() != ' ') blocks_.text += ' ';
    break_at_ = blocks_.text.size();
  }

  void add(std::string_view text) {
    std::string& out = blocks_.text;
    const std::size_t before = out.size();
    if (pres_ > 0) {
      out += text;
      pre_ = true;
    } else {
      // The block's text begins anew: no space in front of it.
      if (out.size() == begin_) {
        const std::size_t first = text.find_first_not_of(" \t\n\r\f\v");
        if (first == std::string_view::npos) return;
        text.remove_prefix(first);
      }
      append_collapsed(out, text);
    }
    count(before);
  }

  void count(std::size_t from) {
    const std::string& out = blocks_.text;
    std::uint32_t letters = 0;
    for (std::size_t i = from; i < out.size(); ++i) {
      const char c = out[i];
      if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
      ++letters;
      if (c == ' ' || c == '\n') ++words_;
      if (c == ',' || c == '.' || c == '!' || c == '?' || c == ';') ++stops_;
      if (static_cast<unsigned char>(c) >= 0xE3) count_wide(i);
    }
    letters_ += letters;
    if (links_ > 0) linked_ += letters;
  }

  /// Text without spaces: half a character a word is near what other scripts have; U+3001 and U+3002 are stops.
  void count_wide(std::size_t i) {
    const std::string_view c = std::string_view(blocks_.text).substr(i, 3);
    if (c == "\u3001" || c == "\u3002" || c == "\uFF0C" || c == "\uFF01" || c == "\uFF1F") {
      ++stops_;
    } else {
      wide_ += 1;
    }
  }

  void finish() {
    std::string& out = blocks_.text;
    while (out.size() > begin_ && is_space(out.back())) out.pop_back();
    out.erase(begin_, std::min(out.find_first_not_of("\r\n", begin_), out.size()) - begin_);  // of <pre>
    const bool empty = std::string_view(out).substr(begin_).find_first_not_of(" \n\t\r") == std::string_view::npos;
    if (empty) {
      out.resize(begin_);
    } else {
      blocks_.list.push_back({around_, static_cast<std::uint32_t>(begin_),
                              static_cast<std::uint32_t>(out.size() - begin_), letters_, linked_,
                              words_ + 1 + wide_ / 2, stops_, pre_});
    }
    begin_ = out.size();
    letters_ = linked_ = words_ = stops_ = wide_ = 0;
    pre_ = false;
    break_at_ = std::string::npos;
  }

  const Tree& tree_;
  const std::vector<std::uint8_t>& dropped_;
  Blocks& blocks_;
  std::vector<Entered> open_;
  NodeIndex around_ = 0;
  int links_ = 0;
  int pres_ = 0;
  std::size_t begin_ = 0;
  std::size_t break_at_ = std::string::npos;
  std::uint32_t letters_ = 0, linked_ = 0, words_ = 0, stops_ = 0, wide_ = 0;
  bool pre_ = false;
};

}  // namespace

void find_blocks(const Tree& tree, const std::vector<std::uint8_t>& dropped, Blocks& blocks) {
  blocks.list.clear();
  blocks.text.clear();
  BlockFinder(tree, dropped, blocks).run();
}

std::string all_text(const Blocks& blocks) {
  std::string out;
  for (const Block& block : blocks.list) {
    if (!out.empty()) out += '\n';
    out += blocks.of(block);
  }
  return out;
}

}  // namespace unspin::extract
