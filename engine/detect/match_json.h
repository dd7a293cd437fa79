#pragma once

#include <string>

#include <unspin/compare.h>

namespace unspin::detect {

/// The fields of a match behind its ids, without braces: "\"verdict\":…". Format: docs/formats/results.md.
[[nodiscard]] std::string to_json_fields(const Match& match);

}  // namespace unspin::detect
