#include "engine/text/prose_selection.h"

namespace unspin::text {

void keep_sentences(Prose& prose, const std::vector<bool>& keep) {
  std::vector<Token> tokens;
  std::vector<Unit> sentences;
  std::vector<Unit> clauses;
  std::vector<std::uint32_t> sentence_of_clause;
  std::size_t clause = 0;
  for (std::uint32_t s = 0; s < prose.sentences.size(); ++s) {
    const Unit& sentence = prose.sentences[s];
    const auto moved = static_cast<std::uint32_t>(tokens.size()) - sentence.first;  // modulo 2^32
    if (keep[s]) {
      tokens.insert(tokens.end(), prose.tokens.begin() + sentence.first, prose.tokens.begin() + sentence.last);
      sentences.push_back({sentence.first + moved, sentence.last + moved, sentence.bytes});
    }
    for (; clause < prose.clauses.size() && prose.sentence_of_clause[clause] == s; ++clause) {
      if (!keep[s]) continue;
      const Unit& unit = prose.clauses[clause];
      clauses.push_back({unit.first + moved, unit.last + moved, unit.bytes});
      sentence_of_clause.push_back(static_cast<std::uint32_t>(sentences.size() - 1));
    }
  }
  prose.tokens = std::move(tokens);
  prose.sentences = std::move(sentences);
  prose.clauses = std::move(clauses);
  prose.sentence_of_clause = std::move(sentence_of_clause);
}

}  // namespace unspin::text
