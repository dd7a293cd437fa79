// Bytes → tokens. Words of ASCII letters, nearly all of news, are read byte by byte; words with any other letter go
// character by character, through compatibility folding.

#include <algorithm>
#include <array>
#include <string>

#include "engine/text/code_points.h"
#include "engine/text/prose_characters.h"
#include "engine/text/prose_parts.h"
#include "engine/text/unicode.h"
#include "engine/text/words.h"

namespace unspin::text::internal {
namespace {

enum class Byte : std::uint8_t { Gap, Break, Letter, Digit, Mark, Other };

constexpr auto kBytes = [] {
  std::array<Byte, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    Byte& known = classes[static_cast<std::size_t>(c)];
    if (c >= 0x80)
      known = Byte::Other;
    else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
      known = Byte::Letter;
    else if (c >= '0' && c <= '9')
      known = Byte::Digit;
    else if (c == '\n' || c == '\f')
      known = Byte::Break;
    else if (c <= ' ' || c == 0x7F)
      known = Byte::Gap;
    else
      known = Byte::Mark;
  }
  return classes;
}();

constexpr std::string_view kCurlyApostrophe = "\u2019";

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D; }
bool is_variation_selector(char32_t c) { return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF); }

class Scanner {
 public:
  explicit Scanner(Draft& draft)
      : draft_(draft), prose_(draft.prose), begin_(draft.text.data()), at_(begin_), end_(begin_ + draft.text.size()) {}

  void run() {
    while (at_ < end_) {
      switch (kBytes[static_cast<unsigned char>(*at_)]) {
        case Byte::Gap: ++at_, gap_ = true; break;
        case Byte::Break: ++at_, gap_ = paragraph_ = true; break;
        case Byte::Letter: add_word(); break;
        case Byte::Digit: add_number(); break;
        case Byte::Mark: add_mark(at_ + 1, *at_, false); break;
        case Byte::Other: add_other(); break;
      }
    }
  }

 private:
  std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - begin_); }

  Trait& add_token(const char* from, Span plain, Trait::Kind kind) {
    Token token{};
    token.bytes = {offset(from), offset(at_)};
    token.plain = plain;
    token.mark = kind == Trait::Kind::Mark;
    prose_.tokens.push_back(token);
    Trait& trait = draft_.traits.emplace_back();
    trait.kind = kind;
    trait.gap_before = gap_;
    trait.paragraph_before = paragraph_ || prose_.tokens.size() == 1;
    gap_ = paragraph_ = false;
    return trait;
  }

  // --- words

  void add_word() {
    const char* const from = at_;
    std::string& plain = prose_.plain;
    const std::size_t plain_begin = plain.size();
    bool all_capitals = true;
    const char* c = from;
    for (; c < end_ && kBytes[static_cast<unsigned char>(*c)] == Byte::Letter; ++c) all_capitals &= !is_small(*c);
    if (c < end_ && kBytes[static_cast<unsigned char>(*c)] == Byte::Other && continues_word(c)) return add_any_word();
    plain.append(from, c);
    for (std::size_t i = plain_begin; i < plain.size(); ++i) plain[i] = static_cast<char>(plain[i] | 0x20);
    all_capitals &= c - from > 1;
    at_ = c;
    add_tail(all_capitals);
    const bool capital = !is_small(*from);
    end_word(from, plain_begin, capital, all_capitals, !capital);
  }

  /// A letter outside ASCII, or something hidden, follows.
  bool continues_word(const char* c) const {
    const Glyph glyph = character(decode(c, end_)).glyph;
    return glyph == Glyph::Letter || glyph == Glyph::Hidden;
  }

  /// An apostrophe and small ASCII letters: "don't", "Smith's".
  void add_tail(bool& all_capitals) {
    const char* c = at_;
    if (c < end_ && *c == '\'')
      c += 1;
    else if (std::string_view(c, end_).starts_with(kCurlyApostrophe))
      c += kCurlyApostrophe.size();
    else
      return;
    const char* const letters = c;
    while (c < end_ && is_small(*c)) ++c;
    if (c == letters) return;
    prose_.plain += '\'';
    prose_.plain.append(letters, c);
    all_capitals = false;
    at_ = c;
  }

  void end_word(const char* from, std::size_t plain_begin, bool capital, bool all_capitals, bool lower) {
    const Span plain{static_cast<std::uint32_t>(plain_begin), static_cast<std::uint32_t>(prose_.plain.size())};
    const std::string_view form(prose_.plain.data() + plain.begin, plain.end - plain.begin);
    const std::uint64_t hash = word_hash(form);
    Trait& trait = add_token(from, plain, Trait::Kind::Word);
    trait.facts = draft_.lexicon.find(form, hash);
    trait.capital = capital;
    trait.all_capitals = all_capitals;
    trait.lower = lower;
    trait.letters = true;
    const WordFacts& facts = draft_.lexicon[trait.facts];
    trait.value = facts.value;
    Token& token = prose_.tokens.back();
    token.word = hash;
    token.function = facts.function;
    prose_.plain += ' ';
  }

  /// A word with letters outside ASCII or hidden characters among them.
  void add_any_word() {
    const char* const from = at_;
    letters_.clear();
    bool latin = false;
    bool foreign = false;
    const char* last = at_;  // behind the last letter: what is hidden behind a word is not its own
    for (const char* c = at_; c < end_;) {
      const char32_t letter = decode(c, end_);
      const Glyph glyph = character(letter).glyph;
      if (glyph == Glyph::Hidden) {
        count_hidden(letter, latin);
        continue;
      }
      if (glyph != Glyph::Letter) break;
      letters_.push_back(letter);
      (is_latin(letter) ? latin : foreign) = true;
      last = c;
    }
    at_ = last;
    skip_hidden();
    const std::size_t plain_begin = prose_.plain.size();
    const Character& first = character(letters_.front());
    bool all_capitals = letters_.size() > 1 &&
                        std::all_of(letters_.begin(), letters_.end(), [](char32_t c) { return !character(c).lower; });
    if (latin && foreign) unmask();
    append_folded();
    const char* const end_of_letters = last;
    const char* const behind_hidden = at_;
    add_tail(all_capitals);
    if (at_ == behind_hidden) at_ = end_of_letters;
    end_word(from, plain_begin, first.upper, all_capitals && first.upper, first.lower);
    at_ = std::max(at_, behind_hidden);
  }

  /// Hidden characters behind the letters were counted with them.
  void skip_hidden() {
    for (const char* c = at_; c < end_; at_ = c) {
      if (character(decode(c, end_)).glyph != Glyph::Hidden) break;
    }
  }

  /// Joiners shape the letters of some scripts and variation selectors choose glyphs: only between Latin letters have
  /// the former nothing to do.
  void count_hidden(char32_t c, bool after_latin) {
    if (is_variation_selector(c) || (is_joiner(c) && !after_latin)) return;
    ++prose_.hidden_characters;
  }

  /// Letters of other scripts that look like Latin ones, if all of them do.
  void unmask() {
    const auto genuine = [](char32_t c) { return !is_latin(c) && imitated_latin(c) == 0; };
    if (std::any_of(letters_.begin(), letters_.end(), genuine)) return;
    for (char32_t& c : letters_) {
      if (is_latin(c)) continue;
      c = static_cast<unsigned char>(imitated_latin(c));
      ++prose_.lookalike_letters;
    }
  }

  void append_folded() {
    bool in_context = false;
    const std::size_t before = prose_.plain.size();
    for (const char32_t c : letters_) {
      const CodePoint& folding = code_point(c);
      in_context |= folding.needs_context;
      prose_.plain += folding.folded;
    }
    if (!in_context) return;
    prose_.plain.resize(before);
    utf8_.clear();
    for (const char32_t c : letters_) append_utf8(utf8_, c);
    prose_.plain += fold(utf8_);
  }

  // --- numbers

  /// Digits, with single separators between them.
  void add_number() {
    const char* const from = at_;
    digits_.clear();
    take_digits();
    while (at_ < end_ && (*at_ == '.' || *at_ == ',' || *at_ == ':')) {
      const char* const separator = at_++;
      const std::size_t digits = digits_.size();
      digits_ += *separator;
      if (take_digits()) continue;
      digits_.resize(digits);
      at_ = separator;
      break;
    }
    const std::size_t plain_begin = prose_.plain.size();
    append_canonical_number(digits_, prose_.plain);
    Trait& trait = add_token(from, {}, Trait::Kind::Number);
    trait.letters = true;
    set_number(prose_, prose_.tokens.back(),
               {static_cast<std::uint32_t>(plain_begin), static_cast<std::uint32_t>(prose_.plain.size())});
    prose_.plain += ' ';
  }

  bool take_digits() {
    const std::size_t before = digits_.size();
    while (at_ < end_) {
      if (is_digit(*at_)) {
        digits_ += *at_++;
        continue;
      }
      const char* c = at_;
      if (static_cast<unsigned char>(*c) < 0x80) break;
      const Character& digit = character(decode(c, end_));
      if (digit.glyph != Glyph::Digit) break;
      digits_ += digit.sign;
      at_ = c;
    }
    return digits_.size() > before;
  }

  // --- the rest

  void add_mark(const char* behind, char sign, bool wide) {
    const char* const from = at_;
    at_ = behind;
    const Span plain = append_plain(prose_, sign != 0 ? std::string_view(&sign, 1) : std::string_view(from, behind));
    Trait& trait = add_token(from, plain, Trait::Kind::Mark);
    trait.wide_end = wide;
    Token& token = prose_.tokens.back();
    token.sign = sign;
    token.word = word_hash(prose_.form(token));
  }

  void add_other() {
    const char* behind = at_;
    const char32_t c = decode(behind, end_);
    const Character& known = character(c);
    switch (known.glyph) {
      case Glyph::Break: paragraph_ = true; [[fallthrough]];
      case Glyph::Gap:
        at_ = behind;
        gap_ = true;
        break;
      case Glyph::Hidden:
        at_ = behind;
        count_hidden(c, false);
        break;
      case Glyph::Letter: add_any_word(); break;
      case Glyph::Digit: add_number(); break;
      case Glyph::Mark: add_mark(behind, known.sign, known.wide); break;
      case Glyph::Single: add_single(c, behind); break;
    }
  }

  void add_single(char32_t c, const char* behind) {
    const char* const from = at_;
    const std::size_t plain_begin = prose_.plain.size();
    letters_.assign(1, c);
    append_folded();
    at_ = behind;
    end_word(from, plain_begin, false, false, false);
  }

  Draft& draft_;
  Prose& prose_;
  const char* const begin_;
  const char* at_;
  const char* const end_;
  bool gap_ = false;
  bool paragraph_ = false;
  std::u32string letters_;
  std::string utf8_;
  std::string digits_;
};

}  // namespace

Span append_plain(Prose& prose, std::string_view form) {
  const auto begin = static_cast<std::uint32_t>(prose.plain.size());
  prose.plain += form;
  const Span plain{begin, static_cast<std::uint32_t>(prose.plain.size())};
  prose.plain += ' ';
  return plain;
}

void append_canonical_number(std::string_view digits, std::string& out) {
  const std::size_t begin = out.size();
  int points = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const bool thousands = digits[i] == ',' && i + 3 < digits.size() && is_digit(digits[i + 1]) &&
                           is_digit(digits[i + 2]) && is_digit(digits[i + 3]);
    if (thousands) continue;
    points += digits[i] == '.';
    out += digits[i];
  }
  if (points != 1) return;
  while (out.size() > begin && out.back() == '0') out.pop_back();
  if (out.size() > begin && out.back() == '.') out.pop_back();
}

void set_number(Prose& prose, Token& token, Span plain) {
  token.plain = plain;
  const std::string_view canonical = prose.form(token);
  token.word = word_hash(canonical);
  token.anchor = token.stem = number_anchor(canonical);
  token.number = true;
  token.digit = canonical.size() == 1;
  token.function = false;
}

void scan(Draft& draft) { Scanner(draft).run(); }

}  // namespace unspin::text::internal
