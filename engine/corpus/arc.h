#pragma once

// The line that an ARC record begins with.

#include <cstdint>
#include <optional>
#include <string_view>

namespace unspin::corpus {

struct ArcHeader {
  std::string_view url;   // may have spaces in it
  std::string_view date;  // 20140216050221
  std::string_view type;
  std::optional<std::uint64_t> length;  // nothing where it is no number
  std::size_t bytes = 0;                // of the line, its break among them

  /// The record that describes the file.
  [[nodiscard]] bool describes_file() const noexcept { return url.starts_with("filedesc:"); }
};

/// "URL IP date type length" (version 1) or "URL IP date type status checksum location offset filename length"
/// (version 2), and a line break; nothing when the bytes begin with no such line.
[[nodiscard]] std::optional<ArcHeader> read_arc_header(std::string_view bytes) noexcept;

}  // namespace unspin::corpus
