#pragma once

namespace unspin {
inline constexpr char kVersion[] = "0.1.0";
}
