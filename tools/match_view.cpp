#include "tools/match_view.h"

#include <cstdio>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace unspin::tools {
namespace {

constexpr std::size_t kWidth = 100;  // columns
constexpr std::size_t kMostAnchors = 12;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Prints `text` word by word within kWidth columns, with `first` in front of the first line and blanks before others.
/// Control characters of a hostile page do not reach the terminal.
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
    for (; i < end; ++i) line += static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7F ? '?' : text[i];
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
