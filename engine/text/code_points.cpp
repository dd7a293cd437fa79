#include "engine/text/code_points.h"

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

namespace unspin::text {
namespace {

constexpr char32_t kPageSize = 256;
constexpr char32_t kNumCodePoints = 0x110000;
constexpr std::uint8_t kFrozenUnicode = 15;  // 15.0

struct Entry {
  Kind kind;
  bool needs_context;
  std::uint16_t length;
  std::uint32_t offset;
};

struct Page {
  std::array<Entry, kPageSize> entries;
  std::string folded;  // of all entries, one after another
};

const icu::Normalizer2& folder() {
  static const icu::Normalizer2& instance = [&]() -> const icu::Normalizer2& {
    UErrorCode status = U_ZERO_ERROR;
    return *icu::Normalizer2::getNFKCCasefoldInstance(status);  // its data is compiled into ICU: cannot fail
  }();
  return instance;
}

bool assigned_later(UChar32 c) {
  UVersionInfo age;
  u_charAge(c, age);
  return age[0] > kFrozenUnicode || (age[0] == kFrozenUnicode && age[1] > 0);
}

bool without_spaces(UChar32 c) {
  constexpr UScriptCode kScripts[] = {USCRIPT_HAN,     USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_BOPOMOFO,
                                      USCRIPT_YI,      USCRIPT_THAI,     USCRIPT_LAO,      USCRIPT_KHMER,
                                      USCRIPT_MYANMAR, USCRIPT_TIBETAN};
  for (const UScriptCode script : kScripts) {
    if (uscript_hasScript(c, script)) return true;
  }
  return false;
}

Kind kind_of(UChar32 c) {
  if (c == '_' || assigned_later(c)) return Kind::Word;
  const std::uint32_t category = U_GET_GC_MASK(c);
  if ((category & U_GC_N_MASK) != 0) return Kind::Word;
  if ((category & (U_GC_L_MASK | U_GC_M_MASK)) == 0) return Kind::Gap;
  return without_spaces(c) ? Kind::Single : Kind::Word;
}

Entry make_entry(UChar32 c, std::string& pool) {
  const auto offset = static_cast<std::uint32_t>(pool.size());
  icu::UnicodeString folded(c);
  if (!assigned_later(c)) {
    UErrorCode status = U_ZERO_ERROR;
    folded = folder().normalize(folded, status);
  }
  folded.toUTF8String(pool);
  const auto length = static_cast<std::uint16_t>(pool.size() - offset);
  if (folded.isEmpty()) return {Kind::Ignored, false, length, offset};
  const Kind kind = kind_of(folded.char32At(0));
  bool mixed = false;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1))
    mixed |= kind_of(folded.char32At(i)) != kind;
  return {kind, mixed || (!assigned_later(c) && !folder().hasBoundaryBefore(c)), length, offset};
}

const Page& page_of(char32_t c) {
  static std::array<std::atomic<const Page*>, kNumCodePoints / kPageSize> pages{};
  static std::mutex making;
  static std::vector<std::unique_ptr<const Page>> owned;
  auto& slot = pages[c / kPageSize];
  if (const Page* page = slot.load(std::memory_order_acquire)) return *page;
  const std::lock_guard lock(making);
  if (const Page* page = slot.load(std::memory_order_acquire)) return *page;
  auto page = std::make_unique<Page>();
  const char32_t first = c / kPageSize * kPageSize;
  for (char32_t i = 0; i < kPageSize; ++i) {
    page->entries[i] = make_entry(static_cast<UChar32>(first + i), page->folded);
  }
  owned.push_back(std::move(page));
  slot.store(owned.back().get(), std::memory_order_release);
  return *owned.back();
}

}  // namespace

CodePoint code_point(char32_t c) {
  const Page& page = page_of(c);
  const Entry& entry = page.entries[c % kPageSize];
  return {entry.kind, entry.needs_context, {page.folded.data() + entry.offset, entry.length}};
}

std::string fold(std::string_view utf8) {
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  UErrorCode status = U_ZERO_ERROR;
  folder().normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())), sink, nullptr,
                         status);
  return folded;
}

}  // namespace unspin::text
