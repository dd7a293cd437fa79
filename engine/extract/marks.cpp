#include "engine/extract/marks.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/extract/class_words.h"

namespace unspin::extract {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool hidden_by_style(std::string_view style) {
  for (std::size_t at = 0; (at = style.find("none", at)) != std::string_view::npos; at += 4) {
    const std::string_view before = style.substr(0, at);
    if (before.ends_with("display:") || before.ends_with("display: ")) return true;
  }
  return style.find("visibility:hidden") != std::string_view::npos ||
         style.find("visibility: hidden") != std::string_view::npos;
}

bool furniture_tag(Tag tag) {
  return tag == Tag::Nav || tag == Tag::Footer || tag == Tag::Aside || tag == Tag::Menu || tag == Tag::Dialog ||
         tag == Tag::Form || tag == Tag::Label || tag == Tag::Legend;
}

bool furniture_role(std::string_view role) {
  return is_one_of(role, {"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar",
                          "menuitem", "toolbar", "dialog", "alertdialog", "tablist", "tooltip", "button", "form"});
}

}  // namespace

void mark(const Tree& tree, Marks& marks) {
  marks.hidden.assign(tree.nodes.size(), 0);
  marks.no_text.assign(tree.nodes.size(), 0);
  marks.furniture.assign(tree.nodes.size(), 0);
  marks.hints.assign(tree.nodes.size(), 0);
  for (std::size_t i = 1; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    if (node.tag == Tag::Text) continue;
    const bool no_text = never_text(node.tag) && node.tag != Tag::Template && node.tag != Tag::Textarea;
    bool hidden = never_text(node.tag) || node.tag == Tag::Noscript || node.tag == Tag::Noframes;
    bool furniture = furniture_tag(node.tag);
    std::uint8_t hints = 0;
    const std::string_view all(tree.bytes);
    for (std::uint32_t k = node.begin; k < node.begin + node.count; ++k) {
      const Attribute& a = tree.attributes[k];
      const std::string_view name = all.substr(a.name, a.name_size);
      const std::string_view value = all.substr(a.value, a.value_size);
      if (name == "class" || name == "id" || name.starts_with("data-")) hints |= hints_of(value);
      if (name == "hidden") hidden |= value != "until-found";
      if (name == "aria-hidden") hidden |= value == "true";
      if (name == "style") hidden |= hidden_by_style(value);
      if (name == "role") furniture |= furniture_role(value);
      if (name == "itemprop" && (value == "articleBody" || value == "text")) hints |= kBody;
    }
    marks.no_text[i] = no_text;
    marks.hidden[i] = hidden || (hints & kHidden) != 0;
    marks.furniture[i] = furniture;
    marks.hints[i] = hints;
  }
}

}  // namespace unspin::extract
