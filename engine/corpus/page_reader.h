#pragma once

// The seam to what makes a text of an HTML page: tests put one there that shows the bytes.

#include <functional>
#include <string_view>

#include <tl/expected.hpp>

#include "engine/corpus/refusal.h"
#include "engine/extract/page.h"

namespace unspin::corpus {

/// The bytes of a page, and what is known of it → the page, or why it is none. Called from one thread at a time.
using PageReader =
    std::function<tl::expected<extract::Page, Refusal>(std::string_view bytes, const extract::PageHints& hints)>;

/// A new one, with buffers of its own.
[[nodiscard]] PageReader page_reader();

}  // namespace unspin::corpus
