#pragma once

// Files that hold no records as they are: other compressions and archives, documents of offices, pictures, programs.

#include <optional>
#include <string_view>

namespace unspin::corpus {

struct Foreign {
  std::string_view name;    // "an xz file"
  std::string_view advice;  // what to do with it
  bool has_text = true;     // there may be texts in it, which the user will miss
};

/// Known by its first bytes (20 are enough), which no text and no format of ours begins with.
[[nodiscard]] std::optional<Foreign> foreign_format(std::string_view head) noexcept;

}  // namespace unspin::corpus
