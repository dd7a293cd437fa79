#pragma once

// The elements that a rule speaks of. All others are Tag::Other, which is neither block nor excluded.

#include <cstdint>
#include <string_view>

namespace unspin::extract {

enum class Tag : std::uint8_t {
  Other,
  Text,  // Text: not an element, a piece of text
  A,
  Abbr,
  Address,
  Article,
  Aside,
  Audio,
  B,
  Blockquote,
  Body,
  Br,
  Button,
  Canvas,
  Caption,
  Center,
  Code,
  Dd,
  Details,
  Dialog,
  Dir,
  Div,
  Dl,
  Dt,
  Em,
  Embed,
  Fieldset,
  Figcaption,
  Figure,
  Font,
  Footer,
  Form,
  Frameset,
  H1,
  H2,
  H3,
  H4,
  H5,
  H6,
  Head,
  Header,
  Hgroup,
  Hr,
  Html,
  I,
  Iframe,
  Img,
  Input,
  Label,
  Legend,
  Li,
  Link,
  Main,
  Map,
  Menu,
  Meta,
  Nav,
  Noframes,
  Noscript,
  Object,
  Ol,
  Optgroup,
  Option,
  P,
  Picture,
  Pre,
  Section,
  Select,
  Small,
  Span,
  Strong,
  Sub,
  Summary,
  Sup,
  Table,
  Tbody,
  Td,
  Template,
  Textarea,
  Tfoot,
  Th,
  Thead,
  Time,
  Title,
  Tr,
  Ul,
  Video
};

/// The tag of an element's name in lower case. O(1).
[[nodiscard]] Tag tag_of(std::string_view name) noexcept;

/// Whether its text stands apart from what is before and behind it.
[[nodiscard]] bool is_block(Tag tag) noexcept;
/// Whether it holds a piece of running text, not a part of a page: a paragraph, a heading, a list item.
[[nodiscard]] bool holds_only_text(Tag tag) noexcept;
/// Whether it never holds text of a page: controls, embedded things, navigation.
[[nodiscard]] bool never_text(Tag tag) noexcept;
[[nodiscard]] constexpr bool is_heading(Tag tag) noexcept { return tag >= Tag::H1 && tag <= Tag::H6; }

}  // namespace unspin::extract
