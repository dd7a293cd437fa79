#pragma once

#include <string>

#include <unspin/eval.h>

namespace unspin::tools {

/// The report for people: a few aligned tables, those without rows left out.
[[nodiscard]] std::string eval_table(const EvalReport& report);

}  // namespace unspin::tools
