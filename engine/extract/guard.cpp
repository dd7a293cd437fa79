#include "engine/extract/guard.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "engine/extract/tags.h"
#include "engine/extract/utf8.h"

namespace unspin::extract {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kLongestName = 32;  // of an element or attribute; longer ones are cut

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// A name in lower case, cut to kLongestName.
class Name {
 public:
  explicit Name(std::string_view text) : size_(clip(text, kLongestName).size()) {
    std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size_), letters_.begin(), lower);
  }
  operator std::string_view() const { return {letters_.data(), size_}; }

 private:
  std::array<char, kLongestName> letters_{};
  std::size_t size_;
};

// Attributes that a rule reads, and how much of their value.
struct Kept {
  std::string_view name;
  std::size_t bytes;
};
constexpr std::array kKept{
    Kept{"class", 512},    Kept{"id", 128},          Kept{"role", 32},           Kept{"hidden", 16},
    Kept{"style", 256},    Kept{"href", 1024},       Kept{"itemprop", 64},       Kept{"property", 64},
    Kept{"name", 64},      Kept{"content", 2048},    Kept{"datetime", 64},       Kept{"rel", 64},
    Kept{"itemtype", 128}, Kept{"aria-hidden", 8},   Kept{"lang", 32},           Kept{"type", 64},
    Kept{"title", 128},    Kept{"data-testid", 128}, Kept{"data-component", 128}};

std::optional<std::size_t> kept_attribute(std::string_view name) {
  for (std::size_t i = 0; i < kKept.size(); ++i) {
    if (kKept[i].name == name) return i;
  }
  return std::nullopt;
}

/// Elements without an end.
bool is_void(std::string_view name) {
  static constexpr std::array<std::string_view, 17> kVoid{"area",  "base",  "basefont", "br",    "col",    "embed",
                                                          "frame", "hr",    "img",      "input", "keygen", "link",
                                                          "meta",  "param", "source",   "track", "wbr"};
  return std::find(kVoid.begin(), kVoid.end(), name) != kVoid.end();
}

/// Elements whose contents are skipped up to the end tag: what is in them is no text of the page.
bool is_skipped(std::string_view name) {
  return name == "script" || name == "style" || name == "svg" || name == "noembed" || name == "textarea";
}

/// Whether a start tag ends an element that is open: what HTML leaves out.
bool ends_open(Tag start, Tag open) {
  switch (start) {
    case Tag::P: return open == Tag::P;
    case Tag::Li: return open == Tag::Li || open == Tag::P;
    case Tag::Dt:
    case Tag::Dd: return open == Tag::Dt || open == Tag::Dd || open == Tag::P;
    case Tag::Td:
    case Tag::Th: return open == Tag::Td || open == Tag::Th || open == Tag::P;
    case Tag::Tr: return open == Tag::Td || open == Tag::Th || open == Tag::Tr || open == Tag::P;
    case Tag::Option: return open == Tag::Option;
    case Tag::A: return open == Tag::A;
    default: return open == Tag::P && is_block(start);
  }
}

/// Elements that HTML 4 did not have: libxml2 does not know that they end a paragraph.
bool is_new(Tag tag) {
  return tag == Tag::Article || tag == Tag::Aside || tag == Tag::Details || tag == Tag::Dialog ||
         tag == Tag::Figcaption || tag == Tag::Figure || tag == Tag::Footer || tag == Tag::Header ||
         tag == Tag::Hgroup || tag == Tag::Main || tag == Tag::Nav || tag == Tag::Section || tag == Tag::Summary;
}

std::uint16_t key_of(std::string_view name) {
  std::uint32_t h = 2166136261U;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<std::uint16_t>(h ^ (h >> 16));
}

struct Open {
  std::uint16_t key;
  Tag tag;
};

}  // namespace

struct Guard::State {
  std::string out;
  std::vector<Open> open;
  std::vector<std::uint32_t> open_count = std::vector<std::uint32_t>(1 << 16);

  std::string_view page;
  Guarded result;
  // Searches that found nothing up to the end of the page find nothing later: without this memory they would be
  // repeated for every tag.
  std::vector<std::string> never_ended;
  bool comments_end = true;
  bool quotes_end[2] = {true, true};

  std::size_t find_end_tag(std::string_view name, std::size_t from) {
    if (std::find(never_ended.begin(), never_ended.end(), name) != never_ended.end()) return kNowhere;
    for (std::size_t at = from; (at = page.find("</", at)) != kNowhere; at += 2) {
      const std::string_view found = page.substr(at + 2, name.size());
      if (found.size() == name.size() && Name(found) == name) return at;
    }
    never_ended.emplace_back(name);
    return kNowhere;
  }

  std::size_t skip_comment(std::size_t at) {
    if (comments_end) {
      const std::size_t end = page.find("-->", at + 2);
      if (end != kNowhere) return end + 3;
      comments_end = false;
    }
    return skip_past_bracket(at);
  }

  std::size_t skip_past_bracket(std::size_t at) const {
    const std::size_t end = page.find('>', at);
    return end == kNowhere ? page.size() : end + 1;
  }

  /// The attributes from `at` up to the tag's end: those kept are written when `write`; returns where the tag ends.
  std::size_t attributes(std::size_t at, bool write, std::string_view& type) {
    std::uint32_t seen = 0;
    const std::size_t begin = at;
    while (at < page.size() && page[at] != '>') {
      if (is_space(page[at]) || page[at] == '/') {
        ++at;
        continue;
      }
      const std::size_t name_begin = at;
      ++at;  // a first "=" is part of the name
      while (at < page.size() && !is_space(page[at]) && page[at] != '/' && page[at] != '>' && page[at] != '=') ++at;
      const std::string_view name = page.substr(name_begin, at - name_begin);
      while (at < page.size() && is_space(page[at])) ++at;
      std::string_view value;
      if (at < page.size() && page[at] == '=') {
        at = value_end(at + 1, value);
        if (at == kNowhere) return skip_past_bracket(name_begin);
      }
      if (!write) continue;
      if (at - begin > kMaxTagBytes) {
        result.cut |= at < page.size() && page[at] != '>';
        continue;
      }
      const auto kept = kept_attribute(Name(name));
      if (!kept || (seen & (1U << *kept)) != 0) continue;
      seen |= 1U << *kept;
      write_attribute(kKept[*kept], value);
      if (kKept[*kept].name == "type") type = value;
    }
    return at < page.size() ? at + 1 : at;
  }

  /// Where the value that begins behind "=" ends; kNowhere when its quote is never closed.
  std::size_t value_end(std::size_t at, std::string_view& value) {
    while (at < page.size() && is_space(page[at])) ++at;
    if (at == page.size()) return at;
    const char quote = page[at];
    if (quote == '"' || quote == '\'') {
      bool& ends = quotes_end[quote == '"' ? 0 : 1];
      const std::size_t end = ends ? page.find(quote, at + 1) : kNowhere;
      ends = end != kNowhere;
      if (!ends) return kNowhere;
      value = page.substr(at + 1, end - at - 1);
      return end + 1;
    }
    const std::size_t begin = at;
    while (at < page.size() && !is_space(page[at]) && page[at] != '>') ++at;
    value = page.substr(begin, at - begin);
    return at;
  }

  void write_attribute(const Kept& kept, std::string_view value) {
    value = clip(value, kept.bytes);
    out += ' ';
    out += kept.name;
    out += "=\"";
    // An unquoted or single-quoted value may hold the quote that ours ends with.
    for (std::size_t quote = 0; (quote = value.find('"')) != kNowhere; value.remove_prefix(quote + 1)) {
      out += value.substr(0, quote);
      out += '\'';
    }
    out += value;
    out += '"';
  }

  void pop() {
    --open_count[open.back().key];
    open.pop_back();
  }

  std::size_t start_tag(std::size_t at) {
    std::size_t name_end = at + 1;
    while (name_end < page.size() && !is_space(page[name_end]) && page[name_end] != '>' && page[name_end] != '/')
      ++name_end;
    const Name name(page.substr(at + 1, name_end - at - 1));
    const Tag tag = tag_of(name);
    if (is_skipped(name)) return skipped_element(name, name_end);
    const bool ends_itself = is_void(name);
    while (!open.empty() && ends_open(tag, open.back().tag)) {
      if (is_new(tag)) out += "</p>";
      pop();
    }
    const bool write = ends_itself || open.size() < kMaxDepth;
    if (write) {
      out += '<';
      out += name;
    }
    std::string_view type;
    const std::size_t end = attributes(name_end, write, type);
    if (!write) {
      result.cut = true;
      out += ' ';
      return end;
    }
    out += '>';
    if (!ends_itself) {
      open.push_back({key_of(name), tag});
      ++open_count[open.back().key];
    }
    return end;
  }

  std::size_t end_tag(std::size_t at) {
    std::size_t name_end = at + 2;
    while (name_end < page.size() && !is_space(page[name_end]) && page[name_end] != '>' && page[name_end] != '/')
      ++name_end;
    const Name name(page.substr(at + 2, name_end - at - 2));
    const std::uint16_t key = key_of(name);
    const std::size_t end = skip_past_bracket(name_end);
    if (std::string_view(name) == "br") out += "<br>";  // as browsers have it
    if (open_count[key] == 0) {
      out += ' ';
      return end;
    }
    while (open.back().key != key) pop();
    pop();
    out += "</";
    out += name;
    out += '>';
    return end;
  }

  std::size_t skipped_element(std::string_view name, std::size_t name_end) {
    std::string_view type;
    const std::size_t length = out.size();
    const std::size_t begin = attributes(name_end, true, type);
    out.resize(length);
    if (begin >= 2 && page[begin - 1] == '>' && page[begin - 2] == '/' && name == "svg") return begin;
    const std::size_t end = find_end_tag(name, begin);
    if (end == kNowhere) return begin;
    if (name == "script" && type.find("ld+json") != kNowhere) result.json_ld.push_back(page.substr(begin, end - begin));
    out += ' ';
    return skip_past_bracket(end);
  }

  std::size_t markup(std::size_t at) {
    if (at + 1 >= page.size()) return text(at);
    const char next = page[at + 1];
    if (is_letter(next)) return start_tag(at);
    if (next == '!' && page.substr(at, 4) == "<!--") return skip_comment(at);
    if (next == '!' && page.substr(at, 9) == "<![CDATA[") return at + 9;  // its contents are text of XHTML pages
    if (next == '!' || next == '?') return skip_past_bracket(at);
    if (next != '/') return text(at);
    return at + 2 < page.size() && is_letter(page[at + 2]) ? end_tag(at) : skip_past_bracket(at);
  }

  /// A "<" that begins no tag.
  std::size_t text(std::size_t at) {
    out += "&lt;";
    return at + 1;
  }

  void scan() {
    std::size_t at = 0;
    while (at < page.size()) {
      const auto* const found = static_cast<const char*>(std::memchr(page.data() + at, '<', page.size() - at));
      const std::size_t begin = found == nullptr ? page.size() : static_cast<std::size_t>(found - page.data());
      out.append(page, at, begin - at);
      at = begin == page.size() ? begin : markup(begin);
    }
  }
};

Guard::Guard() : state_(std::make_unique<State>()) {}
Guard::~Guard() = default;

Guarded Guard::operator()(std::string_view utf8) {
  State& s = *state_;
  s.out.clear();
  while (!s.open.empty()) s.pop();
  s.page = utf8;
  s.result = {};
  s.never_ended.clear();
  s.comments_end = true;
  s.quotes_end[0] = s.quotes_end[1] = true;
  s.scan();
  s.result.html = s.out;
  return std::move(s.result);
}

}  // namespace unspin::extract
