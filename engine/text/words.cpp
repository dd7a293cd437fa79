#include "engine/text/words.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "engine/base/hash.h"
#include "engine/text/code_points.h"

namespace unspin::text {
namespace {

constexpr std::size_t kWindow = std::size_t{1} << 14;  // bytes scanned before their runs are hashed: stays in L1
constexpr std::size_t kBlock = 64;
constexpr std::size_t kShortWord = 16;

constexpr std::uint64_t every_byte(std::uint64_t byte) { return byte * 0x0101010101010101U; }

/// Lower-cases the ASCII letters among 8 bytes that are all ASCII.
constexpr std::uint64_t lower_8(std::uint64_t bytes) {
  const std::uint64_t from_a = bytes + every_byte(0x80 - 'A');
  const std::uint64_t past_z = bytes + every_byte(0x80 - 'Z' - 1);
  return bytes | ((from_a ^ past_z) & every_byte(0x80)) >> 2;
}

constexpr auto make_keep_masks() {
  std::array<std::array<std::uint64_t, 2>, kShortWord + 1> masks{};
  for (std::size_t length = 0; length <= kShortWord; ++length) {
    for (std::size_t i = 0; i < length; ++i) masks[length][i / 8] |= std::uint64_t{0xFF} << (8 * (i % 8));
  }
  return masks;
}
constexpr auto kKeep = make_keep_masks();
static_assert(std::endian::native == std::endian::little, "word hashes are defined on little-endian loads");

bool is_run_byte(unsigned char c) {
  return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

}  // namespace

std::uint64_t internal::run_mask_portable(const char* bytes) noexcept {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    mask |= static_cast<std::uint64_t>(is_run_byte(static_cast<unsigned char>(bytes[i]))) << i;
  }
  return mask;
}

#ifdef __SSE2__
std::uint64_t internal::run_mask(const char* bytes) noexcept {
  std::uint64_t mask = 0;
  for (int part = 0; part < 4; ++part) {
    const __m128i c = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * part));
    const __m128i folded = _mm_or_si128(c, _mm_set1_epi8(0x20));
    // Signed compares: bytes from 0x80 on are negative, hence never inside these ranges; their sign bit is added below.
    const __m128i letter =
        _mm_and_si128(_mm_cmpgt_epi8(folded, _mm_set1_epi8('a' - 1)), _mm_cmplt_epi8(folded, _mm_set1_epi8('z' + 1)));
    const __m128i digit =
        _mm_and_si128(_mm_cmpgt_epi8(c, _mm_set1_epi8('0' - 1)), _mm_cmplt_epi8(c, _mm_set1_epi8('9' + 1)));
    const __m128i underscore = _mm_cmpeq_epi8(c, _mm_set1_epi8('_'));
    const __m128i any = _mm_or_si128(_mm_or_si128(letter, digit), _mm_or_si128(underscore, c));
    mask |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(any))) << (16 * part);
  }
  return mask;
}
#else
std::uint64_t internal::run_mask(const char* bytes) noexcept { return run_mask_portable(bytes); }
#endif

std::uint64_t word_hash(std::string_view folded) noexcept {
  if (folded.size() > kShortWord) return base::hash64(folded);
  std::uint64_t padded[2] = {0, 0};
  std::memcpy(padded, folded.data(), folded.size());
  return base::hash64_of_16(padded[0], padded[1]);
}

std::span<const std::uint64_t> WordHasher::operator()(std::string_view utf8) {
  words_.clear();
  boundaries_.resize(kWindow + kBlock + 2);
  std::size_t count = 0;  // boundaries found and not yet used: begin, end, begin, end, …
  std::uint64_t inside = 0;
  for (std::size_t window = 0; window < utf8.size(); window += kWindow) {
    const std::size_t window_end = std::min(utf8.size(), window + kWindow);
    for (std::size_t at = window; at < window_end; at += kBlock) {
      char tail[kBlock] = {};
      const char* block = utf8.data() + at;
      if (utf8.size() - at < kBlock) block = static_cast<const char*>(std::memcpy(tail, block, utf8.size() - at));
      const std::uint64_t mask = internal::run_mask(block);
      std::uint64_t changes = mask ^ (mask << 1 | inside);
      inside = mask >> 63;
      for (; changes != 0; changes &= changes - 1) {
        boundaries_[count++] = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(std::countr_zero(changes));
      }
    }
    if (window_end == utf8.size() && count % 2 == 1) boundaries_[count++] = static_cast<std::uint32_t>(utf8.size());
    for (std::size_t i = 0; i + 1 < count; i += 2) add_run(utf8, boundaries_[i], boundaries_[i + 1]);
    if (count % 2 == 1) boundaries_[0] = boundaries_[count - 1];  // a run that goes on in the next window
    count %= 2;
  }
  return words_;
}

inline void WordHasher::add_run(std::string_view utf8, std::uint32_t begin, std::uint32_t end) {
  const std::size_t length = end - begin;
  if (length <= kShortWord && begin + kShortWord <= utf8.size()) {
    std::uint64_t bytes[2];
    std::memcpy(bytes, utf8.data() + begin, kShortWord);
    bytes[0] &= kKeep[length][0];
    bytes[1] &= kKeep[length][1];
    if (((bytes[0] | bytes[1]) & every_byte(0x80)) == 0) {
      words_.push_back(base::hash64_of_16(lower_8(bytes[0]), lower_8(bytes[1])));
      return;
    }
  }
  // U+0338 turns these three, alone of the bytes between runs, into another character (≮ ≠ ≯).
  const bool may_compose = begin > 0 && utf8[begin - 1] >= '<' && utf8[begin - 1] <= '>';
  add_any(utf8.substr(begin - may_compose, length + may_compose));
}

/// A run of any length and script: by code point, or through ICU when a character depends on its neighbours.
void WordHasher::add_any(std::string_view run) {
  const char* at = run.data();
  const char* const end = at + run.size();
  const std::size_t words_before = words_.size();
  while (at < end) {
    const CodePoint& c = code_point(decode(at, end));
    if (c.needs_context) {
      words_.resize(words_before);
      token_size_ = 0;
      add_folded(fold(run));
      return;
    }
    switch (c.kind) {
      case Kind::Word: add_to_token(c.folded); break;
      case Kind::Single: add_singles(c.folded); break;
      case Kind::Gap: end_token(); break;
      case Kind::Ignored: break;
    }
  }
  end_token();
}

void WordHasher::add_folded(std::string_view folded) {
  const char* at = folded.data();
  const char* const end = at + folded.size();
  while (at < end) {
    const char* const begin = at;
    const Kind kind = code_point(decode(at, end)).kind;
    const std::string_view character(begin, static_cast<std::size_t>(at - begin));
    switch (kind) {
      case Kind::Word: add_to_token(character); break;
      case Kind::Single: add_singles(character); break;
      case Kind::Gap: end_token(); break;
      case Kind::Ignored: break;
    }
  }
  end_token();
}

inline void WordHasher::add_to_token(std::string_view folded) {
  if (token_.size() < token_size_ + folded.size()) token_.resize(2 * (token_size_ + folded.size()));
  for (const char byte : folded) token_[token_size_++] = byte;  // one to four bytes: shorter than a call of memcpy
}

/// Each character of `folded` is a token.
inline void WordHasher::add_singles(std::string_view folded) {
  end_token();
  for (std::size_t at = 0; at < folded.size();) {
    const auto lead = static_cast<unsigned char>(folded[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    words_.push_back(word_hash(folded.substr(at, length)));
    at += length;
  }
}

inline void WordHasher::end_token() {
  if (token_size_ == 0) return;
  words_.push_back(word_hash({token_.data(), token_size_}));
  token_size_ = 0;
}

}  // namespace unspin::text
