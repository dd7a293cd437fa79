// Sentences: by paragraph, then behind . ! ? (and a closing mark) where white space and the beginning of something
// follow. Abbreviations do not end one. A piece of under four words joins the sentence before it.

#include <algorithm>
#include <array>

#include "engine/text/prose_parts.h"

namespace unspin::text::internal {
namespace {

constexpr std::uint32_t kFewWords = 4;
constexpr std::uint32_t kManyWords = 40;  // a sentence that long takes in nothing more

// Words that a full stop abbreviates and that a capital often follows. Single capitals do not end a sentence, either.
constexpr std::array<std::string_view, 20> kAbbreviations = {"Mr",   "Mrs", "Ms",   "Dr",   "St",  "No",  "vs",
                                                             "Inc",  "Ltd", "Co",   "Corp", "Sen", "Gov", "Gen",
                                                             "Prof", "Lt",  "Capt", "Sgt",  "Rev", "Jr"};

bool ends_sentence(const Token& token) { return token.sign == '.' || token.sign == '!' || token.sign == '?'; }
bool closes(const Token& token) {
  return token.sign == '"' || token.sign == '\'' || token.sign == ')' || token.sign == ']';
}
bool opens(const Token& token) { return token.sign == '"' || token.sign == '\'' || token.sign == '('; }

class SentenceFinder {
 public:
  explicit SentenceFinder(Draft& draft) : draft_(draft), tokens_(draft.prose.tokens), traits_(draft.traits) {}

  void run() {
    const auto count = static_cast<std::uint32_t>(tokens_.size());
    std::uint32_t first = 0;
    for (std::uint32_t i = 1; i <= count; ++i) {
      if (i < count && !boundary(i)) continue;
      add(first, i);
      first = i;
    }
  }

 private:
  /// Does a sentence begin with token i?
  bool boundary(std::uint32_t i) const {
    if (traits_[i].paragraph_before) return true;
    std::uint32_t end = i - 1;  // the mark that ends it
    if (closes(tokens_[end]) && end > 0 && !traits_[end].gap_before && !traits_[end].paragraph_before) --end;
    if (!ends_sentence(tokens_[end])) return false;
    if (traits_[end].wide_end) {
      if (end != i - 1 && wide_opening(i - 1)) return false;  // it began there
      if (!ends_sentence(tokens_[i]) && (!closes(tokens_[i]) || wide_opening(i))) return true;
    }
    if (!traits_[i].gap_before || !begins(i)) return false;
    return end != i - 1 || !abbreviation(end);
  }

  /// May a sentence begin so? Where there are capitals, not with a small letter.
  bool begins(std::uint32_t i) const {
    if (traits_[i].kind == Trait::Kind::Mark) return opens(tokens_[i]);
    return !traits_[i].lower;
  }

  /// A mark that only ever opens, where one that closes would be the sentence's own.
  bool wide_opening(std::uint32_t i) const {
    const std::string_view form = bytes_of(i);
    return form == "\u300C" || form == "\u300E" || form == "\u201C";
  }

  std::string_view bytes_of(std::uint32_t i) const {
    const Span bytes = tokens_[i].bytes;
    return draft_.text.substr(bytes.begin, bytes.end - bytes.begin);
  }

  bool abbreviation(std::uint32_t stop) const {
    if (stop == 0 || tokens_[stop].sign != '.' || traits_[stop].gap_before || traits_[stop].paragraph_before)
      return false;
    const std::uint32_t word = stop - 1;
    if (traits_[word].kind != Trait::Kind::Word) return false;
    const bool behind_digits = word > 0 && traits_[word - 1].kind == Trait::Kind::Number && !traits_[word].gap_before &&
                               !traits_[word].paragraph_before;
    if (behind_digits) return false;  // "in 3D."
    const std::string_view form = bytes_of(word);
    if (form.size() == 1) return traits_[word].capital;
    return form.size() <= 4 && std::find(kAbbreviations.begin(), kAbbreviations.end(), form) != kAbbreviations.end();
  }

  void add(std::uint32_t first, std::uint32_t last) {
    std::uint32_t words = 0;
    for (std::uint32_t i = first; i < last; ++i) words += traits_[i].letters;
    auto& sentences = draft_.prose.sentences;
    if (!sentences.empty() && words < kFewWords && words_ < kManyWords) {
      sentences.back().last = last;
      words_ += words;
      return;
    }
    sentences.push_back({first, last, {}});
    words_ = words;
  }

  Draft& draft_;
  const std::vector<Token>& tokens_;
  const std::vector<Trait>& traits_;
  std::uint32_t words_ = 0;  // of the last sentence
};

}  // namespace

void find_sentences(Draft& draft) { SentenceFinder(draft).run(); }

}  // namespace unspin::text::internal
