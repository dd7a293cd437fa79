#pragma once

namespace [[gnu::visibility("default")]] unspin {
inline constexpr char kVersion[] = "0.1.0";
}
