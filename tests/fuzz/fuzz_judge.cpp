// Any bytes as two texts, split at the first zero byte, judged with the built-in model: passages lie inside the texts
// and apart, shares are shares, and a used judge says what a fresh one says.

#include <algorithm>
#include <cmath>

#include "engine/shingle/shingles.h"
#include "engine/text/words.h"
#include "engine/verify/judge.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;

const verify::RewriteModel& model() {
  static const Result<verify::RewriteModel> built_in = verify::RewriteModel::built_in();
  UNSPIN_MUST(built_in.has_value(), "the built-in model loads");
  return *built_in;
}

struct Prepared {
  Document document;
  verify::Article article;
  std::vector<std::uint64_t> shingles;

  Prepared(std::string_view text, verify::ArticleReader& reader)
      : document{text, {}, {}, {}}, article(reader.read(text)) {
    text::WordHasher words;
    std::vector<std::uint64_t> scratch;
    shingle::shingles_of(words(text), shingles);
    shingle::make_set(shingles, scratch);
  }
  verify::Subject subject() const { return {article, document, shingles}; }
};

bool is_share(double value) { return value >= 0 && value <= 1; }  // false for NaN

void check_apart(std::vector<std::pair<std::uint32_t, std::uint32_t>> spans, std::size_t size) {
  std::sort(spans.begin(), spans.end());
  std::uint32_t end = 0;
  for (const auto& [begin, last] : spans) {
    UNSPIN_MUST(begin >= end && begin < last && last <= size, "passages are apart, not empty and inside the text");
    end = last;
  }
}

void check(const Match& match, std::string_view a, std::string_view b) {
  UNSPIN_MUST(match.probability.has_value() == !match.passages.empty(), "a probability comes with passages");
  for (const double share : {match.probability.value_or(0), match.jaccard, match.containment_a, match.containment_b,
                             match.coverage_a, match.coverage_b})
    UNSPIN_MUST(is_share(share), "shares lie in [0, 1]");
  std::vector<std::pair<std::uint32_t, std::uint32_t>> in_a;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> in_b;
  for (const Passage& p : match.passages) {
    UNSPIN_MUST(is_share(p.similarity), "so do similarities");
    in_a.emplace_back(p.a.begin, p.a.end);
    in_b.emplace_back(p.b.begin, p.b.end);
  }
  UNSPIN_MUST(std::is_sorted(in_a.begin(), in_a.end()), "in the order of a");
  check_apart(in_a, a.size());
  check_apart(in_b, b.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = 20'000;  // bytes: time goes by the product of the texts
  const std::string_view bytes = fuzz::view(data, std::min(size, kMost));
  const std::string a(bytes.substr(0, bytes.find('\0')));
  const std::string b(a.size() < bytes.size() ? bytes.substr(a.size() + 1) : a);
  static verify::ArticleReader reader = model().reader();
  static verify::Judge used(model(), 0.8);
  const Prepared first(a, reader);
  const Prepared second(b, reader);
  const Match match = used(first.subject(), second.subject(), verify::Evidence::Always);
  check(match, a, b);
  const Match if_alike = used(second.subject(), first.subject(), verify::Evidence::IfAlike);
  check(if_alike, b, a);
  if (size % 8 == 0) {
    const Match again = verify::Judge(model(), 0.8)(first.subject(), second.subject(), verify::Evidence::Always);
    UNSPIN_MUST(to_json("a", "b", match) == to_json("a", "b", again), "what went before changes nothing");
  }
  return 0;
}
