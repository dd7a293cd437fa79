#pragma once

// A match for people, on standard output.

#include <string>
#include <string_view>

#include <unspin/compare.h>

namespace unspin::tools {

/// Verdict, reasons, names and numbers, and the passages of both texts side by side. In colour on a terminal: each kind
/// of passage its own, differing words and shared names in bold.
void print_match(const Match& match, const std::string& name_a, std::string_view text_a, const std::string& name_b,
                 std::string_view text_b);

}  // namespace unspin::tools
