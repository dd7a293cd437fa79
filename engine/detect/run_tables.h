#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/report/report.h"

namespace unspin::detect {

/// run.json as tables for people: what was asked, read, found, capped and refused, and what it cost. None for a text
/// that is not run.json.
[[nodiscard]] std::vector<report::RunTable> run_tables(std::string_view run_json);

}  // namespace unspin::detect
