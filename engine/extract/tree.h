#pragma once

// A page as a flat tree: nodes in document order, so that what is inside a node is the range behind it.
//
// libxml2 parses; its events build the tree directly, which is half the work of building libxml2's own.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/result.h>

#include "engine/extract/tags.h"

namespace unspin::extract {

using NodeIndex = std::uint32_t;

struct Node {
  Tag tag;
  NodeIndex parent;     // the root is its own
  NodeIndex end;        // behind the last node inside
  std::uint32_t begin;  // Text: its bytes; else: its attributes
  std::uint32_t count;
};

struct Attribute {
  std::uint32_t name;  // both in `bytes`, name first
  std::uint32_t name_size;
  std::uint32_t value;
  std::uint32_t value_size;
};

struct Tree {
  std::vector<Node> nodes;  // the first is a root of Tag::Other; nothing else in it: the page is empty
  std::vector<Attribute> attributes;
  std::string bytes;  // of texts and attributes, entities resolved

  [[nodiscard]] std::string_view text(const Node& node) const noexcept {
    return std::string_view(bytes).substr(node.begin, node.count);
  }
  /// The value of an attribute, or nothing. `name` in lower case.
  [[nodiscard]] std::string_view attribute(const Node& node, std::string_view name) const noexcept;
  [[nodiscard]] bool has_attribute(const Node& node, std::string_view name) const noexcept;
  /// All text inside a node, white space collapsed. O(size of the node).
  [[nodiscard]] std::string inner_text(NodeIndex index) const;
};

/// Keeps its buffers and libxml2's context: make one a thread.
class TreeBuilder {
 public:
  TreeBuilder();
  ~TreeBuilder();

  /// `html` as guard.h writes it. Lives until the next call. Internal: libxml2 could not be set up.
  [[nodiscard]] Result<const Tree*> operator()(std::string_view html);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Appends `text` to `out` with white space collapsed, also across the seam, and none at the start of `out`.
void append_collapsed(std::string& out, std::string_view text);

}  // namespace unspin::extract
