#include "engine/text/unicode.h"

#include <array>
#include <memory>

#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include "engine/text/code_points.h"

namespace unspin::text {
namespace {

bool known_to(int version, UChar32 c) {
  UVersionInfo age;
  u_charAge(c, age);
  return age[0] > 0 && age[0] <= version;
}

/// ICU's normalizer for `form`, which leaves alone what Unicode 15.0 did not know. Its data is compiled in: cannot
/// fail.
const icu::Normalizer2& normalizer(NormalForm form) {
  static const icu::UnicodeSet& assigned = [&]() -> const icu::UnicodeSet& {
    static icu::UnicodeSet set;
    UErrorCode status = U_ZERO_ERROR;
    return *static_cast<icu::UnicodeSet*>(set.applyPattern(u"[:age=15.0:]", status).freeze());
  }();
  static const std::array<icu::FilteredNormalizer2, 4> all = [&] {
    UErrorCode status = U_ZERO_ERROR;
    return std::array{icu::FilteredNormalizer2(*icu::Normalizer2::getNFCInstance(status), assigned),
                      icu::FilteredNormalizer2(*icu::Normalizer2::getNFDInstance(status), assigned),
                      icu::FilteredNormalizer2(*icu::Normalizer2::getNFKCInstance(status), assigned),
                      icu::FilteredNormalizer2(*icu::Normalizer2::getNFKDInstance(status), assigned)};
  }();
  return all[static_cast<std::size_t>(form)];
}

}  // namespace

Category category(char32_t c) noexcept {
  const auto point = static_cast<UChar32>(c);
  const std::uint32_t mask = U_GET_GC_MASK(point);
  if ((mask & (U_GC_C_MASK | U_GC_P_MASK | U_GC_M_MASK)) == 0 || !known_to(8, point)) return Category::Rest;
  if ((mask & U_GC_P_MASK) != 0) return Category::Punctuation;
  if ((mask & U_GC_MN_MASK) != 0) return Category::NonspacingMark;
  if ((mask & U_GC_M_MASK) != 0) return Category::OtherMark;
  return (mask & U_GC_CN_MASK) != 0 ? Category::Rest : Category::Control;
}

bool is_white_space(char32_t c) noexcept { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

bool is_word_character(char32_t c) noexcept {
  const auto point = static_cast<UChar32>(c);
  const bool joins = c == 0x200C || c == 0x200D;
  const bool listed = (U_GET_GC_MASK(point) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0;
  return joins || ((listed || u_isUAlphabetic(point) != 0) && known_to(15, point));
}

void append_decomposed(std::u32string& out, char32_t c) {
  icu::UnicodeString decomposed;
  if (normalizer(NormalForm::Nfd).getDecomposition(static_cast<UChar32>(c), decomposed) == 0) {
    out += c;
    return;
  }
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    out += static_cast<char32_t>(decomposed.char32At(i));
  }
}

void append_lower(std::u32string& out, char32_t c) {
  if (c == 0x130) {  // İ: the only one that becomes two without regard to its neighbours
    out += U"i\u0307";
  } else {
    const auto point = static_cast<UChar32>(c);
    out += known_to(15, point) ? static_cast<char32_t>(u_tolower(point)) : c;
  }
}

void append_utf8(std::string& out, char32_t c) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  UBool failed = 0;
  U8_APPEND(bytes, length, U8_MAX_LENGTH, static_cast<UChar32>(c), failed);
  if (failed != 0) {
    out += "\xEF\xBF\xBD";
  } else {
    out.append(bytes, static_cast<std::size_t>(length));
  }
}

std::string normal_form(std::string_view utf8, NormalForm form) {
  std::string well_formed;
  for (const char *at = utf8.data(), *const end = at + utf8.size(); at < end;)
    append_utf8(well_formed, decode(at, end));
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode status = U_ZERO_ERROR;
  normalizer(form).normalizeUTF8(0, icu::StringPiece(well_formed.data(), static_cast<std::int32_t>(well_formed.size())),
                                 sink, nullptr, status);
  return out;
}

std::vector<std::size_t> grapheme_ends(std::string_view utf8) {
  std::vector<std::size_t> ends;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> graphemes(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, utf8.data(), static_cast<std::int64_t>(utf8.size()), &status);
  if (graphemes != nullptr) graphemes->setText(&text, status);
  if (U_SUCCESS(status)) {
    graphemes->first();
    for (std::int32_t end = graphemes->next(); end != icu::BreakIterator::DONE; end = graphemes->next()) {
      ends.push_back(static_cast<std::size_t>(end));
    }
  }
  if (ends.empty() && !utf8.empty()) ends.push_back(utf8.size());  // an ICU without its data: one for the whole
  utext_close(&text);
  return ends;
}

}  // namespace unspin::text
