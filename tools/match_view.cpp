#include "tools/match_view.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <fmt/format.h>

#include <unspin/report.h>

#include "tools/terminal.h"

namespace unspin::tools {
namespace {

constexpr std::size_t kMostAnchors = 12;
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kReset = "\x1b[0m";

/// Differing words are underlined as well: they are what an edited passage is about.
std::string_view strong_of(PassageKind kind) { return kind == PassageKind::Edited ? "\x1b[1;4m" : kBold; }

std::string_view colour_of(PassageKind kind) {
  switch (kind) {
    case PassageKind::Identical: return "\x1b[1;34m";
    case PassageKind::Edited: return "\x1b[1;33m";
    case PassageKind::Paraphrased: break;
  }
  return "\x1b[1;35m";
}

class MatchView {
 public:
  explicit MatchView(Terminal terminal) : terminal_(terminal) {}

  /// `first` in front of the first line and blanks before the others.
  void print_wrapped(std::string_view first, std::string_view text) const {
    const Piece piece{text};
    std::string_view front = first;
    const std::string blanks(first.size(), ' ');
    for (const Line& line : wrap({&piece, 1}, terminal_.columns - first.size(), "")) {
      fmt::print("{}{}\n", front, line.text);
      front = blanks;
    }
  }

  void print_verdict(const Match& match) const {
    fmt::print("{}", styled(kBold, name_of(match.verdict)));
    if (match.probability) fmt::print(", probability {:.2f}", *match.probability);
    fmt::print("\n");
  }

  void print_anchors(std::string_view title, const std::vector<std::string>& anchors) const {
    if (anchors.empty()) return;
    std::string list;
    for (std::size_t i = 0; i < anchors.size() && i < kMostAnchors; ++i) list += (i == 0 ? "" : ", ") + anchors[i];
    if (anchors.size() > kMostAnchors) list += ", …";
    print_wrapped(title, list);
  }

  void print_passage(std::size_t number, const Passage& passage, const std::vector<Piece>& a,
                     const std::vector<Piece>& b) const {
    fmt::print("\n{}, similarity {:.2f}\n",
               styled(colour_of(passage.kind), fmt::format("{}. {}", number, name_of(passage.kind))),
               passage.similarity);
    const std::size_t columns = (terminal_.columns - std::string_view("  A  |  B  ").size()) / 2;
    const std::string_view strong = terminal_.colour ? strong_of(passage.kind) : "";
    const auto left = wrap(a, columns, strong);
    const auto right = wrap(b, columns, strong);
    const Line none;
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
      const Line& l = i < left.size() ? left[i] : none;
      const Line& r = i < right.size() ? right[i] : none;
      fmt::print("  {}  {}{} │{}{}\n", i == 0 ? "A" : " ", l.text, std::string(columns - l.columns, ' '),
                 r.text.empty() ? ""
                 : i == 0       ? " B  "
                                : "    ",
                 r.text);
    }
  }

 private:
  std::string styled(std::string_view style, std::string_view text) const {
    return terminal_.colour ? fmt::format("{}{}{}", style, text, kReset) : std::string(text);
  }

  Terminal terminal_;
};

/// The text of a passage, what is marked in it apart from what is not.
std::vector<Piece> pieces_of(std::string_view text, ByteSpan span, const std::vector<ByteSpan>& marks) {
  std::vector<Piece> pieces;
  std::uint32_t at = span.begin;
  for (const ByteSpan& mark : marks) {
    pieces.push_back({text.substr(at, mark.begin - at)});
    pieces.push_back({text.substr(mark.begin, mark.end - mark.begin), true});
    at = mark.end;
  }
  pieces.push_back({text.substr(at, span.end - at)});
  return pieces;
}

std::string_view name_of_source(LikelySource source) {
  return source == LikelySource::Undecided ? "undecided" : source == LikelySource::A ? "A" : "B";
}

}  // namespace

void print_match(const Match& match, const std::string& name_a, std::string_view text_a, const std::string& name_b,
                 std::string_view text_b) {
  const MatchView view(standard_output());
  view.print_verdict(match);
  view.print_wrapped("  A  ", name_a);
  view.print_wrapped("  B  ", name_b);
  for (const std::string& reason : match.reasons) view.print_wrapped("  - ", reason);
  fmt::print("  - likely source: {}\n", name_of_source(match.likely_source));
  view.print_anchors("  in both:   ", match.anchors_shared);
  view.print_anchors("  only in A: ", match.anchors_only_a);
  view.print_anchors("  only in B: ", match.anchors_only_b);
  const auto marks = mark_passages(match, text_a, text_b);
  for (std::size_t i = 0; i < match.passages.size(); ++i) {
    const Passage& passage = match.passages[i];
    view.print_passage(i + 1, passage, pieces_of(text_a, passage.a, marks[i].a),
                       pieces_of(text_b, passage.b, marks[i].b));
  }
}

}  // namespace unspin::tools
