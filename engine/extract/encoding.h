#pragma once

// Which encoding a page is in, and the page in UTF-8.
//
// Asked in this order: a byte order mark, the HTTP header, <meta>, whether the bytes are valid UTF-8, and uchardet's
// guess by letter frequencies. A declaration is believed as far as the bytes bear it out: bytes that are valid UTF-8
// beyond ASCII are UTF-8 whatever they are called, and what is called UTF-8 without being it is guessed anew, unless
// hardly anything in it is malformed.
//
// Labels are those of the WHATWG encoding standard, so latin1 and ascii mean windows-1252. The conversion is iconv's:
// part of POSIX, so it needs no library, and it knows every encoding that a browser knows.

#include <memory>
#include <string>
#include <string_view>

#include <unspin/result.h>

namespace unspin::extract {

struct Decoded {
  std::string_view utf8;      // valid, without byte order mark and control characters; lives until the next call
  std::string_view encoding;  // the standard's name: "windows-1252"
};

/// Keeps its buffers and converters: make one a thread.
class Decoder {
 public:
  Decoder();
  ~Decoder();

  /// O(n). InvalidOptions: the bytes are no text.
  [[nodiscard]] Result<Decoded> operator()(std::string_view bytes, std::string_view content_type);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The standard's name for a label, or nothing: " Latin1 " → "windows-1252".
[[nodiscard]] std::string_view encoding_of_label(std::string_view label);
/// What iconv calls an encoding of the standard: "shift_jis" → "CP932".
[[nodiscard]] const char* iconv_name(std::string_view encoding);
/// The value of charset in "text/html; charset=X" or in the attributes of a <meta>.
[[nodiscard]] std::string_view charset_in(std::string_view text);
/// The label that a <meta> in the first kilobytes of the page declares, or nothing.
[[nodiscard]] std::string_view declared_in_meta(std::string_view bytes);

}  // namespace unspin::extract
