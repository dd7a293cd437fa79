#include "engine/text/prose_characters.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include <unicode/uchar.h>

#include "engine/text/code_points.h"

namespace unspin::text {
namespace {

constexpr char32_t kMalformed = 0xFFFD;

/// Marks that stand for an ASCII one and that compatibility folding does not turn into it.
struct Alias {
  std::u32string_view characters;
  char sign;
};
constexpr Alias kAliases[] = {
    {U"\u2018\u2019\u201B\u02BC\u00B4\u2039\u203A", '\''},
    {U"\u201C\u201D\u201E\u201F\u00AB\u00BB\u300C\u300D\u300E\u300F", '"'},
    {U"\u2212", '-'},
    {U"\u3002\uFF61\u0964\u0965\u06D4\u0589\u1362\u104A\u104B\u17D4\u17D5", '.'},
    {U"\u061F\u1367", '?'},
    {U"\u3001\uFF64\u060C\u1363\u055D", ','},
    {U"\u061B\u1364", ';'},
    {U"\u1365", ':'},
};
constexpr std::u32string_view kWideEnds = U"\u3002\uFF61\uFF01\uFF0E\uFF1F\u104A\u104B\u17D4\u17D5";
constexpr std::u32string_view kBreaks = U"\n\f\u2028\u2029";

bool later_than_15(UChar32 c) {
  UVersionInfo age;
  u_charAge(c, age);
  return age[0] == 0 || age[0] > 15 || (age[0] == 15 && age[1] > 0);
}

char sign_of_mark(char32_t c) {
  if (c < 0x80) return static_cast<char>(c);
  for (const Alias& alias : kAliases) {
    if (alias.characters.find(c) != std::u32string_view::npos) return alias.sign;
  }
  if (u_charType(static_cast<UChar32>(c)) == U_DASH_PUNCTUATION) return '-';
  const std::string_view folded = code_point(c).folded;
  const bool ascii_mark = folded.size() == 1 && u_ispunct(static_cast<unsigned char>(folded[0]));
  return ascii_mark ? folded[0] : char{0};
}

Glyph glyph_of(char32_t c) {
  const auto u = static_cast<UChar32>(c);
  if (kBreaks.find(c) != std::u32string_view::npos) return Glyph::Break;
  if (c == kMalformed || u_isUWhiteSpace(u) || u_charType(u) == U_CONTROL_CHAR) return Glyph::Gap;
  if (later_than_15(u)) return Glyph::Letter;
  if (sign_of_mark(c) == '\'') return Glyph::Mark;  // U+02BC is a letter to Unicode
  const CodePoint& folding = code_point(c);
  if (folding.kind == Kind::Ignored) return Glyph::Hidden;
  if (u_charType(u) == U_DECIMAL_DIGIT_NUMBER) return Glyph::Digit;
  if ((U_GET_GC_MASK(u) & (U_GC_L_MASK | U_GC_M_MASK)) == 0) return Glyph::Mark;
  return folding.kind == Kind::Single ? Glyph::Single : Glyph::Letter;
}

Character make(char32_t c) {
  const auto u = static_cast<UChar32>(c);
  Character made;
  made.glyph = glyph_of(c);
  if (made.glyph == Glyph::Digit) made.sign = static_cast<char>('0' + u_charDigitValue(u));
  if (made.glyph == Glyph::Mark) made.sign = sign_of_mark(c);
  if (made.glyph == Glyph::Letter && !later_than_15(u)) {
    made.upper = u_isupper(u) || u_istitle(u);
    made.lower = u_islower(u);
  }
  made.wide = kWideEnds.find(c) != std::u32string_view::npos;
  return made;
}

struct Imitation {
  std::u32string_view letters;
  std::string_view latin;  // beside them
};
constexpr Imitation kCyrillic = {U"АВЕКМНОРСТУХІЈЅԚԜӀаеорсухіјѕԁһԛԝӏкмт", "abekmhopctyxijsqwlaeopcyxijsdhqwlkmt"};
constexpr Imitation kGreek = {U"ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονρυικτχγ", "abezhikmnoptyxaovpuiktxy"};

}  // namespace

std::array<std::atomic<const internal::CharacterPage*>, 0x1100> internal::character_pages{};

const internal::CharacterPage* internal::make_character_page(char32_t c) {
  static std::mutex making;
  static std::vector<std::unique_ptr<const CharacterPage>> owned;
  const std::lock_guard lock(making);
  auto& slot = character_pages[c / 256];
  if (const CharacterPage* page = slot.load(std::memory_order_acquire)) return page;
  auto page = std::make_unique<CharacterPage>();
  for (char32_t i = 0; i < 256; ++i) (*page)[i] = make(c / 256 * 256 + i);
  owned.push_back(std::move(page));
  slot.store(owned.back().get(), std::memory_order_release);
  return owned.back().get();
}

char imitated_latin(char32_t c) noexcept {
  for (const Imitation& script : {kCyrillic, kGreek}) {
    static_assert(kCyrillic.letters.size() == kCyrillic.latin.size() && kGreek.letters.size() == kGreek.latin.size());
    if (const std::size_t at = script.letters.find(c); at != std::u32string_view::npos) return script.latin[at];
  }
  return 0;
}

bool is_latin(char32_t c) noexcept {
  return (c < 0x80 && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) || (c >= 0xC0 && c <= 0x24F) ||
         (c >= 0x1E00 && c <= 0x1EFF);
}

}  // namespace unspin::text
