// Any bytes through the tokenizer: where a text lies in memory and what stands around it changes nothing; a text twice
// has its tokens twice, also over the edge of a window; and valid UTF-8 has the tokens of its case-folded form.

#include <algorithm>

#include <simdjson.h>

#include "engine/text/code_points.h"
#include "engine/text/words.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;
using Tokens = std::vector<std::uint64_t>;

constexpr std::size_t kMoreThanAWindow = (std::size_t{1} << 14) + 200;

Tokens tokens_of(std::string_view text) {
  static text::WordHasher hasher;
  const auto words = hasher(text);
  return {words.begin(), words.end()};
}

void check_repeated(std::string_view text, const Tokens& tokens, std::size_t times) {
  std::string many;
  for (std::size_t i = 0; i < times; ++i) many.append(text).append(" ");
  const Tokens all = tokens_of(many);
  UNSPIN_MUST(all.size() == times * tokens.size(), "a text n times has its tokens n times");
  for (std::size_t i = 0; i < all.size(); ++i) UNSPIN_MUST(all[i] == tokens[i % tokens.size()], "the same ones");
}

void check_masks(std::string_view text) {
  char block[64] = {};
  std::copy_n(text.data(), std::min(text.size(), sizeof block), block);
  UNSPIN_MUST(text::internal::run_mask(block) == text::internal::run_mask_portable(block), "both masks agree");
}

void check_folding(std::string text) {
  // Three ASCII symbols compose with U+0338 into one that is still a symbol. The tokenizer does not look across the
  // edge of a run: it keeps the stroke.
  std::replace_if(text.begin(), text.end(), [](char c) { return c == '<' || c == '=' || c == '>'; }, ' ');
  const std::string folded = text::fold(text);
  UNSPIN_MUST(simdjson::validate_utf8(folded.data(), folded.size()), "folding gives UTF-8");
  UNSPIN_MUST(text::fold(folded) == folded, "folding twice is folding once");
  UNSPIN_MUST(tokens_of(text) == tokens_of(folded), "tokens are those of the folded text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::view(data, size));
  const Tokens tokens = tokens_of(text);
  UNSPIN_MUST(tokens.size() <= size + 64 * size, "tokens are not made of nothing");
  check_masks(text);
  check_repeated(text, tokens, 2);
  if (size % 4 == 0 && size > 0) check_repeated(text, tokens, kMoreThanAWindow / size + 1);
  for (const std::size_t before : {std::size_t{1}, std::size_t{13}, std::size_t{63}})
    UNSPIN_MUST(tokens_of(std::string(before, ' ') + text) == tokens, "alignment changes nothing");
  UNSPIN_MUST(tokens_of(text + std::string(70, '\n')) == tokens, "what follows changes nothing");
  if (simdjson::validate_utf8(text.data(), text.size())) check_folding(text);
  return 0;
}
