#pragma once

// Names that mean the same: Denmark, Danish and Danes. A closed list of countries, some regions and cities, and their
// peoples.

#include <string_view>

namespace unspin::verify {

/// The place that a word in lower case stands for, itself or its people, with or without a plural s; empty: none.
[[nodiscard]] std::string_view place_of(std::string_view word);

/// What names are compared by beyond their first letters: the place, or the word without a plural s ("ss" is none, nor
/// is the s of a word of up to three bytes).
[[nodiscard]] std::string_view canonical_name(std::string_view word);

}  // namespace unspin::verify
