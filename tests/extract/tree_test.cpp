#include "engine/extract/tree.h"

#include <gtest/gtest.h>

namespace unspin::extract {
namespace {

NodeIndex find(const Tree& tree, Tag tag) {
  for (NodeIndex i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].tag == tag) return i;
  }
  return 0;
}

TEST(Tree, NodesAreInDocumentOrderAndKnowTheirEnd) {
  TreeBuilder build;
  const auto built = build("<div id=\"a\"><p>one <b>two</b></p></div><p>three</p>");
  ASSERT_TRUE(built);
  const Tree& tree = **built;
  const NodeIndex div = find(tree, Tag::Div);
  EXPECT_EQ(tree.attribute(tree.nodes[div], "id"), "a");
  EXPECT_FALSE(tree.has_attribute(tree.nodes[div], "class"));
  EXPECT_EQ(tree.inner_text(div), "one two");
  for (NodeIndex i = 1; i < tree.nodes.size(); ++i) {
    EXPECT_LT(tree.nodes[i].parent, i);
    EXPECT_LE(tree.nodes[i].end, tree.nodes[tree.nodes[i].parent].end);
  }
  EXPECT_EQ(tree.nodes[0].end, tree.nodes.size());
}

TEST(Tree, EntitiesAreResolvedAndTextIsUtf8) {
  TreeBuilder build;
  const auto built = build("<p>Gr&uuml;&#223;e &amp; \u65E5 &nbsp;&#x1F600;</p>");
  ASSERT_TRUE(built);
  EXPECT_EQ((*built)->inner_text(0), "Gr\u00FC\u00DFe & \u65E5 \u00A0\U0001F600");
}

TEST(Tree, ABuilderKeepsNothingOfThePageBefore) {
  TreeBuilder build;
  ASSERT_TRUE(build("<div><div><p>open"));
  EXPECT_EQ((*build("<p>x"))->inner_text(0), "x");
  EXPECT_EQ((*build(""))->nodes.size(), 1u);
}

TEST(Tree, WhiteSpaceIsCollapsedAlsoAcrossPieces) {
  std::string out;
  append_collapsed(out, "  a \n\t b ");
  append_collapsed(out, "  c");
  EXPECT_EQ(out, "a b c");
}

}  // namespace
}  // namespace unspin::extract
