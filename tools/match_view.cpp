#include "tools/match_view.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace unspin::tools {
namespace {

constexpr std::size_t kWidth = 100;  // columns
constexpr std::size_t kMostAnchors = 12;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Bytes of the character at the front of `text` that must not reach a terminal: a control character (C0, DEL, C1) or
/// one that turns the direction of writing. 0 for all others.
std::size_t unprintable(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0) return 2;
  const bool mark = byte(0) == 0xE2 && byte(1) == 0x80 && (byte(2) == 0x8E || byte(2) == 0x8F);
  const bool embedding = byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE;
  const bool isolate = byte(0) == 0xE2 && byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
  return mark || embedding || isolate ? 3 : 0;
}

/// Prints `text` word by word within kWidth columns, with `first` in front of the first line and blanks before others.
/// What a hostile page has for the terminal becomes question marks.
void print_wrapped(std::string_view first, std::string_view text) {
  std::string line(first);
  const std::string indent(first.size(), ' ');
  bool empty = true;
  for (std::size_t i = 0; i < text.size();) {
    while (i < text.size() && is_space(text[i])) ++i;
    std::size_t end = i;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (end == i) break;
    if (!empty && line.size() + 1 + end - i > kWidth) {
      fmt::print("{}\n", line);
      line = indent;
      empty = true;
    }
    if (!empty) line += ' ';
    while (i < end) {
      const std::size_t skipped = unprintable(text.substr(i));
      line += skipped > 0 ? '?' : text[i];
      i += std::max<std::size_t>(skipped, 1);
    }
    empty = false;
  }
  fmt::print("{}\n", line);
}

void print_anchors(std::string_view title, const std::vector<std::string>& anchors) {
  if (anchors.empty()) return;
  std::string list;
  for (std::size_t i = 0; i < anchors.size() && i < kMostAnchors; ++i) list += (i == 0 ? "" : ", ") + anchors[i];
  if (anchors.size() > kMostAnchors) list += ", …";
  print_wrapped(title, list);
}

std::string_view cut(std::string_view text, ByteSpan span) { return text.substr(span.begin, span.end - span.begin); }

}  // namespace

void print_match(const Match& match, const std::string& name_a, std::string_view text_a, const std::string& name_b,
                 std::string_view text_b) {
  fmt::print("{}", name_of(match.verdict));
  if (match.probability) fmt::print(", probability {:.2f}", *match.probability);
  fmt::print("\n");
  print_wrapped("  A  ", name_a);
  print_wrapped("  B  ", name_b);
  for (const std::string& reason : match.reasons) print_wrapped("  - ", reason);
  fmt::print("  - likely source: {}\n", match.likely_source == LikelySource::Undecided ? "undecided"
                                        : match.likely_source == LikelySource::A       ? "A"
                                                                                       : "B");
  print_anchors("  in both:   ", match.anchors_shared);
  print_anchors("  only in A: ", match.anchors_only_a);
  print_anchors("  only in B: ", match.anchors_only_b);
  for (std::size_t i = 0; i < match.passages.size(); ++i) {
    const Passage& passage = match.passages[i];
    fmt::print("\n{}. {}, similarity {:.2f}\n", i + 1, name_of(passage.kind), passage.similarity);
    print_wrapped("  A  ", cut(text_a, passage.a));
    print_wrapped("  B  ", cut(text_b, passage.b));
  }
}

}  // namespace unspin::tools
