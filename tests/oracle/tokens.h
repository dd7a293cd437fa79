#pragma once

// The tokens of a text, the slow obvious way: fold the whole text with ICU, then walk over its code points.
// Rules: engine/text/words.h.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "engine/base/hash.h"

namespace unspin::oracle {

/// Unicode 15.0 did not have it.
inline bool unassigned(UChar32 c) {
  UVersionInfo age;
  u_charAge(c, age);
  return age[0] == 0 || age[0] > 15 || (age[0] == 15 && age[1] > 0);
}

inline bool letter_or_mark(UChar32 c) { return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK)) != 0; }

inline bool word_character(UChar32 c) {
  return c == '_' || letter_or_mark(c) || (U_GET_GC_MASK(c) & U_GC_N_MASK) != 0 || unassigned(c);
}

/// A letter or mark of a script that is written without spaces.
inline bool token_of_its_own(UChar32 c) {
  static const std::vector<UScriptCode> scripts = {
      USCRIPT_HAN,  USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_BOPOMOFO, USCRIPT_YI,
      USCRIPT_THAI, USCRIPT_LAO,      USCRIPT_KHMER,    USCRIPT_MYANMAR,  USCRIPT_TIBETAN};
  return letter_or_mark(c) &&
         std::any_of(scripts.begin(), scripts.end(), [c](UScriptCode script) { return uscript_hasScript(c, script); });
}

inline std::vector<std::string> tokens(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  const icu::UnicodeString folded = folder->normalize(text, status);

  std::vector<std::string> list;
  icu::UnicodeString token;
  const auto end_token = [&] {
    if (token.isEmpty()) return;
    list.emplace_back();
    token.toUTF8String(list.back());
    token.remove();
  };
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    if (!word_character(c) || token_of_its_own(c)) end_token();
    if (word_character(c)) token.append(c);
    if (token_of_its_own(c)) end_token();
  }
  end_token();
  return list;
}

/// XXH3 of the token, padded with zeros to 16 bytes.
inline std::uint64_t token_hash(std::string token) {
  token.resize(std::max<std::size_t>(16, token.size()), '\0');
  return base::hash64(token);
}

inline std::vector<std::uint64_t> token_hashes(std::string_view utf8) {
  std::vector<std::uint64_t> hashes;
  for (const std::string& token : tokens(utf8)) hashes.push_back(token_hash(token));
  return hashes;
}

}  // namespace unspin::oracle
