#pragma once

#include <string>
#include <string_view>

namespace unspin::corpus {

/// A name as a step of a JSON Pointer (RFC 6901): "a/b" → "/a~1b".
[[nodiscard]] inline std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : name) {
    if (c == '~' || c == '/') {
      step += c == '~' ? "~0" : "~1";
    } else {
      step += c;
    }
  }
  return step;
}

}  // namespace unspin::corpus
