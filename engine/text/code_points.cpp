#include "engine/text/code_points.h"

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

namespace unspin::text {
namespace {

/// A CodePoint before the bytes that it views have their place.
struct Entry {
  Kind kind;
  bool needs_context;
  std::size_t offset;
  std::size_t length;
};

/// What Unicode 15.0 had assigned: the rest is not known to every ICU, hence treated alike by all.
const icu::UnicodeSet& assigned() {
  static const icu::UnicodeSet& instance = [&]() -> const icu::UnicodeSet& {
    static icu::UnicodeSet set;
    UErrorCode status = U_ZERO_ERROR;
    return *static_cast<icu::UnicodeSet*>(set.applyPattern(u"[:age=15.0:]", status).freeze());
  }();
  return instance;
}

const icu::Normalizer2& folder() {
  static const icu::FilteredNormalizer2 instance = [&] {
    UErrorCode status = U_ZERO_ERROR;  // its data is compiled into ICU: cannot fail
    return icu::FilteredNormalizer2(*icu::Normalizer2::getNFKCCasefoldInstance(status), assigned());
  }();
  return instance;
}

bool assigned_later(UChar32 c) { return !assigned().contains(c); }

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
  const std::size_t offset = pool.size();
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString folded = folder().normalize(icu::UnicodeString(c), status);
  folded.toUTF8String(pool);
  const std::size_t length = pool.size() - offset;
  if (folded.isEmpty()) return {Kind::Ignored, false, offset, length};
  const Kind kind = kind_of(folded.char32At(0));
  bool mixed = false;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1))
    mixed |= kind_of(folded.char32At(i)) != kind;
  return {kind, mixed || !folder().hasBoundaryBefore(c), offset, length};
}

std::unique_ptr<const internal::Page> build_page(char32_t first) {
  auto page = std::make_unique<internal::Page>();
  std::array<Entry, internal::kPageSize> entries{};
  for (char32_t i = 0; i < internal::kPageSize; ++i) {
    entries[i] = make_entry(static_cast<UChar32>(first + i), page->folded);
  }
  for (char32_t i = 0; i < internal::kPageSize; ++i) {
    const Entry& e = entries[i];
    page->entries[i] = {e.kind, e.needs_context, {page->folded.data() + e.offset, e.length}};
  }
  return page;
}

}  // namespace

std::array<std::atomic<const internal::Page*>, internal::kNumPages> internal::pages{};

const internal::Page* internal::make_page(char32_t c) {
  static std::mutex making;
  static std::vector<std::unique_ptr<const Page>> owned;
  const std::lock_guard lock(making);
  auto& slot = pages[c / kPageSize];
  if (const Page* page = slot.load(std::memory_order_acquire)) return page;
  owned.push_back(build_page(c / kPageSize * kPageSize));
  slot.store(owned.back().get(), std::memory_order_release);
  return owned.back().get();
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
