#pragma once

// Lines that say what follows them is no part of the text: "Related articles", "Lesen Sie auch", "À lire aussi".

#include <string>
#include <string_view>

namespace unspin::extract {

/// Letters and digits alone, ASCII in lower case: titles and labels differ in dots, dashes and quotation marks. O(n).
[[nodiscard]] std::string letters_of(std::string_view text);

/// Whether a line begins as such lines do. For short lines: a sentence may begin so, too.
[[nodiscard]] bool is_furniture_label(std::string_view line);

}  // namespace unspin::extract
