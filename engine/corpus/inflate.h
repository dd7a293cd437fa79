#pragma once

// Compressed bytes in memory → what they hold, up to a limit: the seam to what bodies of HTTP are compressed with.

#include <cstdint>
#include <string>
#include <string_view>

namespace unspin::corpus {

enum class Encoding : std::uint8_t { None, Gzip, Zlib, Deflate, Zstd, Brotli };
enum class Unpacked : std::uint8_t {
  Whole,
  Cut,      // the data end, or are damaged, behind what was unpacked
  Nothing,  // they are damaged from the start
  TooLong,  // they hold more than the limit
};

/// Replaces `out`. Data that hold nothing are Whole. Deflate: without the header of zlib.
[[nodiscard]] Unpacked unpack(std::string_view bytes, Encoding encoding, std::size_t limit, std::string& out);

}  // namespace unspin::corpus
