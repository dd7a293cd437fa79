#pragma once

// The seam to what makes a text of an HTML page.

#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "engine/corpus/refusal.h"

namespace unspin::corpus {

/// What is taken from a page, in UTF-8; what it does not have is empty.
struct PageText {
  std::string text;
  std::string date;       // of publication, as parse_date() reads it
  std::string canonical;  // the address that the page itself names as the original
};

/// The bytes of a page, where it was found and the Content-Type that came with it (either may be empty) → its text, or
/// why it has none. Called from one thread at a time.
using PageReader = std::function<tl::expected<PageText, Refusal>(std::string_view bytes, std::string_view url,
                                                                 std::string_view content_type)>;

/// A new one, with buffers of its own.
[[nodiscard]] PageReader page_reader();

}  // namespace unspin::corpus
