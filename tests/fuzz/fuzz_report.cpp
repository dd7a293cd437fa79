// Any two texts, ids and passages as a page: there is no tag but those of the template and of the data, and what is
// marked lies in its passage. The input: both texts with FF between; its last bytes are a passage.

#include "engine/report/page.h"
#include "engine/report/utf16.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;

std::size_t count(std::string_view page, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = page.find(what); at != std::string_view::npos; at = page.find(what, at + 1)) ++found;
  return found;
}

ByteSpan some_span(std::string_view text, unsigned first, unsigned second) {
  const auto end = static_cast<std::uint32_t>(text.size());
  const std::uint32_t begin = first % (end + 1);
  return {begin, begin + second % (end - begin + 1)};
}

void check_marks(ByteSpan passage, const std::vector<ByteSpan>& marks) {
  std::uint32_t at = passage.begin;
  for (const ByteSpan& mark : marks) {
    UNSPIN_MUST(at <= mark.begin && mark.begin < mark.end && mark.end <= passage.end,
                "marks in order, in their passage");
    at = mark.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::view(data, size);
  const std::size_t split = std::min(input.find('\xFF'), input.size());
  report::Report shown;
  for (const std::string_view text : {input.substr(0, split), input.substr(split)}) {
    report::Document document;
    document.id = document.url = document.host = text;
    document.text = text;
    document.found = true;
    shown.documents.push_back(std::move(document));
  }
  shown.title = input;
  shown.notes = {std::string(input)};
  shown.run = {{"Run", {{std::string(input), std::string(input)}}}};
  const auto byte = [&](std::size_t from_end) { return from_end < size ? data[size - 1 - from_end] * 7U : 0U; };
  Match match;
  match.reasons = match.anchors_shared = {std::string(input)};
  match.passages = {{some_span(shown.documents[0].text, byte(0), byte(1)),
                     some_span(shown.documents[1].text, byte(2), byte(3)), static_cast<PassageKind>(byte(4) % 3), 0.5}};
  text::ProseReader read;
  const text::Prose prose = read(shown.documents[0].text);
  for (const report::MarkedPassage& marked : report::mark(prose, read(shown.documents[1].text), match.passages)) {
    check_marks(match.passages[0].a, marked.a.marks);
    check_marks(match.passages[0].b, marked.b.marks);
  }
  shown.pairs.push_back({0, 1, std::move(match), {}, std::string(input)});

  std::string page;
  const report::Survey survey(shown, {0, 0});
  const auto written =
      report::write_page(shown, survey, {report::Mode::Compare, {0}, {}}, [&](std::string_view piece) -> Result<void> {
        page += piece;
        return {};
      });
  UNSPIN_MUST(written.has_value(), "a page of anything");
  UNSPIN_MUST(count(page, "<script") == 4 && count(page, "</script") == 4, "index, texts, details and the script");
  UNSPIN_MUST(count(page, "<img") == 0 && count(page, "<!--") == 0, "no tag of the input");
  UNSPIN_MUST(report::well_formed(page) == page, "UTF-8");
  return 0;
}
