#pragma once

#include <string>
#include <string_view>

namespace unspin::extract {

/// The language of `text` as CLD2 sees its first kilobytes ("de", "zh"), or nothing when it is not sure. `declared`
/// ("de-AT" in <html lang>) is a hint to it.
[[nodiscard]] std::string detect_language(std::string_view text, std::string_view declared);

}  // namespace unspin::extract
