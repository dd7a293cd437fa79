// Clauses: a sentence cut at , ; : ( ) - and at joining words, at least four words each.

#include "engine/text/prose_parts.h"

namespace unspin::text::internal {
namespace {

constexpr std::uint32_t kFewestWords = 4;

bool cuts(char sign) { return sign == ',' || sign == ';' || sign == ':' || sign == '(' || sign == ')' || sign == '-'; }

}  // namespace

void find_clauses(Draft& draft) {
  Prose& prose = draft.prose;
  for (std::uint32_t s = 0; s < prose.sentences.size(); ++s) {
    const Unit sentence = prose.sentences[s];
    const std::size_t first_of_sentence = prose.clauses.size();
    std::uint32_t first = sentence.first;
    std::uint32_t words = 0;
    const auto cut = [&](std::uint32_t at) {
      prose.clauses.push_back({first, at, {}});
      first = at;
      words = 0;
    };
    for (std::uint32_t i = sentence.first; i < sentence.last; ++i) {
      if (prose.tokens[i].mark) {
        if (words >= kFewestWords && cuts(prose.tokens[i].sign)) cut(i + 1);
        continue;
      }
      const bool joining =
          draft.traits[i].kind == Trait::Kind::Word && draft.lexicon[draft.traits[i].facts].opens_clause;
      if (joining && words >= kFewestWords) cut(i);
      ++words;
    }
    const bool has_more = prose.clauses.size() > first_of_sentence;
    if (has_more && words < kFewestWords)
      prose.clauses.back().last = sentence.last;
    else
      prose.clauses.push_back({first, sentence.last, {}});
    prose.sentence_of_clause.resize(prose.clauses.size(), s);
  }
}

}  // namespace unspin::text::internal
