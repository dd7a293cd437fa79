#pragma once

// The files of data/models/english that this room reads, compiled in.

#include <string_view>

namespace unspin::verify {

[[nodiscard]] std::string_view built_in_background() noexcept;
[[nodiscard]] std::string_view built_in_scorer() noexcept;

}  // namespace unspin::verify
