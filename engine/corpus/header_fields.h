#pragma once

// Lines "Name: value", as WARC and HTTP headers have them, read leniently: lines may end with LF alone, values may be
// folded, and a line that is none of this is passed over.

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace unspin::corpus {

/// The bytes of a text without spaces, tabs and line breaks at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// ASCII letters compare without case.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool starts_with_name(std::string_view text, std::string_view name) noexcept;
[[nodiscard]] bool contains_name(std::string_view text, std::string_view name) noexcept;

/// Keeps its buffer: make one a thread. Names and values are views of the bytes that were read.
class HeaderFields {
 public:
  /// Reads lines up to the blank one that ends a header → bytes used, the blank line among them; nothing when the bytes
  /// end before it (what is there has been read all the same).
  std::optional<std::size_t> read(std::string_view bytes);

  /// The value of the first field of that name, case ignored; empty without one. A folded value has its line breaks.
  [[nodiscard]] std::string_view operator[](std::string_view name) const noexcept;
  [[nodiscard]] bool has(std::string_view name) const noexcept;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> fields_;
};

}  // namespace unspin::corpus
