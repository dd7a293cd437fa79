#pragma once

#include <string_view>

namespace unspin::corpus {

/// The start of a file without U+FEFF, which some programs write there. It is no part of a name or of JSON.
[[nodiscard]] inline std::string_view without_mark(std::string_view start) noexcept {
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  return start;
}

}  // namespace unspin::corpus
