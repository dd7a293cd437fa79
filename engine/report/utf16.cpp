#include "engine/report/utf16.h"

#include "engine/text/code_points.h"
#include "engine/text/unicode.h"

namespace unspin::report {
namespace {

constexpr std::uint32_t units_of(char32_t c) noexcept { return c >= 0x10000 ? 2 : 1; }

}  // namespace

std::string well_formed(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (const char *at = utf8.data(), *end = at + utf8.size(); at != end;) text::append_utf8(out, text::decode(at, end));
  return out;
}

Utf16Offsets::Utf16Offsets(std::string_view utf8) : units_(utf8.size() + 1) {
  const char* begin = utf8.data();
  const char* end = begin + utf8.size();
  std::uint32_t units = 0;
  for (const char* at = begin; at != end;) {
    const auto first = static_cast<std::size_t>(at - begin);
    const std::uint32_t length = units_of(text::decode(at, end));
    for (std::size_t byte = first; byte < static_cast<std::size_t>(at - begin); ++byte) units_[byte] = units;
    units += length;
  }
  units_.back() = units;
}

std::uint32_t Utf16Offsets::operator()(std::uint32_t offset) const noexcept { return units_[offset]; }

}  // namespace unspin::report
