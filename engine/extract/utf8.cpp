#include "engine/extract/utf8.h"

#include <cstdint>
#include <cstring>

#include "engine/text/code_points.h"

namespace unspin::extract {
namespace {

bool is_control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || byte == 0x7F;
}

/// The end of the ASCII at `at`, eight bytes at a time.
const char* skip_ascii(const char* at, const char* end) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  for (; end - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (at < end && static_cast<unsigned char>(*at) < 0x80) ++at;
  return at;
}

/// Whether text::decode() moved over a whole character: U+FFFD stands both for itself and for what is malformed.
bool well_formed(char32_t c, std::ptrdiff_t length) noexcept { return c != 0xFFFD || length == 3; }

/// Whether the bytes from `at` may be a character of which the end is missing.
bool cut_off(const char* at, const char* end) noexcept {
  if (end - at > 3) return false;
  const auto lead = static_cast<unsigned char>(*at);
  const int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (end - at >= length) return false;
  for (const char* p = at + 1; p < end; ++p) {
    if ((static_cast<unsigned char>(*p) & 0xC0) != 0x80) return false;
  }
  return true;
}

}  // namespace

Utf8Count count_utf8(std::string_view bytes) noexcept {
  Utf8Count count;
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while ((at = skip_ascii(at, end)) < end) {
    const char* const begin = at;
    const char32_t c = text::decode(at, end);
    if (well_formed(c, at - begin)) {
      ++count.characters;
    } else {
      if (cut_off(begin, end)) break;
      ++count.malformed;
    }
  }
  return count;
}

void append_repaired(std::string& out, std::string_view bytes) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at < end) {
    const char* const ascii = at;
    at = skip_ascii(at, end);
    out.append(ascii, at);
    if (at == end) break;
    const char* const begin = at;
    const char32_t c = text::decode(at, end);
    if (well_formed(c, at - begin)) {
      out.append(begin, at);
    } else {
      if (cut_off(begin, end)) break;
      out += "\xEF\xBF\xBD";
    }
  }
}

bool has_controls(std::string_view utf8) noexcept {
  // Without a way out, so that it becomes vector code: nearly every page has none.
  unsigned found = 0;
  for (const char c : utf8) found |= static_cast<unsigned>(is_control(c));
  return found != 0;
}

void blank_controls(std::string& utf8) noexcept {
  for (char& c : utf8) {
    if (is_control(c)) c = ' ';
  }
}

std::string_view clip(std::string_view utf8, std::size_t bytes) noexcept {
  if (utf8.size() <= bytes) return utf8;
  while (bytes > 0 && (static_cast<unsigned char>(utf8[bytes]) & 0xC0) == 0x80) --bytes;
  return utf8.substr(0, bytes);
}

}  // namespace unspin::extract
