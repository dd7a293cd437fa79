#include "engine/extract/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include "engine/extract/utf8.h"

namespace unspin::extract {
namespace {

constexpr std::size_t kEnoughBytes = 4 << 10;  // more changes hardly an answer, and costs

}  // namespace

std::string detect_language(std::string_view text, std::string_view declared) {
  const std::string_view head = clip(text, kEnoughBytes);
  const std::string hint(declared.substr(0, 16));
  const CLD2::CLDHints hints{hint.empty() ? nullptr : hint.c_str(), nullptr, CLD2::UNKNOWN_ENCODING,
                             CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int text_bytes = 0;
  bool reliable = false;
  int valid_bytes = 0;
  constexpr bool kPlainText = true;
  const CLD2::Language language = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      head.data(), static_cast<int>(head.size()), kPlainText, &hints, 0, languages, percents, scores, nullptr,
      &text_bytes, &reliable, &valid_bytes);
  if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return {};
  return CLD2::LanguageCode(language);
}

}  // namespace unspin::extract
