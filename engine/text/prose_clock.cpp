// Several tokens that are one number: times of day, and "twenty-five".

#include <algorithm>
#include <string>

#include "engine/text/prose_parts.h"

namespace unspin::text::internal {
namespace {

using Clock = WordFacts::Clock;

struct Time {
  int hour;
  int minute;
};

/// "4:05" for 16:05: the two halves of the day are not told apart, as writers do not.
std::string on_the_clock(Time time) {
  const int hour = (time.hour + 11) % 12 + 1;
  std::string out = std::to_string(hour) + (time.minute < 10 ? ":0" : ":");
  return out + std::to_string(time.minute);
}

/// The tokens of one sentence, copied forward over those that were merged away.
class NumberMerger {
 public:
  explicit NumberMerger(Draft& draft) : draft_(draft), tokens_(draft.prose.tokens), traits_(draft.traits) {}

  void run() {
    for (Unit& sentence : draft_.prose.sentences) {
      const std::uint32_t first = out_;
      first_ = out_;
      last_ = sentence.last;
      for (std::uint32_t i = sentence.first; i < sentence.last;) i = take(i);
      sentence.first = first;
      sentence.last = out_;
    }
    tokens_.resize(out_);
    traits_.resize(out_);
  }

 private:
  /// Takes over token i, alone or with others; the next one to look at.
  std::uint32_t take(std::uint32_t i) {
    if (traits_[i].kind == Trait::Kind::Number) {
      if (const std::uint32_t next = take_digital(i); next != i) return next;
    } else if (traits_[i].kind == Trait::Kind::Word) {
      const WordFacts& word = draft_.lexicon[traits_[i].facts];
      if (word.clock == Clock::Past || word.clock == Clock::To) {
        if (take_spoken(i, word.clock)) return i + 2;
      } else if (word.value >= 20) {
        if (const std::uint32_t next = take_compound(i); next != i) return next;
      }
    }
    copy(i);
    return i + 1;
  }

  void copy(std::uint32_t i) {
    if (out_ != i) {
      tokens_[out_] = tokens_[i];
      traits_[out_] = traits_[i];
    }
    ++out_;
  }

  // --- "16:05", "4.05 pm", "4 p.m."

  std::uint32_t take_digital(std::uint32_t i) {
    const std::string_view raw = bytes_of(i);
    Time time{0, 0};
    std::size_t used = 0;
    while (used < std::min<std::size_t>(raw.size(), 3) && is_digit(raw[used]))
      time.hour = time.hour * 10 + (raw[used++] - '0');
    if (used == 0 || used > 2 || glued_to_word(i)) return i;
    const bool minutes = raw.size() >= used + 3 && is_digit(raw[used + 1]) && is_digit(raw[used + 2]);
    if (minutes) time.minute = (raw[used + 1] - '0') * 10 + (raw[used + 2] - '0');
    const bool colon = minutes && raw[used] == ':';
    const bool whole = raw.size() == used || (minutes && raw.size() == used + 3 && raw[used] != ',');
    const std::uint32_t behind = whole ? behind_half_of_day(i + 1) : i + 1;
    if (!colon && behind == i + 1) return i;
    if (time.hour > 24 || time.minute > 59) return i;
    std::string form = on_the_clock(time);
    if (colon) form += raw.substr(used + 3);  // seconds
    replace(i, behind, form);
    return behind;
  }

  /// Behind "pm", "p.m." that begins with token i; i if it does not.
  std::uint32_t behind_half_of_day(std::uint32_t i) const {
    if (i >= last_) return i;
    const std::string_view raw = bytes_of(i);
    if (raw == "pm" || raw == "am") return behind_stop(i + 1);
    if ((raw == "p" || raw == "a") && i + 2 < last_ && tokens_[i + 1].sign == '.' && bytes_of(i + 2) == "m" &&
        !traits_[i + 1].gap_before && !traits_[i + 2].gap_before)
      return behind_stop(i + 3);
    return i;
  }
  std::uint32_t behind_stop(std::uint32_t i) const {
    return i < last_ && tokens_[i].sign == '.' && !traits_[i].gap_before ? i + 1 : i;
  }

  bool glued_to_word(std::uint32_t i) const {
    return i > 0 && !traits_[i].gap_before && !traits_[i].paragraph_before && out_ > first_ &&
           traits_[out_ - 1].kind == Trait::Kind::Word;
  }

  // --- "half past four", "twenty-five minutes to ten"; token i is "past" or "to"

  bool take_spoken(std::uint32_t i, Clock direction) {
    if (i + 1 >= last_) return false;
    const int hour = traits_[i + 1].value;
    if (hour < 1 || hour > 12) return false;
    std::uint32_t begin = out_;
    const int minutes = minutes_before(begin, direction);
    if (minutes < 0) return false;
    const int total = (hour + 24) * 60 + (direction == Clock::Past ? minutes : -minutes);
    const Token opening = tokens_[begin];
    const Trait opening_trait = traits_[begin];
    const std::uint32_t end_byte = tokens_[i + 1].bytes.end;
    out_ = begin;
    emit(opening, opening_trait, end_byte, on_the_clock({total / 60, total % 60}));
    return true;
  }

  /// The minutes said in the tokens before `begin`, which moves to the first of them; -1 if none are.
  int minutes_before(std::uint32_t& begin, Clock direction) const {
    const auto role = [&](std::uint32_t back) { return begin >= first_ + back ? clock(begin - back) : Clock::None; };
    const auto value = [&](std::uint32_t back) { return begin >= first_ + back ? traits_[begin - back].value : -1; };
    if (direction == Clock::Past && role(1) == Clock::Half) return begin -= 1, 30;
    if (role(1) == Clock::Quarter) return begin -= role(2) == Clock::A ? 2 : 1, 15;
    const std::uint32_t unit = role(1) == Clock::Minutes ? 1 : 0;
    if (direction == Clock::To && unit == 0) return -1;
    const int said = value(1 + unit);
    if (said == 25) return begin -= 1 + unit, 25;
    if (said == 5 && value(2 + unit) == 20) return begin -= 2 + unit, 25;
    const bool any = unit == 1 && said >= 1 && said <= 20;
    const bool round = direction == Clock::Past && (said == 5 || said == 10 || said == 20);
    if (!any && !round) return -1;
    return begin -= 1 + unit, said;
  }

  Clock clock(std::uint32_t i) const {
    return traits_[i].kind == Trait::Kind::Word ? draft_.lexicon[traits_[i].facts].clock : Clock::None;
  }

  // --- "twenty-five"

  std::uint32_t take_compound(std::uint32_t i) {
    if (i + 2 >= last_ || tokens_[i + 1].sign != '-') return i;
    const int ones = traits_[i + 2].value;
    if (ones < 0 || ones > 19) return i;
    copy(i);
    Token& token = tokens_[out_ - 1];
    Trait& trait = traits_[out_ - 1];
    token.bytes.end = tokens_[i + 2].bytes.end;
    trait.value = static_cast<std::int8_t>(trait.value + ones);
    trait.compound = true;
    return i + 3;
  }

  // --- shared

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view bytes_of(std::uint32_t i) const {
    const Span bytes = tokens_[i].bytes;
    return draft_.text.substr(bytes.begin, bytes.end - bytes.begin);
  }

  /// One number of tokens [i, behind).
  void replace(std::uint32_t i, std::uint32_t behind, std::string_view form) {
    emit(tokens_[i], traits_[i], tokens_[behind - 1].bytes.end, form);
  }

  void emit(Token token, Trait trait, std::uint32_t end_byte, std::string_view form) {
    token.bytes.end = end_byte;
    trait.kind = Trait::Kind::Number;
    trait.capital = trait.all_capitals = trait.lower = false;
    trait.value = -1;
    const auto begin = static_cast<std::uint32_t>(draft_.prose.plain.size());
    append_canonical_number(form, draft_.prose.plain);
    set_number(draft_.prose, token, {begin, static_cast<std::uint32_t>(draft_.prose.plain.size())});
    draft_.prose.plain += ' ';
    tokens_[out_] = token;
    traits_[out_] = trait;
    ++out_;
  }

  Draft& draft_;
  std::vector<Token>& tokens_;
  std::vector<Trait>& traits_;
  std::uint32_t first_ = 0;  // of the sentence, among the tokens taken over
  std::uint32_t last_ = 0;   // of the sentence, among those to come
  std::uint32_t out_ = 0;
};

}  // namespace

void merge_numbers(Draft& draft) { NumberMerger(draft).run(); }

}  // namespace unspin::text::internal
