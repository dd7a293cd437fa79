#include "engine/text/prose.h"

#include "engine/text/prose_parts.h"

namespace unspin::text {
namespace {

void set_bytes(std::vector<Unit>& units, const std::vector<Token>& tokens) {
  for (Unit& unit : units) unit.bytes = {tokens[unit.first].bytes.begin, tokens[unit.last - 1].bytes.end};
}

void clear(Prose& prose) {
  prose.plain.clear();
  prose.tokens.clear();
  prose.sentences.clear();
  prose.clauses.clear();
  prose.sentence_of_clause.clear();
  prose.hidden_characters = 0;
  prose.lookalike_letters = 0;
}

}  // namespace

class ProseReader::State {
 public:
  Prose prose;
  Lexicon lexicon;
  std::vector<internal::Trait> traits;
};

ProseReader::ProseReader() : state_(std::make_unique<State>()) {}
ProseReader::ProseReader(ProseReader&&) noexcept = default;
ProseReader& ProseReader::operator=(ProseReader&&) noexcept = default;
ProseReader::~ProseReader() = default;

const Prose& ProseReader::operator()(std::string_view utf8) {
  read(utf8, state_->prose);
  return state_->prose;
}

void ProseReader::read(std::string_view utf8, Prose& prose) {
  clear(prose);
  state_->traits.clear();
  state_->lexicon.begin_text();
  internal::Draft draft{utf8, prose, state_->lexicon, state_->traits};
  internal::scan(draft);
  internal::find_sentences(draft);
  internal::merge_numbers(draft);
  internal::mark_tokens(draft);
  internal::find_clauses(draft);
  set_bytes(prose.sentences, prose.tokens);
  set_bytes(prose.clauses, prose.tokens);
}

}  // namespace unspin::text
