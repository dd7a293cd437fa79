#include "engine/extract/tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <cstring>
#include <mutex>

namespace unspin::extract {
namespace {

// A page of 8 MiB that is nothing but tags: more nodes than any page has.
constexpr std::size_t kMaxNodes = std::size_t{4} << 20;

std::string_view view(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

}  // namespace

std::string_view Tree::attribute(const Node& node, std::string_view name) const noexcept {
  if (node.tag == Tag::Text) return {};
  const std::string_view all(bytes);
  for (std::uint32_t i = node.begin; i < node.begin + node.count; ++i) {
    const Attribute& a = attributes[i];
    if (a.name_size == name.size() && all.substr(a.name, a.name_size) == name) return all.substr(a.value, a.value_size);
  }
  return {};
}

bool Tree::has_attribute(const Node& node, std::string_view name) const noexcept {
  return attribute(node, name).data() != nullptr;
}

void append_collapsed(std::string& out, std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_space(text[at])) {
      while (at < text.size() && is_space(text[at])) ++at;
      if (!out.empty() && out.back() != ' ' && out.back() != '\n') out += ' ';
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    out.append(text, at, end - at);
    at = end;
  }
}

std::string Tree::inner_text(NodeIndex index) const {
  std::string out;
  for (NodeIndex i = index; i < nodes[index].end; ++i) {
    if (nodes[i].tag == Tag::Text) append_collapsed(out, text(nodes[i]));
    if (is_block(nodes[i].tag) || nodes[i].tag == Tag::Br) append_collapsed(out, " ");
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

struct TreeBuilder::State {
  Tree tree;
  std::vector<NodeIndex> open;
  xmlSAXHandler handler{};
  htmlParserCtxtPtr context = nullptr;

  State() {
    static std::once_flag once;
    std::call_once(once, xmlInitParser);
    handler.startElement = &State::start_element;
    handler.endElement = &State::end_element;
    handler.characters = &State::characters;
    handler.cdataBlock = &State::characters;
    handler.ignorableWhitespace = &State::characters;
    context = htmlNewParserCtxt();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (context != nullptr) htmlFreeParserCtxt(context);
  }

  std::uint32_t store(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(tree.bytes.size());
    tree.bytes += text;
    return at;
  }

  static void start_element(void* user, const xmlChar* name, const xmlChar** attributes) {
    State& s = *static_cast<State*>(user);
    if (s.tree.nodes.size() >= kMaxNodes) return xmlStopParser(s.context);
    const auto first = static_cast<std::uint32_t>(s.tree.attributes.size());
    for (; attributes != nullptr && *attributes != nullptr; attributes += 2) {
      const std::string_view key = view(attributes[0]);
      const std::string_view value = attributes[1] == nullptr ? std::string_view() : view(attributes[1]);
      const std::uint32_t key_at = s.store(key);
      const std::uint32_t value_at = s.store(value);
      s.tree.attributes.push_back(
          {key_at, static_cast<std::uint32_t>(key.size()), value_at, static_cast<std::uint32_t>(value.size())});
    }
    const auto index = static_cast<NodeIndex>(s.tree.nodes.size());
    s.tree.nodes.push_back({tag_of(view(name)), s.open.back(), index + 1, first,
                            static_cast<std::uint32_t>(s.tree.attributes.size()) - first});
    s.open.push_back(index);
  }

  static void end_element(void* user, const xmlChar* /*name*/) {
    State& s = *static_cast<State*>(user);
    if (s.open.size() == 1) return;
    s.tree.nodes[s.open.back()].end = static_cast<NodeIndex>(s.tree.nodes.size());
    s.open.pop_back();
  }

  static void characters(void* user, const xmlChar* text, int length) {
    State& s = *static_cast<State*>(user);
    const std::string_view more(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
    Node& last = s.tree.nodes.back();
    if (last.tag == Tag::Text && last.parent == s.open.back() && last.begin + last.count == s.tree.bytes.size()) {
      s.tree.bytes += more;
      last.count += static_cast<std::uint32_t>(length);
      return;
    }
    if (s.tree.nodes.size() >= kMaxNodes) return xmlStopParser(s.context);
    const auto index = static_cast<NodeIndex>(s.tree.nodes.size());
    const std::uint32_t at = s.store(more);
    s.tree.nodes.push_back({Tag::Text, s.open.back(), index + 1, at, static_cast<std::uint32_t>(length)});
  }
};

TreeBuilder::TreeBuilder() : state_(std::make_unique<State>()) {}
TreeBuilder::~TreeBuilder() = default;

Result<const Tree*> TreeBuilder::operator()(std::string_view html) {
  State& s = *state_;
  s.tree.nodes.clear();
  s.tree.attributes.clear();
  s.tree.bytes.clear();
  s.tree.nodes.push_back({Tag::Other, 0, 0, 0, 0});
  s.open.assign(1, 0);
  if (s.context == nullptr) return failure(Error::Code::Internal, "libxml2 gives no parser: out of memory?");
  htmlCtxtReset(s.context);
  // htmlCtxtReadMemory frees the handler it finds only with the context, so it gets a copy.
  std::memcpy(s.context->sax, &s.handler, sizeof s.handler);
  s.context->userData = &s;
  constexpr int kOptions = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                           HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC;
  if (!html.empty()) {
    htmlDocPtr document =
        htmlCtxtReadMemory(s.context, html.data(), static_cast<int>(html.size()), nullptr, "UTF-8", kOptions);
    if (document != nullptr) xmlFreeDoc(document);
  }
  for (const NodeIndex index : s.open) s.tree.nodes[index].end = static_cast<NodeIndex>(s.tree.nodes.size());
  return &s.tree;
}

}  // namespace unspin::extract
