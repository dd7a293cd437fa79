#pragma once

// Files that hold many records of any bytes, one behind the other: WARC, ARC, tar. What each format says about where a
// record begins and ends; container_reader.h does the reading.

#include <string_view>

#include "engine/corpus/inputs.h"

namespace unspin::corpus {

/// What lies at the start of a window of bytes.
struct Cut {
  enum class Kind : std::uint8_t {
    Record,   // [begin, end), and the next thing is at `next`
    Blank,    // nothing but what separates records, up to `next`
    More,     // more bytes are needed to tell
    Skip,     // no record begins here, or it has no end in sight: go on where one begins
    TooLong,  // the same, because the record says that it is longer than a record may be
  };
  Kind kind = Kind::More;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t next = 0;
  std::string_view flaw;  // not empty: why the record is not whole; lives for ever
};

struct Container {
  /// `complete`: no byte behind the window belongs to what lies in it (the file ends, or a record is known to begin
  /// there); then the answer is never More. Takes time linear in the window where a record's length is wrong, else in
  /// its header.
  Cut (*cut)(std::string_view window, bool complete);
  /// The first place at or behind `from` >= 1 where a record begins for sure, or npos.
  std::size_t (*find)(std::string_view window, std::size_t from);
  /// Whether a record begins with these bytes, the start of a gzip member or zstd frame.
  bool (*begins)(std::string_view bytes);
};

/// WARC 0.18, 1.0, 1.1. A record's length is a hint: where it is wrong, the next record ends this one.
[[nodiscard]] const Container& warc_container() noexcept;
/// ARC 1 and 2.
[[nodiscard]] const Container& arc_container() noexcept;
/// tar: ustar, pax, GNU. A record is an entry with the blocks that name it, and its padding.
[[nodiscard]] const Container& tar_container() noexcept;

[[nodiscard]] constexpr bool is_container(Format format) noexcept {
  return format == Format::Warc || format == Format::Arc || format == Format::Tar;
}
[[nodiscard]] const Container& container_of(Format format) noexcept;

/// A record of `bytes`, less the line breaks at its end.
[[nodiscard]] std::size_t without_line_breaks(std::string_view bytes, std::size_t begin, std::size_t end) noexcept;

}  // namespace unspin::corpus
