#include "engine/extract/tags.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace unspin::extract {
namespace {

struct Name {
  std::string_view name;
  Tag tag;
};

constexpr std::array kNames{Name{"a", Tag::A},
                            Name{"abbr", Tag::Abbr},
                            Name{"address", Tag::Address},
                            Name{"article", Tag::Article},
                            Name{"aside", Tag::Aside},
                            Name{"audio", Tag::Audio},
                            Name{"b", Tag::B},
                            Name{"blockquote", Tag::Blockquote},
                            Name{"body", Tag::Body},
                            Name{"br", Tag::Br},
                            Name{"button", Tag::Button},
                            Name{"canvas", Tag::Canvas},
                            Name{"caption", Tag::Caption},
                            Name{"center", Tag::Center},
                            Name{"code", Tag::Code},
                            Name{"dd", Tag::Dd},
                            Name{"details", Tag::Details},
                            Name{"dialog", Tag::Dialog},
                            Name{"dir", Tag::Dir},
                            Name{"div", Tag::Div},
                            Name{"dl", Tag::Dl},
                            Name{"dt", Tag::Dt},
                            Name{"em", Tag::Em},
                            Name{"embed", Tag::Embed},
                            Name{"fieldset", Tag::Fieldset},
                            Name{"figcaption", Tag::Figcaption},
                            Name{"figure", Tag::Figure},
                            Name{"font", Tag::Font},
                            Name{"footer", Tag::Footer},
                            Name{"form", Tag::Form},
                            Name{"frameset", Tag::Frameset},
                            Name{"h1", Tag::H1},
                            Name{"h2", Tag::H2},
                            Name{"h3", Tag::H3},
                            Name{"h4", Tag::H4},
                            Name{"h5", Tag::H5},
                            Name{"h6", Tag::H6},
                            Name{"head", Tag::Head},
                            Name{"header", Tag::Header},
                            Name{"hgroup", Tag::Hgroup},
                            Name{"hr", Tag::Hr},
                            Name{"html", Tag::Html},
                            Name{"i", Tag::I},
                            Name{"iframe", Tag::Iframe},
                            Name{"img", Tag::Img},
                            Name{"input", Tag::Input},
                            Name{"label", Tag::Label},
                            Name{"legend", Tag::Legend},
                            Name{"li", Tag::Li},
                            Name{"link", Tag::Link},
                            Name{"main", Tag::Main},
                            Name{"map", Tag::Map},
                            Name{"menu", Tag::Menu},
                            Name{"meta", Tag::Meta},
                            Name{"nav", Tag::Nav},
                            Name{"noframes", Tag::Noframes},
                            Name{"noscript", Tag::Noscript},
                            Name{"object", Tag::Object},
                            Name{"ol", Tag::Ol},
                            Name{"optgroup", Tag::Optgroup},
                            Name{"option", Tag::Option},
                            Name{"p", Tag::P},
                            Name{"picture", Tag::Picture},
                            Name{"pre", Tag::Pre},
                            Name{"section", Tag::Section},
                            Name{"select", Tag::Select},
                            Name{"small", Tag::Small},
                            Name{"span", Tag::Span},
                            Name{"strong", Tag::Strong},
                            Name{"sub", Tag::Sub},
                            Name{"summary", Tag::Summary},
                            Name{"sup", Tag::Sup},
                            Name{"table", Tag::Table},
                            Name{"tbody", Tag::Tbody},
                            Name{"td", Tag::Td},
                            Name{"template", Tag::Template},
                            Name{"textarea", Tag::Textarea},
                            Name{"tfoot", Tag::Tfoot},
                            Name{"th", Tag::Th},
                            Name{"thead", Tag::Thead},
                            Name{"time", Tag::Time},
                            Name{"title", Tag::Title},
                            Name{"tr", Tag::Tr},
                            Name{"ul", Tag::Ul},
                            Name{"video", Tag::Video}};

constexpr std::size_t kLongestName = 10;
constexpr std::size_t kSlots = 512;

constexpr std::size_t slot_of(std::string_view name) {
  std::size_t h = name.size();
  for (const char c : name) h = h * 31 + static_cast<unsigned char>(c);
  return h % kSlots;
}

/// Open addressing over all names, made by the compiler.
constexpr auto kTable = [] {
  std::array<Name, kSlots> table{};
  for (const Name& name : kNames) {
    std::size_t slot = slot_of(name.name);
    while (!table[slot].name.empty()) slot = (slot + 1) % kSlots;
    table[slot] = name;
  }
  return table;
}();

}  // namespace

Tag tag_of(std::string_view name) noexcept {
  if (name.size() > kLongestName) return Tag::Other;
  for (std::size_t slot = slot_of(name); !kTable[slot].name.empty(); slot = (slot + 1) % kSlots) {
    if (kTable[slot].name == name) return kTable[slot].tag;
  }
  return Tag::Other;
}

bool is_block(Tag tag) noexcept {
  switch (tag) {
    case Tag::Address:
    case Tag::Article:
    case Tag::Aside:
    case Tag::Blockquote:
    case Tag::Body:
    case Tag::Caption:
    case Tag::Center:
    case Tag::Dd:
    case Tag::Details:
    case Tag::Dialog:
    case Tag::Dir:
    case Tag::Div:
    case Tag::Dl:
    case Tag::Dt:
    case Tag::Fieldset:
    case Tag::Figcaption:
    case Tag::Figure:
    case Tag::Footer:
    case Tag::Form:
    case Tag::H1:
    case Tag::H2:
    case Tag::H3:
    case Tag::H4:
    case Tag::H5:
    case Tag::H6:
    case Tag::Head:
    case Tag::Header:
    case Tag::Hgroup:
    case Tag::Hr:
    case Tag::Html:
    case Tag::Legend:
    case Tag::Li:
    case Tag::Main:
    case Tag::Menu:
    case Tag::Nav:
    case Tag::Noframes:
    case Tag::Ol:
    case Tag::Optgroup:
    case Tag::Option:
    case Tag::P:
    case Tag::Pre:
    case Tag::Section:
    case Tag::Summary:
    case Tag::Table:
    case Tag::Tbody:
    case Tag::Td:
    case Tag::Template:
    case Tag::Tfoot:
    case Tag::Th:
    case Tag::Thead:
    case Tag::Title:
    case Tag::Tr:
    case Tag::Ul: return true;
    default: return false;
  }
}

bool holds_only_text(Tag tag) noexcept {
  return tag == Tag::P || tag == Tag::Pre || is_heading(tag) || tag == Tag::Li || tag == Tag::Dd || tag == Tag::Dt ||
         tag == Tag::Blockquote || tag == Tag::Figcaption;
}

bool never_text(Tag tag) noexcept {
  switch (tag) {
    case Tag::Audio:
    case Tag::Button:
    case Tag::Canvas:
    case Tag::Embed:
    case Tag::Iframe:
    case Tag::Input:
    case Tag::Map:
    case Tag::Object:
    case Tag::Optgroup:
    case Tag::Option:
    case Tag::Select:
    case Tag::Template:
    case Tag::Textarea:
    case Tag::Title:
    case Tag::Video: return true;
    default: return false;
  }
}

}  // namespace unspin::extract
