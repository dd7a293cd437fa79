#pragma once

// An HTTP response as crawlers store it → its payload. What the header says of chunks and compression is believed as
// far as the bytes bear it out: some crawlers store bodies as they came, some decoded under the old header.

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "engine/corpus/header_fields.h"

namespace unspin::corpus {

/// A decoded body may be this large, and not more than kMaxRatio times the size it has compressed, once it is a MiB.
constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;
constexpr std::size_t kMaxRatio = 256;

/// Keeps its buffer: make one a thread. Views are of the bytes that were read.
struct HttpHead {
  int status = 0;
  HeaderFields fields;
  std::string_view body;

  /// False: the bytes do not begin as a response does. Interim responses (status 1xx) are passed over; line ends may be
  /// LF alone, and a header that is not closed has no body.
  bool read(std::string_view bytes);
};

/// Why a body could not be decoded: a fixed word, and details for people.
struct BodyFault {
  std::string_view reason;
  std::string_view detail;
};

/// Keeps its buffers: make one a thread.
class BodyDecoder {
 public:
  /// The payload without chunks and compression; a view of `body` or of a buffer, until the next call. A body that ends
  /// before its chunks or its compressed data do gives what is there. Faults: bad-chunks, bad-encoding, zip-bomb,
  /// too-long.
  [[nodiscard]] tl::expected<std::string_view, BodyFault> operator()(std::string_view body,
                                                                     std::string_view transfer_encoding,
                                                                     std::string_view content_encoding);

 private:
  std::string chunks_;
  std::string out_[2];
};

/// Whether a body of this Content-Type is an HTML page, a text, or neither. Without a type that says something, the
/// bytes tell.
enum class PayloadKind : std::uint8_t { Html, Text, Other };
[[nodiscard]] PayloadKind kind_of(std::string_view content_type, std::string_view body) noexcept;
/// Whether a tag or comment of an HTML page is the first thing there.
[[nodiscard]] bool looks_like_html(std::string_view body) noexcept;

}  // namespace unspin::corpus
