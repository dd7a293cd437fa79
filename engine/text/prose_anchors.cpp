// Stems, names, numbers and quotations.
//
// A capitalised word inside a sentence is a name. One where any word would have a capital (at the beginning of a
// sentence, behind a quotation mark) is a name only if the text never has it in lower case, and has it capitalised
// inside a sentence elsewhere or has another capital follow it here.

#include <string>

#include "engine/text/prose_parts.h"

namespace unspin::text::internal {
namespace {

bool says_nothing(char sign) {
  return sign == '"' || sign == '\'' || sign == '(' || sign == ':' || sign == '.' || sign == '!' || sign == '?';
}

class Marker {
 public:
  explicit Marker(Draft& draft)
      : draft_(draft), lexicon_(draft.lexicon), tokens_(draft.prose.tokens), traits_(draft.traits) {}

  void run() {
    for (const Unit& sentence : draft_.prose.sentences) note_capitals(sentence);
    for (const Unit& sentence : draft_.prose.sentences) mark_words(sentence);
    mark_quotations();
  }

 private:
  WordFacts& base_of(std::uint32_t i) { return lexicon_[lexicon_[traits_[i].facts].base]; }

  /// Is a capital of token i of no meaning?
  bool in_opening_place(std::uint32_t i, bool first_word) const {
    return first_word || says_nothing(tokens_[i - 1].sign);
  }

  void note_capitals(const Unit& sentence) {
    bool first_word = true;
    for (std::uint32_t i = sentence.first; i < sentence.last; ++i) {
      if (traits_[i].kind != Trait::Kind::Word) continue;
      if (!traits_[i].capital)
        base_of(i).lower_in = lexicon_.text();
      else if (!in_opening_place(i, first_word))
        base_of(i).capital_in = lexicon_.text();
      first_word = false;
    }
  }

  void mark_words(const Unit& sentence) {
    bool first_word = true;
    for (std::uint32_t i = sentence.first; i < sentence.last; ++i) {
      if (traits_[i].kind != Trait::Kind::Word) continue;
      const WordFacts& word = base_of(i);
      Token& token = tokens_[i];
      token.stem = word.stem;
      if (traits_[i].compound)
        set_number_word(token, number_anchor(std::to_string(traits_[i].value)), false);
      else if (word.number != 0)
        set_number_word(token, word.number, word.value >= 0 && word.value <= 9);
      else if (traits_[i].capital && !word.stop && is_name(i, word, first_word, sentence.last))
        token.anchor = word.name;
      first_word = false;
    }
  }

  static void set_number_word(Token& token, std::uint64_t anchor, bool digit) {
    token.anchor = anchor;
    token.number = true;
    token.digit = digit;
  }

  bool is_name(std::uint32_t i, const WordFacts& word, bool first_word, std::uint32_t last) {
    const bool elsewhere = word.capital_in == lexicon_.text();
    if (!in_opening_place(i, first_word)) return elsewhere;
    if (word.lower_in == lexicon_.text()) return false;
    return elsewhere || traits_[i].all_capitals || (more_than_a_letter(i) && capital_follows(i + 1, last));
  }

  bool more_than_a_letter(std::uint32_t i) const { return tokens_[i].plain.end - tokens_[i].plain.begin > 1; }

  bool capital_follows(std::uint32_t i, std::uint32_t last) {
    return i < last && traits_[i].capital && !lexicon_[traits_[i].facts].stop;
  }

  /// A quotation ends with its paragraph if nothing else ends it.
  void mark_quotations() {
    bool quoted = false;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (traits_[i].paragraph_before) quoted = false;
      if (tokens_[i].sign == '"')
        quoted = !quoted;
      else
        tokens_[i].quoted = quoted;
    }
  }

  Draft& draft_;
  Lexicon& lexicon_;
  std::vector<Token>& tokens_;
  std::vector<Trait>& traits_;
};

}  // namespace

void mark_tokens(Draft& draft) { Marker(draft).run(); }

}  // namespace unspin::text::internal
