#pragma once

// The element that the main text is in.

#include <optional>
#include <string_view>

#include "engine/extract/weights.h"

namespace unspin::extract {

/// The element with the highest score, or the <article> with the page's title where there are several; then outwards
/// as long as that adds more running text than links. Nothing on a page without running text. `title`: its letters
/// (labels.h), may be empty. O(n).
[[nodiscard]] std::optional<NodeIndex> find_container(const WeighedPage& page, std::string_view title);

/// Whether a block says the title.
[[nodiscard]] bool is_title(const WeighedPage& page, const Block& block, std::string_view title);

}  // namespace unspin::extract
