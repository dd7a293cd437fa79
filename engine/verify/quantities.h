#pragma once

// What words and numbers amount to, so that a fortnight accounts for 14 days and 7:15 for 7.15.

#include <optional>
#include <string_view>

namespace unspin::verify {

/// The number that a word in lower case stands for or implies: "twice", "dozen", "week". Number words from three on are
/// numbers already (text::Token::number) and not here.
[[nodiscard]] std::optional<double> quantity_of(std::string_view word);

/// The value of a canonical number; a time of day is hours and, as decimals, minutes. None of "1.2.3".
[[nodiscard]] std::optional<double> value_of_number(std::string_view canonical);

}  // namespace unspin::verify
