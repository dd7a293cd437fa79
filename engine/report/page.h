#pragma once

// A report → pages of HTML. A page is one file that loads nothing. All that is not ours goes through the escaping of
// Mustache, or into JSON that the page's script shows as text: nothing from a crawl is ever markup.

#include <functional>
#include <string_view>

#include <unspin/result.h>

#include "engine/report/data.h"

namespace unspin::report {

/// What the head of every page says: how a page of ours is known again.
constexpr std::string_view kGenerator = "<meta name=\"generator\" content=\"unspin ";

using Sink = std::function<Result<void>(std::string_view)>;

/// Hands the page to `sink`, piece by piece. Errors: of the sink.
[[nodiscard]] Result<void> write_page(const Report& report, const Survey& survey, const Selection& selection,
                                      const Sink& sink);

}  // namespace unspin::report
