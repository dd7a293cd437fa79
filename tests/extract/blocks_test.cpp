#include "engine/extract/blocks.h"

#include <gtest/gtest.h>

namespace unspin::extract {
namespace {

struct Found {
  Tree tree;
  Blocks blocks;
};

Found blocks_of(std::string_view html) {
  TreeBuilder build;
  Found found;
  found.tree = **build(html);
  find_blocks(found.tree, std::vector<std::uint8_t>(found.tree.nodes.size()), found.blocks);
  return found;
}

TEST(Blocks, EndWhereBlockElementsBeginAndEnd) {
  EXPECT_EQ(all_text(blocks_of("<div>a<p>b <i>c</i></p>d<ul><li>e<li>f</ul></div>").blocks), "a\nb c\nd\ne\nf");
  EXPECT_EQ(all_text(blocks_of("<table><tr><td>a</td><td>b</td></tr></table>").blocks), "a\nb");
}

TEST(Blocks, OneLineBreakIsASpaceTwoEndABlock) {
  EXPECT_EQ(all_text(blocks_of("<td>one<br>two<br><br>three<br> \n <br>four</td>").blocks), "one two\nthree\nfour");
}

TEST(Blocks, PreKeepsItsLines) {
  const Found found = blocks_of("<pre>if x:\n    y()\n</pre>");
  EXPECT_EQ(all_text(found.blocks), "if x:\n    y()");
  EXPECT_TRUE(found.blocks.list.at(0).preformatted);
}

TEST(Blocks, CountLettersLinksWordsAndStops) {
  const Found found = blocks_of("<p>Gr\u00FC\u00DFe, <a href=\"x\">ein Link</a>. Ende!</p>");
  ASSERT_EQ(found.blocks.list.size(), 1u);
  const Block& b = found.blocks.list[0];
  EXPECT_EQ(b.letters, 22u);
  EXPECT_EQ(b.linked, 8u);
  EXPECT_EQ(b.words, 4u);
  EXPECT_EQ(b.stops, 3u);
  EXPECT_EQ(found.tree.nodes[b.node].tag, Tag::P);
}

TEST(Blocks, AnchorsWithoutAddressAreNoLinks) {
  EXPECT_EQ(blocks_of("<p><a name=\"x\">text</a></p>").blocks.list.at(0).linked, 0u);
}

TEST(Blocks, StopsOfTextWithoutSpacesCount) {
  EXPECT_EQ(blocks_of("<p>\u65E5\u672C\u3001\u6771\u4EAC\u3002</p>").blocks.list.at(0).stops, 2u);
}

TEST(Blocks, DroppedElementsAreLeftOut) {
  TreeBuilder build;
  const Tree& tree = **build("<div>a<p>b</p>c</div>");
  std::vector<std::uint8_t> dropped(tree.nodes.size());
  for (NodeIndex i = 0; i < tree.nodes.size(); ++i) dropped[i] = tree.nodes[i].tag == Tag::P;
  Blocks blocks;
  find_blocks(tree, dropped, blocks);
  EXPECT_EQ(all_text(blocks), "a\nc");
}

}  // namespace
}  // namespace unspin::extract
