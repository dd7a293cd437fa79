#pragma once

#include <string>

namespace [[gnu::visibility("default")]] unspin {

inline constexpr char kVersion[] = "0.1.0";

/// What this library was built with and what it uses on this machine, a fact a line, the last without a line break:
/// "compiler: GNU 12.2.0, RelWithDebInfo\n…". For people; there may come more.
[[nodiscard]] std::string build_info();

}  // namespace unspin
