#pragma once

// The header of a WARC record.

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/corpus/header_fields.h"

namespace unspin::corpus {

/// Whether a record begins with these bytes: "WARC/1.0", and the end of the line.
[[nodiscard]] bool begins_warc(std::string_view bytes) noexcept;

/// Keeps its buffer: make one a thread. Views are of the bytes that were read.
struct WarcHeader {
  HeaderFields fields;

  /// Of a record that begins_warc() → its bytes, the blank line among them; nothing when the bytes end before it.
  std::optional<std::size_t> read(std::string_view record);
  /// Nothing without one that is a number.
  [[nodiscard]] std::optional<std::uint64_t> content_length() const noexcept;
  /// In lower-case letters as the standard has them: response, warcinfo, …
  [[nodiscard]] bool is(std::string_view type) const noexcept { return same_name(fields["WARC-Type"], type); }
  /// Without the angle brackets that some writers put around them.
  [[nodiscard]] std::string_view record_id() const noexcept;
  [[nodiscard]] std::string_view target_uri() const noexcept;
};

}  // namespace unspin::corpus
